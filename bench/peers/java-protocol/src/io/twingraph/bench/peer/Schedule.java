// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench.peer;

import java.util.ArrayList;
import java.util.List;

/** A warm-up of so many steps and seconds, whichever takes longer; then measured steps. */
final class Schedule {
  private final PeerRun run;
  private final int steps;
  private final List<Double> millis = new ArrayList<>();
  private int done;
  private long start;
  private boolean warm;

  Schedule(PeerRun run) {
    this.run = run;
    this.steps = run.workload().equals("epoch") ? 0 : run.steps();
    this.warm = run.warmup() == 0;
  }

  boolean finished() {
    return warm && millis.size() >= steps;
  }

  /** Told after each step how long it took. */
  void step(double spent) {
    if (warm) {
      millis.add(spent);
      return;
    }
    long now = System.nanoTime();
    start = done == 0 ? now : start;
    done++;
    warm = done >= run.warmup() && now - start >= run.warmupSeconds() * 1e9;
  }

  List<Double> millis() {
    return millis;
  }
}

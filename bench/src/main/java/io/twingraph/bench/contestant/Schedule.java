// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench.contestant;

import java.util.ArrayList;
import java.util.List;

/** A warm-up of so many steps and seconds, whichever takes longer; then measured steps. */
final class Schedule {
  private static final double NANO = 1e-9;

  private final int warmup;
  private final double seconds;
  private final int steps;
  private final List<Double> millis = new ArrayList<>();
  private int done;
  private long start;
  private boolean warm;

  /** Without a warm-up where {@code warmup} is 0. */
  Schedule(int warmup, double seconds, int steps) {
    this.warmup = warmup;
    this.seconds = seconds;
    this.steps = steps;
    this.warm = warmup == 0;
  }

  boolean finished() {
    return warm && millis.size() >= steps;
  }

  /** Told after each step how long it took; the seconds count from the end of the first one. */
  void step(double spent) {
    if (warm) {
      millis.add(spent);
      return;
    }
    long now = System.nanoTime();
    start = done == 0 ? now : start;
    done++;
    warm = done >= warmup && (now - start) * NANO >= seconds;
  }

  List<Double> millis() {
    return millis;
  }
}

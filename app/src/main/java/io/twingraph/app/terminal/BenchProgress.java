// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.terminal;

import io.twingraph.bench.BenchFile;
import io.twingraph.bench.BenchListener;
import io.twingraph.bench.BenchResult;
import io.twingraph.bench.BenchText;
import io.twingraph.bench.Workload;
import io.twingraph.run.IoReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * Shows how a benchmark goes, and keeps what was measured so far in a file. Where somebody watches,
 * one line says what runs and how long it will still take; a line of its own tells of each workload
 * that is over and of each contestant that drops out.
 */
public final class BenchProgress implements BenchListener, AutoCloseable {
  private final Terminal terminal;
  private final Path file;
  private String workload = "";
  private long start;
  private int before;

  /**
   * Shows it there.
   *
   * @param file for what was measured so far; {@code bench.md} is written beside it
   */
  public BenchProgress(Terminal terminal, Path file) {
    this.terminal = terminal;
    this.file = file;
  }

  @Override
  public void preparing(String label, int number, int count) {
    terminal.status(String.format(Locale.ROOT, "preparing %s (%d of %d)", label, number, count));
  }

  @Override
  public void prepared(String label, String problem) {
    terminal.status("");
    terminal.err(problem == null ? "ready" : "left out", label + suffix(problem));
  }

  private static String suffix(String problem) {
    return problem == null ? "" : ": " + problem;
  }

  @Override
  public void started(Workload running, int round, String label, int done, int all) {
    if (!running.id().equals(workload)) {
      terminal.status("");
      terminal.err("measuring", running.id() + ": " + running.title());
      workload = running.id();
    }
    if (start == 0) {
      start = System.nanoTime();
      before = done;
    }
    terminal.status(
        String.format(
            Locale.ROOT,
            "%s, round %d: %s (process %d of %d%s)",
            running.id(),
            round,
            label,
            done + 1,
            all,
            remaining(done, all)));
  }

  /** From the average of the processes so far, which is rough where workloads differ. */
  private String remaining(int done, int all) {
    if (done == before) {
      return "";
    }
    long nanos = (System.nanoTime() - start) / (done - before) * (all - done);
    Duration left = Duration.ofNanos(nanos);
    return String.format(
        Locale.ROOT,
        ", about %d:%02d:%02d to go",
        left.toHours(),
        left.toMinutesPart(),
        left.toSecondsPart());
  }

  @Override
  public void failed(Workload running, int round, String label, String reason) {
    terminal.status("");
    terminal.err("dropped", running.id() + ", round " + round + ", " + label + ": " + reason);
  }

  /** What cannot be written is said, and measuring goes on: the end writes again. */
  @Override
  public void roundFinished(BenchResult soFar) {
    try {
      // Somebody may have tidied up meanwhile.
      Files.createDirectories(file.toAbsolutePath().getParent());
      BenchFile.write(soFar, file);
      new BenchText(soFar).write(file.resolveSibling("bench.md"));
    } catch (IOException e) {
      terminal.status("");
      terminal.err(
          "warning",
          "what was measured so far cannot be written to "
              + file
              + " ("
              + IoReason.of(e)
              + "); measuring goes on");
    }
  }

  @Override
  public void close() {
    terminal.status("");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import io.twingraph.app.terminal.Terminal;
import io.twingraph.report.RunRecord;
import io.twingraph.report.RunRecordFile;
import io.twingraph.run.EngineRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The runs that are finished while others are still to come. They are written to {@code
 * record.json} at once, so that a session that is stopped, killed or fails has lost the run that
 * was going on and no other; the whole results take their place.
 */
final class FinishedRuns implements AutoCloseable {
  private final Terminal terminal;
  private final RunFolder folder;
  private final Function<List<EngineRun>, RunRecord> recorder;
  private final List<EngineRun> finished = new ArrayList<>();
  private final Thread onShutdown = new Thread(this::sayWhatIsKept, "say-what-is-kept");
  private volatile String kept;

  /**
   * None yet.
   *
   * @param recorder makes a record of some runs
   */
  FinishedRuns(Terminal terminal, RunFolder folder, Function<List<EngineRun>, RunRecord> recorder) {
    this.terminal = terminal;
    this.folder = folder;
    this.recorder = recorder;
    Runtime.getRuntime().addShutdownHook(onShutdown);
  }

  /** Keeps a run; one that failed is of no use without the others. */
  void add(EngineRun run) {
    if (!run.complete()) {
      return;
    }
    finished.add(run);
    Path file = folder.file("record.json");
    try {
      folder.restore();
      RunRecordFile.write(recorder.apply(finished), file);
    } catch (IOException e) {
      // The results at the end will not fit either, and say so.
      return;
    }
    folder.keep();
    kept =
        finished.stream().map(EngineRun::name).collect(Collectors.joining("'s and "))
            + "'s finished run"
            + (finished.size() == 1 ? " is" : "s are")
            + " kept in "
            + file;
  }

  /** The results are whole and have taken the place of what is kept here. */
  void replaced() {
    kept = null;
  }

  private void sayWhatIsKept() {
    String text = kept;
    if (text != null) {
      kept = null;
      terminal.status("");
      terminal.err("twingraph: " + text);
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(onShutdown);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook says it.
      return;
    }
    sayWhatIsKept();
  }
}

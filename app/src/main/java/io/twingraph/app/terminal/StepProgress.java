// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.terminal;

import io.twingraph.parity.ParityListener;
import io.twingraph.parity.StepLosses;
import java.util.Locale;

/** Shows how a lock-step comparison goes, where somebody watches. */
public final class StepProgress implements ParityListener, AutoCloseable {
  private final Terminal terminal;
  private final String engines;
  private EraseableBar bar;

  /**
   * Says that the engines are on their way, until the first step is made.
   *
   * @param engines their names, for people
   */
  public StepProgress(Terminal terminal, String engines) {
    this.terminal = terminal;
    this.engines = engines;
    terminal.status("starting " + engines);
  }

  @Override
  public void stepFinished(int done, int wanted, StepLosses losses) {
    if (bar == null) {
      terminal.status("");
      bar = EraseableBar.open(terminal, engines, wanted, "steps", 1);
    }
    bar.moveTo(done, String.format(Locale.ROOT, "losses %.4f and %.4f", losses.a(), losses.b()));
    if (done == wanted) {
      close();
      terminal.status("evaluating, and writing the results");
    }
  }

  /** Takes away what is not to stay. */
  @Override
  public void close() {
    terminal.status("");
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}

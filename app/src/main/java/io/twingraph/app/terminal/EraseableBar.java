// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.terminal;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;

/**
 * A progress bar on the accompanying stream, redrawn in place and gone without a trace when it is
 * closed. Where nobody watches, it draws nothing.
 */
final class EraseableBar implements AutoCloseable {
  private static final int REDRAW_MILLIS = 100;
  private static final String ERASE = "\r\u001b[K";

  private final ProgressBar bar;

  private EraseableBar(ProgressBar bar) {
    this.bar = bar;
  }

  /** A bar of {@code max} units, or of an unknown number if that is negative. */
  static EraseableBar open(Terminal terminal, String task, long max, String unit, long unitSize) {
    if (!terminal.interactive()) {
      return new EraseableBar(null);
    }
    return new EraseableBar(
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(max)
            .setUpdateIntervalMillis(REDRAW_MILLIS)
            .setRenderer(new BarLine(unit, unitSize, terminal.unicode()))
            .setConsumer(new Line(terminal))
            .build());
  }

  void moveTo(long done, String message) {
    if (bar != null) {
      bar.stepTo(done);
      bar.setExtraMessage(message);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }

  /** One line of the terminal. */
  private record Line(Terminal terminal) implements ProgressBarConsumer {
    @Override
    public int getMaxRenderedLength() {
      return terminal.columns() - 1;
    }

    @Override
    public void accept(String text) {
      terminal.rawErr(ERASE + text);
    }

    @Override
    public void clear() {
      terminal.rawErr(ERASE);
    }

    @Override
    public void close() {
      clear();
    }
  }
}

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
  private final Line line;

  private EraseableBar(ProgressBar bar, Line line) {
    this.bar = bar;
    this.line = line;
  }

  /** A bar of {@code max} units, or of an unknown number if that is negative. */
  static EraseableBar open(Terminal terminal, String task, long max, String unit, long unitSize) {
    if (!terminal.interactive()) {
      return new EraseableBar(null, null);
    }
    Line line = new Line(terminal);
    return new EraseableBar(
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(max)
            .setUpdateIntervalMillis(REDRAW_MILLIS)
            .setRenderer(new BarLine(unit, unitSize, terminal.unicode()))
            .setConsumer(line)
            .build(),
        line);
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
      line.close();
    }
  }

  /** One line of the terminal; what the bar's own thread draws after the end is not shown. */
  private static final class Line implements ProgressBarConsumer {
    private final Terminal terminal;
    private boolean closed;

    Line(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public int getMaxRenderedLength() {
      return terminal.columns() - 1;
    }

    @Override
    public synchronized void accept(String text) {
      if (!closed) {
        terminal.rawErr(ERASE + text);
      }
    }

    @Override
    public synchronized void clear() {
      if (!closed) {
        terminal.rawErr(ERASE);
      }
    }

    @Override
    public synchronized void close() {
      clear();
      closed = true;
    }
  }
}

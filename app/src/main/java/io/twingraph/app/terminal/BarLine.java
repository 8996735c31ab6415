// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.terminal;

import io.twingraph.error.Printable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBarRenderer;
import me.tongfei.progressbar.ProgressState;

/**
 * The line of a progress bar: what is done and how far it is; while there is room the message and
 * the time that is left; and where that leaves room for a bar, the speed and the number of units.
 */
final class BarLine implements ProgressBarRenderer {
  private static final int LEAST_BAR = 8;
  private static final int WIDEST_BAR = 40;
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉█";

  private final String unit;
  private final long unitSize;
  private final boolean unicode;

  /**
   * @param unit of what is counted
   * @param unitSize what is counted is divided by this
   * @param unicode whether block characters can be written
   */
  BarLine(String unit, long unitSize, boolean unicode) {
    this.unit = unit;
    this.unitSize = unitSize;
    this.unicode = unicode;
  }

  @Override
  public String render(ProgressState state, int maxLength) {
    boolean endless = state.isIndefinite() || state.getMax() <= 0;
    String message = state.getExtraMessage();
    return render(
        state.getTaskName(),
        state.getCurrent(),
        endless ? -1 : state.getMax(),
        state.getElapsedAfterStart(),
        message == null ? "" : message,
        maxLength);
  }

  /**
   * As a line.
   *
   * @param all how many there are; negative if that is unknown
   */
  String render(String task, long done, long all, Duration elapsed, String message, int maxLength) {
    double seconds = elapsed.toMillis() / 1000.0;
    double share = all < 0 ? 0 : Math.min(1, (double) done / Math.max(1, all));
    List<String> pieces = new ArrayList<>(); // the most important first
    pieces.add(message);
    pieces.add(share > 0 && seconds > 1 ? clock(seconds / share - seconds) + " to go" : "");
    pieces.add(
        seconds > 1 && done > 0
            ? String.format(Locale.ROOT, "%,.0f %s/s", done / (seconds * unitSize), unit)
            : "");
    pieces.add(count(done, all));
    String head =
        Printable.line(task)
            + (task.isEmpty() ? "" : " ")
            + (all < 0 ? "" : String.format(Locale.ROOT, "%3.0f %%", 100 * share));
    StringBuilder tail = new StringBuilder();
    for (int i = 0; i < pieces.size(); i++) {
      String piece = pieces.get(i);
      int needed = head.length() + tail.length() + 2 + piece.length();
      boolean fits = needed + (i < 2 || all < 0 ? 0 : LEAST_BAR + 3) <= maxLength;
      tail.append(piece.isEmpty() || !fits ? "" : "  " + piece);
    }
    int room = Math.min(WIDEST_BAR, maxLength - head.length() - tail.length() - 3);
    String bar = all < 0 || room < LEAST_BAR ? "" : " " + bar(share, room);
    String line = head + bar + tail;
    return line.length() <= maxLength ? line : line.substring(0, maxLength);
  }

  private String count(long done, long all) {
    return all < 0
        ? String.format(Locale.ROOT, "%,d %s", done / unitSize, unit)
        : String.format(Locale.ROOT, "%,d of %,d", done / unitSize, all / unitSize);
  }

  /** Between two strokes, of {@code room} characters within them. */
  private String bar(double share, int room) {
    int eighths = (int) (share * room * 8);
    StringBuilder bar = new StringBuilder(unicode ? "│" : "[");
    for (int i = 0; i < room; i++) {
      int filled = Math.max(0, Math.min(8, eighths - 8 * i));
      bar.append(unicode ? EIGHTHS.charAt(filled) : filled == 8 ? '=' : ' ');
    }
    return bar.append(unicode ? "│" : "]").toString();
  }

  private static String clock(double seconds) {
    long whole = Math.round(seconds);
    return whole < 3600
        ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }
}

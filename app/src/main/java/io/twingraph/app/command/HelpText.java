// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/** How every command's help looks. */
final class HelpText {
  private static final int WIDEST = 96;

  /** The least that picocli takes. */
  private static final int NARROWEST = 55;

  private static final int LONGEST_OPTION = 26;

  private HelpText() {}

  /**
   * For a terminal.
   *
   * @param columns that it has; a longer line would be broken within a word
   */
  static void apply(CommandLine line, int columns) {
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put(" 0", "fine");
    codes.put(" 1", "the engines disagree, or mean different things");
    codes.put(" 2", "wrong usage, or an experiment that cannot be run as declared");
    codes.put(
        " 3",
        "data or an engine is not available, a run ended early, or the output cannot be written");
    codes.put("70", "a mistake in Twingraph itself");
    codes.put("130", "stopped by Ctrl-C");
    line.getCommandSpec().usageMessage().exitCodeListHeading("%nExit codes:%n").exitCodeList(codes);
    each(line, Math.max(NARROWEST, Math.min(columns, WIDEST)));
  }

  private static void each(CommandLine line, int width) {
    UsageMessageSpec usage = line.getCommandSpec().usageMessage();
    usage
        .width(width)
        .longOptionsMaxWidth(LONGEST_OPTION)
        .optionListHeading("%nOptions:%n")
        .sortOptions(false)
        .abbreviateSynopsis(true);
    line.getSubcommands().values().forEach(one -> each(one, width));
  }
}

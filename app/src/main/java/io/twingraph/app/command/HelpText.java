// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/** How every command's help looks. */
final class HelpText {
  private static final int WIDTH = 96;
  private static final int LONGEST_OPTION = 26;

  private HelpText() {}

  static void apply(CommandLine line) {
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put(" 0", "fine");
    codes.put(" 1", "the engines disagree, or mean different things");
    codes.put(" 2", "wrong usage, or an experiment that cannot be run as declared");
    codes.put(" 3", "data or an engine is not available, or a run ended early");
    line.getCommandSpec().usageMessage().exitCodeListHeading("%nExit codes:%n").exitCodeList(codes);
    each(line);
  }

  private static void each(CommandLine line) {
    UsageMessageSpec usage = line.getCommandSpec().usageMessage();
    usage
        .width(WIDTH)
        .longOptionsMaxWidth(LONGEST_OPTION)
        .optionListHeading("%nOptions:%n")
        .sortOptions(false)
        .abbreviateSynopsis(true);
    line.getSubcommands().values().forEach(HelpText::each);
  }
}

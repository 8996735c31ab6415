// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import io.twingraph.engine.EngineProvider;
import io.twingraph.engine.Engines;
import io.twingraph.error.Printable;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Engines as an option names them. */
final class EngineNames {
  /** Engines that are known though they may not be here, which is then said with what to add. */
  private static final List<String> OWN = List.of("torch", "tensorflow", "reference");

  private EngineNames() {}

  /**
   * The names, without the blanks around them.
   *
   * @throws ParameterException if there is no name, or one that no engine has
   */
  static List<String> of(CommandLine line, String option, List<String> given) {
    List<String> names = given.stream().map(String::strip).toList();
    List<String> there = Engines.all().stream().map(EngineProvider::name).toList();
    for (String name : names.isEmpty() ? List.of("") : names) {
      if (!there.contains(name) && !OWN.contains(name)) {
        throw new ParameterException(
            line,
            option
                + ": no engine named '"
                + Printable.quote(name)
                + "'; there are "
                + String.join(", ", there));
      }
    }
    return names;
  }
}

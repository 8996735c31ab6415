// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the user's environment sets that changes what contestants do. Twingraph never overwrites
 * such a variable, and peers get it as it is, so figures from two environments may differ by it.
 *
 * @param variables as {@link io.twingraph.run.Provenance#environment()} keeps them
 */
record SetVariables(Map<String, String> variables) {
  private static final Map<String, String> EFFECTS =
      Map.of("OPENBLAS_CORETYPE", "OpenBLAS then uses these kernels");

  /** For people: a clause that names each of them with its value, or says that there is none. */
  @Override
  public String toString() {
    Map<String, String> counted = new TreeMap<>(variables);
    counted.keySet().removeIf(name -> name.startsWith("TWINGRAPH_"));
    if (counted.isEmpty()) {
      return "the environment sets none that changes what contestants do";
    }
    return "the environment sets "
        + counted.entrySet().stream().map(SetVariables::text).collect(Collectors.joining(", "))
        + ". Contestants get them too; the ceiling is measured without OPENBLAS_*";
  }

  private static String text(Map.Entry<String, String> variable) {
    String effect = EFFECTS.get(variable.getKey());
    return variable.getKey()
        + "="
        + variable.getValue()
        + (effect == null ? "" : " (" + effect + ")");
  }
}

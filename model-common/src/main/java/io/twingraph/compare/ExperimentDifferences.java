// SPDX-License-Identifier: Apache-2.0
package io.twingraph.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.ExperimentFile;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Where two experiments differ, worked out from their written form, so that a new setting needs
 * nothing here. Layers are paired so that as few settings as possible differ.
 */
final class ExperimentDifferences {
  /** What leaving a layer out costs, in differing settings. */
  private static final int UNPAIRED = 3;

  private static final int NEVER = 1_000_000;
  private static final ObjectMapper JSON = ExperimentFile.json();

  private final String firstName;
  private final String secondName;
  private final List<String> lines = new ArrayList<>();

  private ExperimentDifferences(String firstName, String secondName) {
    this.firstName = firstName;
    this.secondName = secondName;
  }

  /**
   * One line for each difference, names of experiments aside; empty if there is none.
   *
   * @param firstName who was given the first, for the lines
   */
  static List<String> between(
      String firstName, Experiment first, String secondName, Experiment second) {
    ExperimentDifferences differences = new ExperimentDifferences(firstName, secondName);
    ObjectNode a = tree(first);
    ObjectNode b = tree(second);
    JsonNode layersA = a.withObject("/model").remove("layers");
    JsonNode layersB = b.withObject("/model").remove("layers");
    differences.compare("", a, b);
    differences.layers(names(first), layersA, names(second), layersB);
    long parametersA = first.graph().parameterCount();
    long parametersB = second.graph().parameterCount();
    if (parametersA != parametersB) {
      differences.add(
          "parameters",
          String.format(Locale.ROOT, "%,d", parametersA),
          String.format(Locale.ROOT, "%,d", parametersB));
    }
    return differences.lines;
  }

  private static ObjectNode tree(Experiment experiment) {
    ObjectNode tree = JSON.valueToTree(experiment);
    tree.remove("name");
    return tree;
  }

  private static List<String> names(Experiment experiment) {
    return experiment.model().layerNames();
  }

  private void compare(String path, JsonNode a, JsonNode b) {
    if (a.isObject() && b.isObject()) {
      for (String key : keys(a, b)) {
        compare(path.isEmpty() ? key : path + "." + key, a.path(key), b.path(key));
      }
    } else if (!a.equals(b)) {
      add(path, text(a), text(b));
    }
  }

  private void layers(List<String> namesA, JsonNode a, List<String> namesB, JsonNode b) {
    int[][] cost = costs(a, b);
    int i = 0;
    int j = 0;
    while (i < a.size() || j < b.size()) {
      if (i < a.size()
          && j < b.size()
          && cost[i][j] == distance(a.get(i), b.get(j)) + cost[i + 1][j + 1]) {
        compare("model.layers." + namesA.get(i), a.get(i), b.get(j));
        i++;
        j++;
      } else if (i < a.size() && cost[i][j] == UNPAIRED + cost[i + 1][j]) {
        add("model.layers." + namesA.get(i), brief(a.get(i)), "no such layer");
        i++;
      } else {
        add("model.layers." + namesB.get(j), "no such layer", brief(b.get(j)));
        j++;
      }
    }
  }

  /** {@code cost[i][j]}: fewest differing settings from layers {@code i} and {@code j} on. */
  private static int[][] costs(JsonNode a, JsonNode b) {
    int[][] cost = new int[a.size() + 1][b.size() + 1];
    for (int i = a.size(); i >= 0; i--) {
      for (int j = b.size(); j >= 0; j--) {
        if (i == a.size() || j == b.size()) {
          cost[i][j] = UNPAIRED * (a.size() - i + b.size() - j);
        } else {
          int paired = distance(a.get(i), b.get(j)) + cost[i + 1][j + 1];
          int unpaired = UNPAIRED + Math.min(cost[i + 1][j], cost[i][j + 1]);
          cost[i][j] = Math.min(paired, unpaired);
        }
      }
    }
    return cost;
  }

  /** Number of settings that differ; layers of two kinds are never paired. */
  private static int distance(JsonNode a, JsonNode b) {
    if (!a.path("type").equals(b.path("type"))) {
      return NEVER;
    }
    return (int) keys(a, b).stream().filter(key -> !a.path(key).equals(b.path(key))).count();
  }

  private static Set<String> keys(JsonNode a, JsonNode b) {
    Set<String> keys = new LinkedHashSet<>();
    a.fieldNames().forEachRemaining(keys::add);
    b.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  private void add(String path, String a, String b) {
    lines.add(path + ": " + a + " (" + firstName + "), " + b + " (" + secondName + ")");
  }

  /** The kind of a layer with its first setting: {@code "dense, units 1024"}. */
  private static String brief(JsonNode layer) {
    StringBuilder text = new StringBuilder(layer.path("type").asText());
    for (String key : List.of("filters", "units", "kernel", "window", "activation", "function")) {
      if (layer.has(key)) {
        text.append(", ").append(key).append(' ').append(text(layer.get(key)));
      }
    }
    return text.toString();
  }

  private static String text(JsonNode node) {
    return node.isMissingNode() || node.isNull()
        ? "nothing"
        : node.isTextual() ? node.asText() : node.toString();
  }
}

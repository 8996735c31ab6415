// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import io.twingraph.error.SpecException;
import io.twingraph.graph.Graph;
import io.twingraph.graph.GraphBuilder;
import io.twingraph.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A model's layers as a graph.
 *
 * @param graph the nodes
 * @param initializers where the values of each parameter come from, by the parameter's name
 * @param names of the layers, in order
 */
record Expansion(Graph graph, Map<String, Initializer> initializers, List<String> names) {

  /**
   * Works out names, shapes and paddings.
   *
   * @throws SpecException if a layer does not fit its input, two layers share a name, or the last
   *     layer gives no vector
   */
  static Expansion of(Model model) {
    GraphBuilder graph = new GraphBuilder();
    Map<String, Initializer> initializers = new LinkedHashMap<>();
    Map<String, Integer> counts = new HashMap<>();
    Set<String> names = new LinkedHashSet<>();
    Value value = graph.input(Graph.INPUT, model.input().type());
    for (int i = 0; i < model.layers().size(); i++) {
      Layer layer = model.layers().get(i);
      String name = name(layer, counts);
      String where = "model.layers[" + i + "]";
      if (!names.add(name)) {
        throw SpecException.of(
            "two layers with one name",
            where + ".name",
            "a name of its own for each layer",
            "'" + name + "' again",
            "rename one of them, or leave names out to have them numbered");
      }
      String place = where + " (" + name + ")";
      List<Value> from = inputs(layer, value, graph, names, place);
      LayerScope scope = new LayerScope(graph, place, name, from, initializers);
      value = LayerKind.of(layer).expand(layer, scope);
    }
    everyLayerIsRead(graph, value, List.copyOf(names));
    if (!value.type().isVector()) {
      throw SpecException.of(
          "the model does not end in logits",
          "model.layers[" + (names.size() - 1) + "]",
          "a last layer whose output is a vector, one value for each class",
          value.type(),
          "end with a flatten and a dense layer of as many units as there are classes");
    }
    return new Expansion(graph.build(value), initializers, List.copyOf(names));
  }

  private static List<Value> inputs(
      Layer layer, Value before, GraphBuilder graph, Set<String> names, String where) {
    List<Value> inputs = new ArrayList<>();
    for (String name : layer.from()) {
      Value value = name == null || name.indexOf('/') >= 0 ? null : graph.value(name);
      if (value == null) {
        List<String> known = new ArrayList<>(names);
        known.set(known.size() - 1, Graph.INPUT); // the layer itself is the last
        throw SpecException.of(
            "a layer that reads what is not there",
            where + ".from",
            "the name of a layer before it: " + String.join(", ", known),
            "'" + name + "'",
            "name that layer, or leave 'from' out to read the layer before");
      }
      inputs.add(value);
    }
    return layer.from().isEmpty() ? List.of(before) : inputs;
  }

  private static void everyLayerIsRead(GraphBuilder graph, Value logits, List<String> names) {
    for (String unread : graph.unread()) {
      if (!unread.equals(logits.name())) {
        boolean input = unread.equals(Graph.INPUT);
        throw SpecException.of(
            input ? "an input that no layer reads" : "a layer that no other reads",
            input ? "model.input" : "model.layers[" + names.indexOf(unread) + "] (" + unread + ")",
            "that each but the last has a reader",
            "none reads '" + unread + "'",
            input
                ? "let the first layer read it"
                : "remove the layer, or name it in the 'from' of another");
      }
    }
  }

  private static String name(Layer layer, Map<String, Integer> counts) {
    if (layer.name() != null) {
      return layer.name();
    }
    String kind = LayerKind.of(layer).defaultName();
    int earlier = counts.merge(kind, 1, Integer::sum) - 1;
    return earlier == 0 ? kind : kind + "_" + earlier;
  }
}

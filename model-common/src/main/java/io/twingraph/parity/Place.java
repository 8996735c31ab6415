// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.engine.BoundaryChecks;
import io.twingraph.graph.Graph;
import io.twingraph.graph.Node;
import io.twingraph.graph.Parameter;
import io.twingraph.graph.Value;
import io.twingraph.op.Rounding;
import io.twingraph.spec.Experiment;
import java.util.ArrayList;
import java.util.List;

/**
 * One tensor of one stage.
 *
 * @param stage which stage
 * @param layer the layer whose work it is: for an activation gradient the layer that it has come
 *     through; {@code "input"} or {@code "loss"} where no layer has worked
 * @param tensor canonical name
 * @param node what has made it, or {@code null} where that is no node of the graph
 */
record Place(Stage stage, String layer, String tensor, Node node) {
  /** The tensor name of the labels of a batch. */
  static final String LABELS = "labels";

  static final String LOSS = "loss";

  /** The tensor name of the loss that the training step itself reports. */
  static final String STEP_LOSS = "loss of the step";

  /** Every place of a step, in the order in which values come into being. */
  static List<Place> of(Experiment experiment) {
    Graph graph = experiment.graph();
    List<Place> places = new ArrayList<>();
    places.add(new Place(Stage.BATCH, Graph.INPUT, Graph.INPUT, null));
    places.add(new Place(Stage.BATCH, Graph.INPUT, LABELS, null));
    for (Parameter parameter : graph.parameters()) {
      places.add(
          new Place(Stage.INITIAL_PARAMETERS, layer(parameter.name()), parameter.name(), null));
    }
    for (Node node : graph.nodes()) {
      for (Value output : node.outputs()) {
        places.add(new Place(Stage.ACTIVATION, node.layer(), output.name(), node));
      }
    }
    places.add(new Place(Stage.LOSS, LOSS, LOSS, null));
    places.add(new Place(Stage.LOSS, LOSS, STEP_LOSS, null));
    places.add(new Place(Stage.LOSS_GRADIENT, LOSS, graph.logits().name(), null));
    backward(graph, places);
    for (String slot : BoundaryChecks.slotShapes(experiment).keySet()) {
      places.add(new Place(Stage.OPTIMIZER_STATE, layer(slot), slot, null));
    }
    for (Parameter parameter : graph.parameters()) {
      places.add(
          new Place(Stage.UPDATED_PARAMETERS, layer(parameter.name()), parameter.name(), null));
    }
    return places;
  }

  private static void backward(Graph graph, List<Place> places) {
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      Node node = graph.nodes().get(i);
      for (Parameter parameter : node.parameters()) {
        places.add(new Place(Stage.PARAMETER_GRADIENT, node.layer(), parameter.name(), node));
      }
      for (Value input : node.inputs()) {
        if (!graph.isInput(input.name())) {
          places.add(new Place(Stage.ACTIVATION_GRADIENT, node.layer(), input.name(), node));
        }
      }
    }
  }

  /** The parameter whose gradient this is. */
  Parameter parameter() {
    return node.parameters().stream()
        .filter(parameter -> parameter.name().equals(tensor))
        .findFirst()
        .orElseThrow();
  }

  /** How a value, or the gradient of an input, rounds at this place. */
  Rounding rounding() {
    return stage == Stage.ACTIVATION ? node.forward() : node.backward(inputIndex());
  }

  private int inputIndex() {
    for (int i = 0; i < node.inputs().size(); i++) {
      if (node.inputs().get(i).name().equals(tensor)) {
        return i;
      }
    }
    throw new IllegalStateException(node.name() + " does not read " + tensor);
  }

  private static String layer(String parameter) {
    return parameter.substring(0, parameter.indexOf('/'));
  }
}

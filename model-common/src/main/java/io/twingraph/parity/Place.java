// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.engine.BoundaryChecks;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Network;
import io.twingraph.spec.ParameterSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * One tensor of one stage.
 *
 * @param stage which stage
 * @param layer the layer whose work it is: for an activation gradient the layer that it has come
 *     through; {@code "input"} or {@code "loss"} where no layer has worked
 * @param tensor canonical name
 * @param operation what has made it, or {@code null} where that is no operation of the network
 */
record Place(Stage stage, String layer, String tensor, Operation operation) {
  /** The tensor name of the labels of a batch. */
  static final String LABELS = "labels";

  static final String LOSS = "loss";

  /** The tensor name of the loss that the training step itself reports. */
  static final String STEP_LOSS = "loss of the step";

  /** Every place of a step, in the order in which values come into being. */
  static List<Place> of(Experiment experiment) {
    Network network = experiment.network();
    List<Operation> operations = Operation.of(network);
    List<Place> places = new ArrayList<>();
    places.add(new Place(Stage.BATCH, Network.INPUT, Network.INPUT, null));
    places.add(new Place(Stage.BATCH, Network.INPUT, LABELS, null));
    for (ParameterSpec parameter : network.parameters()) {
      places.add(
          new Place(Stage.INITIAL_PARAMETERS, layer(parameter.name()), parameter.name(), null));
    }
    for (Operation operation : operations) {
      places.add(new Place(Stage.ACTIVATION, operation.layer(), operation.output(), operation));
    }
    places.add(new Place(Stage.LOSS, LOSS, LOSS, null));
    places.add(new Place(Stage.LOSS, LOSS, STEP_LOSS, null));
    String logits = operations.get(operations.size() - 1).output();
    places.add(new Place(Stage.LOSS_GRADIENT, LOSS, logits, null));
    backward(operations, places);
    for (String slot : BoundaryChecks.slotShapes(experiment).keySet()) {
      places.add(new Place(Stage.OPTIMIZER_STATE, layer(slot), slot, null));
    }
    for (ParameterSpec parameter : network.parameters()) {
      places.add(
          new Place(Stage.UPDATED_PARAMETERS, layer(parameter.name()), parameter.name(), null));
    }
    return places;
  }

  private static void backward(List<Operation> operations, List<Place> places) {
    for (int i = operations.size() - 1; i >= 0; i--) {
      Operation operation = operations.get(i);
      String layer = operation.layer();
      if (operation.hasParameters()) {
        places.add(new Place(Stage.PARAMETER_GRADIENT, layer, layer + "/kernel", operation));
        places.add(new Place(Stage.PARAMETER_GRADIENT, layer, layer + "/bias", operation));
      }
      if (!operation.input().equals(Network.INPUT)) {
        places.add(new Place(Stage.ACTIVATION_GRADIENT, layer, operation.input(), operation));
      }
    }
  }

  private static String layer(String parameter) {
    return parameter.substring(0, parameter.indexOf('/'));
  }
}

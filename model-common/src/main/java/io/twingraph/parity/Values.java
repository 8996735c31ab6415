// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.engine.HostTensor;
import io.twingraph.engine.Trace;
import io.twingraph.graph.Graph;
import java.util.List;

/** The tensor that belongs to a {@link Place}; scalars and labels as tensors too. */
final class Values {
  private Values() {}

  /** The tensor at a place that is neither before nor after the step. */
  static HostTensor at(Place place, Trace trace) {
    return switch (place.stage()) {
      case BATCH ->
          place.tensor().equals(Place.LABELS)
              ? labels(trace.labels())
              : trace.activations().get(Graph.INPUT);
      case ACTIVATION -> trace.activations().get(place.tensor());
      case LOSS -> scalar(trace.loss());
      case LOSS_GRADIENT, ACTIVATION_GRADIENT -> trace.activationGradients().get(place.tensor());
      case PARAMETER_GRADIENT -> trace.gradients().get(place.tensor());
      case INITIAL_PARAMETERS, OPTIMIZER_STATE, UPDATED_PARAMETERS, METRIC ->
          throw new IllegalArgumentException("a trace has no " + place.stage());
    };
  }

  /** The tensor at any place of a step. */
  static HostTensor at(Place place, Observation step) {
    return switch (place.stage()) {
      case INITIAL_PARAMETERS -> step.before().get(place.tensor());
      case OPTIMIZER_STATE -> step.state().slots().get(place.tensor());
      case UPDATED_PARAMETERS -> step.updated().get(place.tensor());
      case LOSS ->
          scalar(
              place.tensor().equals(Place.STEP_LOSS) ? step.result().loss() : step.trace().loss());
      default -> at(place, step.trace());
    };
  }

  static HostTensor scalar(double value) {
    return HostTensor.wrap(new int[0], new double[] {value});
  }

  private static HostTensor labels(List<Integer> labels) {
    float[] values = new float[labels.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = labels.get(i);
    }
    return HostTensor.wrap(new int[] {values.length}, values);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.engine;

import io.twingraph.graph.Parameter;
import io.twingraph.op.Float32;
import io.twingraph.op.ParameterSlot;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Initializer;
import io.twingraph.spec.Philox;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Draws the values that every engine starts from. */
public final class InitialParameters {
  private InitialParameters() {}

  /**
   * Initial values of every parameter, in the order of {@link
   * io.twingraph.graph.Graph#parameters()}. Parameter number {@code i} reads stream {@code i} of
   * the experiment's initialisation seed; values are worked out in double and rounded once, with
   * {@link Float32#of}.
   */
  public static TensorMap draw(Experiment experiment) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    List<Parameter> parameters = experiment.graph().parameters();
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      Philox random = new Philox(experiment.seeds().initialization(), i);
      Initializer initializer = experiment.model().initializer(parameter);
      float[] values = values(parameter.slot(), initializer, random);
      tensors.put(parameter.name(), HostTensor.wrap(parameter.dimensions(), values));
    }
    return new TensorMap(tensors);
  }

  private static float[] values(ParameterSlot parameter, Initializer initializer, Philox random) {
    double in = parameter.fanIn();
    double both = in + parameter.fanOut();
    float[] values = new float[Math.toIntExact(parameter.count())];
    switch (initializer.kind()) {
      case ZEROS -> {}
      case CONSTANT -> Arrays.fill(values, (float) initializer.value());
      case NORMAL -> normal(values, initializer.value(), random);
      case GLOROT_UNIFORM -> uniform(values, Math.sqrt(6 / both), random);
      case GLOROT_NORMAL -> normal(values, Math.sqrt(2 / both), random);
      case HE_UNIFORM -> uniform(values, Math.sqrt(6 / in), random);
      case HE_NORMAL -> normal(values, Math.sqrt(2 / in), random);
      case FAN_IN_UNIFORM -> uniform(values, 1 / Math.sqrt(in), random);
    }
    return values;
  }

  private static void uniform(float[] values, double bound, Philox random) {
    for (int i = 0; i < values.length; i++) {
      values[i] = Float32.of(bound * (2 * random.nextUniform() - 1));
    }
  }

  private static void normal(float[] values, double deviation, Philox random) {
    for (int i = 0; i < values.length; i++) {
      values[i] = Float32.of(deviation * random.nextNormal());
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.error.SpecException;
import io.twingraph.graph.Graph;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import io.twingraph.spec.Optimizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BoundaryChecksTest {
  private static final Experiment EXPERIMENT =
      Experiment.of("checks", Model.of(Input.of(1, 1, 2), Layer.flatten(), Layer.dense(3)))
          .withOptimizer(new Optimizer.Sgd(0.9, false));

  private static final Graph GRAPH = EXPERIMENT.graph();

  /** Every name and shape of {@code shapes}, float64. */
  private static TensorMap float64(Map<String, int[]> shapes) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    shapes.forEach(
        (name, shape) -> {
          int size = 1;
          for (int dimension : shape) {
            size *= dimension;
          }
          tensors.put(name, HostTensor.wrap(shape, new double[size]));
        });
    return new TensorMap(tensors);
  }

  @Test
  void parametersInFloat64AreRefusedUnlessTheEngineTakesEitherType() {
    TensorMap wide = float64(BoundaryChecks.parameterShapes(GRAPH));
    assertThatThrownBy(() -> BoundaryChecks.parameters(GRAPH, wide))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("a tensor of another type")
        .hasMessageContaining("parameters.dense/kernel")
        .hasMessageContaining("expected: float32")
        .hasMessageContaining("got:      float64")
        .hasMessageContaining("round it first");
    assertThatCode(() -> BoundaryChecks.parametersOfEitherType(GRAPH, wide))
        .doesNotThrowAnyException();
    assertThatCode(() -> BoundaryChecks.parametersOfEitherType(GRAPH, wide.toFloat32()))
        .doesNotThrowAnyException();
  }

  @Test
  void missingParameterIsRefusedInEitherType() {
    assertThatThrownBy(() -> BoundaryChecks.parametersOfEitherType(GRAPH, TensorMap.empty()))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("a tensor is missing")
        .hasMessageContaining("expected: float32[2, 3], or float64");
  }

  @Test
  void optimizerStateInFloat64IsRefusedUnlessTheEngineTakesEitherType() {
    OptimizerState wide = new OptimizerState(1, float64(BoundaryChecks.slotShapes(EXPERIMENT)));
    assertThatThrownBy(() -> BoundaryChecks.optimizerState(EXPERIMENT, wide))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("optimizerState.dense/kernel/velocity")
        .hasMessageContaining("got:      float64");
    assertThatCode(() -> BoundaryChecks.optimizerStateOfEitherType(EXPERIMENT, wide))
        .doesNotThrowAnyException();
    OptimizerState negative = new OptimizerState(-1, wide.slots());
    assertThatThrownBy(() -> BoundaryChecks.optimizerStateOfEitherType(EXPERIMENT, negative))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("a negative number of steps");
  }

  @Test
  void traceNeedsSamplesAndEveryName() {
    Map<String, int[]> shapes = BoundaryChecks.activationShapes(GRAPH, 2);
    assertThat(shapes).containsOnlyKeys("input", "flatten", "dense");
    TensorMap activations = float64(shapes);
    shapes.remove(Graph.INPUT);
    TensorMap gradients = float64(BoundaryChecks.parameterShapes(GRAPH));
    Trace trace = new Trace(activations, List.of(0, 2), 1, float64(shapes), gradients);
    assertThatCode(() -> BoundaryChecks.trace(GRAPH, trace)).doesNotThrowAnyException();
    Trace empty = new Trace(activations, List.of(), 1, float64(shapes), gradients);
    assertThatThrownBy(() -> BoundaryChecks.trace(GRAPH, empty))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("a trace of no samples");
    Trace withInput = new Trace(activations, List.of(0, 2), 1, activations, gradients);
    assertThatThrownBy(() -> BoundaryChecks.trace(GRAPH, withInput))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("an unknown tensor")
        .hasMessageContaining("trace.activationGradients")
        .hasMessageContaining("'input'");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.reference;

import static io.twingraph.reference.GoldenValues.assertGolden;

import io.twingraph.graph.Graph;
import io.twingraph.op.Padding;
import io.twingraph.op.Size;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import io.twingraph.spec.Optimizer;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The C++ gives what NumPy and SciPy give, to 12 digits. */
class ReferenceGoldenTest {
  private static final Size STRIDE = new Size(2, 1);

  @BeforeAll
  static void needsTheCompiledPart() {
    Compiled.assume();
  }

  @Test
  void convolutionWithStridesAndUnevenPadding() {
    Padding padding = new Padding.Explicit(1, 0, 2, 1);
    Layer layer = new Layer.Conv2d(null, 4, new Size(3, 2), STRIDE, padding, null, null, null);
    check("conv2d", Input.of(6, 5, 3), 2, layer);
  }

  @Test
  void denseLayer() {
    check("dense", Input.of(1, 1, 7), 3, Layer.dense(10));
  }

  @Test
  void poolingWithOverlapAndUnevenPadding() {
    Padding padding = new Padding.Explicit(1, 2, 0, 1);
    Size window = new Size(3, 2);
    Input input = Input.of(6, 5, 3);
    check("max_pool2d", input, 2, new Layer.MaxPool2d(null, window, STRIDE, padding));
    check("avg_pool2d", input, 2, new Layer.AvgPool2d(null, window, STRIDE, padding));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "linear",
        "relu",
        "leaky_relu(0.2)",
        "tanh",
        "sigmoid",
        "gelu",
        "gelu_tanh",
        "gelu tail",
        "sigmoid tail"
      })
  void activationFunction(String name) {
    ActivationFunction function = ActivationFunction.parse(name.replace(" tail", ""));
    int size = GoldenValues.of(name + "/in").length;
    check(name, Input.of(1, size, 1), 1, Layer.activation(function));
  }

  private static void check(String name, Input input, int n, Layer layer) {
    try (LayerBench bench = new LayerBench(input, layer, n, 1)) {
      bench.in().put(GoldenValues.of(name + "/in"));
      String[] parameters = {"kernel", "bias"};
      for (int p = 0; p < bench.parameterCount(); p++) {
        bench.natives().parameter(p).put(GoldenValues.of(name + "/" + parameters[p]));
      }
      assertGolden(name + "/out", bench.forward());
      double[] inGradient = bench.backward(GoldenValues.of(name + "/out_gradient"));
      assertGolden(name + "/in_gradient", inGradient);
      for (int p = 0; p < bench.parameterCount(); p++) {
        String gradient = name + "/" + parameters[p] + "_gradient";
        assertGolden(gradient, bench.parameterGradient(p));
      }
    }
  }

  @Test
  void crossEntropyOfSoftmaxEvenOfHugeLogits() {
    int[] labels = DoubleStream.of(GoldenValues.of("loss/labels")).mapToInt(v -> (int) v).toArray();
    try (LayerBench bench = new LayerBench(Input.of(1, 1, 5), Layer.flatten(), 4, 1)) {
      bench.in().put(GoldenValues.of("loss/logits"));
      bench.forward();
      assertGolden("loss/loss", new double[] {bench.natives().loss(labels)});
      double[] gradient = new double[20];
      bench.natives().gradient(2).get(gradient);
      assertGolden("loss/gradient", gradient);
    }
  }

  @Test
  void threeStepsOfEveryOptimizerAtChangingRates() {
    threeSteps("sgd", Optimizer.sgd());
    threeSteps("momentum", new Optimizer.Sgd(0.9, false));
    threeSteps("nesterov", new Optimizer.Sgd(0.9, true));
    threeSteps("adam", new Optimizer.Adam(0.9, 0.99, 1e-3));
  }

  private static void threeSteps(String name, Optimizer optimizer) {
    Graph graph = Model.of(Input.of(1, 1, 3), Layer.flatten(), Layer.dense(2)).graph();
    try (ReferenceGraph natives = ReferenceLowering.allocate(graph, 1)) {
      ReferenceLowering.useOptimizer(natives, optimizer);
      natives.parameter(0).put(GoldenValues.of("optimizers/start"));
      double[] gradients = GoldenValues.of("optimizers/gradients");
      double[] rates = GoldenValues.of("optimizers/rates");
      for (int step = 1; step <= 3; step++) {
        natives.parameter_gradient(0).put(Arrays.copyOfRange(gradients, 6 * step - 6, 6 * step));
        natives.update(rates[step - 1], step);
      }
      double[] end = new double[6];
      natives.parameter(0).get(end);
      assertGolden(name + "/end", end);
    }
  }
}

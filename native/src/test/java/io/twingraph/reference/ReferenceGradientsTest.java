// SPDX-License-Identifier: Apache-2.0
package io.twingraph.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.twingraph.op.OpSet;
import io.twingraph.op.Padding;
import io.twingraph.op.Size;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Philox;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.DoublePointer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every derivative that the C++ works out is that of central differences of its own forward. */
class ReferenceGradientsTest {
  private static final double STEP = 1e-6;

  @BeforeAll
  static void needsTheCompiledPart() {
    Compiled.assume();
  }

  /** Every kind of layer, on five shapes each; each is followed by a flattening. */
  static Stream<Arguments> layers() {
    Stream<String> kinds =
        Stream.concat(
            Stream.of(
                "conv2d",
                "conv2d in groups",
                "max_pool2d",
                "avg_pool2d",
                "global_avg_pool2d",
                "layer_norm",
                "softmax",
                "dense"),
            OpSet.standard().functions().stream()
                .map(f -> OpSet.standard().numbersOf(f).isEmpty() ? f : f + "(0.2)"));
    return kinds.flatMap(
        kind -> IntStream.rangeClosed(1, 5).mapToObj(seed -> Arguments.of(kind, seed)));
  }

  @ParameterizedTest(name = "{0}, seed {1}")
  @MethodSource("layers")
  void derivativesOfEveryLayerAreThoseOfCentralDifferences(String kind, long seed) {
    Philox random = new Philox(seed, 31);
    Input input = Input.of(between(random, 4, 7), between(random, 4, 7), between(random, 1, 3));
    Layer layer = layer(kind, input.channels(), random);
    String where = kind + ", seed " + seed + ", " + layer + " on " + input.type();
    try (LayerBench bench = new LayerBench(input, layer, 2, 2)) {
      fill(bench.in(), bench.inSize(), random);
      for (int p = 0; p < bench.parameterCount(); p++) {
        fill(bench.natives().parameter(p), bench.parameterSize(p), random);
      }
      double[] weights = new double[bench.outSize()];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = 2 * random.nextUniform() - 1;
      }
      bench.forward();
      check(where + ", input", bench, bench.in(), bench.backward(weights), weights);
      for (int p = 0; p < bench.parameterCount(); p++) {
        double[] gradient = bench.parameterGradient(p);
        check(where + ", parameter " + p, bench, bench.natives().parameter(p), gradient, weights);
      }
    }
  }

  private static void check(
      String where, LayerBench bench, DoublePointer at, double[] gradient, double[] weights) {
    for (int i = 0; i < gradient.length; i++) {
      double kept = at.get(i);
      at.put(i, kept + STEP);
      double above = weighted(bench.forward(), weights);
      at.put(i, kept - STEP);
      double below = weighted(bench.forward(), weights);
      at.put(i, kept);
      double numeric = (above - below) / (2 * STEP);
      assertThat(gradient[i])
          .as("%s[%d]", where, i)
          .isCloseTo(numeric, within(1e-5 + 1e-3 * Math.abs(numeric)));
    }
  }

  @Test
  void gradientOfTheLossIsThatOfCentralDifferences() {
    Philox random = new Philox(7, 31);
    int[] labels = {3, 0, 1};
    try (LayerBench bench = new LayerBench(Input.of(1, 1, 4), Layer.flatten(), 3, 1)) {
      fill(bench.in(), bench.inSize(), random);
      bench.forward();
      bench.natives().loss(labels);
      double[] gradient = new double[12];
      bench.natives().gradient(2).get(gradient);
      DoublePointer logits = bench.natives().values(2);
      for (int i = 0; i < gradient.length; i++) {
        double kept = logits.get(i);
        logits.put(i, kept + STEP);
        double above = bench.natives().loss(labels);
        logits.put(i, kept - STEP);
        double below = bench.natives().loss(labels);
        logits.put(i, kept);
        assertThat(gradient[i]).isCloseTo((above - below) / (2 * STEP), within(1e-8));
      }
    }
  }

  private static double weighted(double[] values, double[] weights) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += values[i] * weights[i];
    }
    return sum;
  }

  private static Layer layer(String kind, int channels, Philox random) {
    Size window = new Size(between(random, 1, 4), between(random, 1, 4));
    Size stride = new Size(between(random, 1, 3), between(random, 1, 3));
    Padding padding =
        new Padding.Explicit(
            random.nextInt(window.height()),
            random.nextInt(window.height()),
            random.nextInt(window.width()),
            random.nextInt(window.width()));
    return switch (kind) {
      case "conv2d" ->
          new Layer.Conv2d(null, between(random, 1, 11), window, stride, padding, null, null, null);
      case "conv2d in groups" ->
          new Layer.Conv2d(null, 2 * channels, Size.square(2), stride, padding, null, null, null)
              .withGroups(channels)
              .withDilation(new Size(between(random, 1, 3), between(random, 1, 3)))
              .withoutBias();
      case "global_avg_pool2d" -> Layer.globalAvgPool2d();
      case "layer_norm" -> new Layer.LayerNorm(null, 0.1);
      case "softmax" -> new Layer.Softmax(null);
      case "max_pool2d" -> new Layer.MaxPool2d(null, window, stride, padding);
      case "avg_pool2d" -> new Layer.AvgPool2d(null, window, stride, padding);
      case "dense" -> Layer.dense(between(random, 1, 11));
      default -> Layer.activation(ActivationFunction.parse(kind));
    };
  }

  private static void fill(DoublePointer values, int size, Philox random) {
    for (int i = 0; i < size; i++) {
      values.put(i, 2 * random.nextUniform() - 1);
    }
  }

  private static int between(Philox random, int low, int high) {
    return low + random.nextInt(high - low + 1);
  }
}

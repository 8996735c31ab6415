// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.twingraph.graph.Graph;
import io.twingraph.graph.Node;
import io.twingraph.op.Padding;
import io.twingraph.op.Size;
import io.twingraph.op.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelTest {
  private static Graph graph(Input input, Layer... layers) {
    return Model.of(input, layers).graph();
  }

  /** What the last node of each layer gives. */
  private static List<String> outputs(Graph graph) {
    return graph.nodes().stream()
        .map(Node::output)
        .filter(value -> !value.name().endsWith("/preactivation"))
        .map(value -> value.name() + " " + value.type())
        .toList();
  }

  private static List<String> parameters(Graph graph) {
    return graph.parameters().stream()
        .map(p -> p.name() + " " + p.shape() + " " + p.slot().fanIn() + "/" + p.slot().fanOut())
        .toList();
  }

  @Test
  void theMatchedPresetHasTheTutorialsShapesAndParameters() {
    Graph graph = Presets.matched().graph();
    assertThat(outputs(graph))
        .containsExactly(
            "conv2d 26x26x32",
            "conv2d_1 24x24x64",
            "max_pooling2d 12x12x64",
            "flatten 9216",
            "dense 1024",
            "dense_1 10");
    assertThat(parameters(graph))
        .containsExactly(
            "conv2d/kernel [3, 3, 1, 32] 9/288",
            "conv2d/bias [32] 9/288",
            "conv2d_1/kernel [3, 3, 32, 64] 288/576",
            "conv2d_1/bias [64] 288/576",
            "dense/kernel [9216, 1024] 9216/1024",
            "dense/bias [1024] 9216/1024",
            "dense_1/kernel [1024, 10] 1024/10",
            "dense_1/bias [10] 1024/10");
    assertThat(graph.parameterCount()).isEqualTo(9_467_274);
    assertThat(graph.classes()).isEqualTo(10);
    assertThat(Presets.articleTensorFlow().graph()).isEqualTo(graph);
  }

  @Test
  void theArticlesTorchHalfHasItsOwnParameters() {
    Experiment article = Presets.articleTorch();
    assertThat(outputs(article.graph()))
        .containsExactly(
            "conv2d 6x6x32", "conv2d_1 4x4x64", "max_pooling2d 4x4x64", "flatten 1024", "dense 10");
    assertThat(article.graph().parameterCount()).isEqualTo(29_066);
    assertThat(article.graph().parameters())
        .allMatch(
            parameter -> article.model().initializer(parameter).equals(Initializer.FAN_IN_UNIFORM));
    assertThat(article.batchSize()).isEqualTo(512);
    assertThat(article.shuffle()).isFalse();
    assertThat(article.model().input().mean()).isEqualTo(0.1307);
    assertThat(article.model().input().std()).isEqualTo(0.3081);
  }

  @Test
  void theMatchedPresetTrainsAsTheTutorialDoes() {
    Experiment matched = Presets.matched();
    assertThat(matched.optimizer()).isEqualTo(new Optimizer.Sgd(0, false));
    assertThat(matched.learningRate()).isEqualTo(0.01);
    assertThat(matched.batchSize()).isEqualTo(32);
    assertThat(matched.epochs()).isEqualTo(5);
    assertThat(matched.shuffle()).isTrue();
    assertThat(matched.validationSplit()).isEqualTo(0.3);
    assertThat(matched.loss()).isEqualTo(Loss.SOFTMAX_CROSS_ENTROPY);
    assertThat(matched.graph().parameters())
        .allMatch(
            parameter ->
                matched
                    .model()
                    .initializer(parameter)
                    .equals(
                        parameter.name().endsWith("/bias")
                            ? Initializer.ZEROS
                            : Initializer.GLOROT_UNIFORM));
  }

  @Test
  void stridesPaddingsAndWindowsAreWorkedOutByHand() {
    // 7x10: SAME with stride 2x3 gives ceil(7/2) x ceil(10/3) = 4x4; kernel 3x4 needs
    // (4-1)*2+3-7 = 2 rows (1+1) and (4-1)*3+4-10 = 3 columns (1+2).
    Layer.Conv2d conv =
        new Layer.Conv2d("c", 5, new Size(3, 4), new Size(2, 3), Padding.same(), null, null, null);
    // 4x4 with window 3, stride 2 and one row below: floor((4+1-3)/2)+1 = 2 by floor((4-3)/2)+1 =
    // 1.
    Layer.AvgPool2d pool =
        new Layer.AvgPool2d("p", Size.square(3), Size.square(2), new Padding.Explicit(0, 1, 0, 0));
    Graph graph =
        graph(
            Input.of(7, 10, 2),
            conv,
            pool,
            Layer.activation(ActivationFunction.TANH),
            Layer.flatten(),
            Layer.dense(3));
    assertThat(outputs(graph))
        .containsExactly("c 4x4x5", "p 2x1x5", "activation 2x1x5", "flatten 10", "dense 3");
    assertThat(graph.nodes().get(0).op().window().orElseThrow().padding())
        .isEqualTo(new Padding.Explicit(1, 1, 1, 2));
    assertThat(graph.nodes().get(1).op().window().orElseThrow().padding())
        .isEqualTo(new Padding.Explicit(0, 1, 0, 0));
    assertThat(graph.nodes().get(2).op().window()).isEmpty();
    assertThat(graph.parameters().get(0).shape()).containsExactly(3, 4, 2, 5);
    assertThat(graph.parameterCount()).isEqualTo(3 * 4 * 2 * 5 + 5 + 10 * 3 + 3);
  }

  /** Expected numbers from the formula of {@code tf.nn.convolution}, worked by hand. */
  @ParameterizedTest
  @CsvSource({
    "28, 3, 1, 1, 1", // total 27 + 3 - 28 = 2
    "28, 2, 2, 0, 0", // total 13 * 2 + 2 - 28 = 0
    "28, 3, 2, 0, 1", // total 13 * 2 + 3 - 28 = 1: the odd one goes after
    "27, 3, 2, 1, 1", // total 13 * 2 + 3 - 27 = 2
    "5, 4, 1, 1, 2", // total 4 + 4 - 5 = 3
    "5, 1, 3, 0, 0", // total 3 + 1 - 5 < 0
    "1, 5, 1, 2, 2",
    "10, 3, 2147483647, 0, 0"
  })
  void samePaddingFollowsTheFormula(int in, int window, int stride, int before, int after) {
    Padding.Explicit rows = Padding.same().resolve(in, 1, new Size(window, 1), new Size(stride, 1));
    assertThat(rows).isEqualTo(new Padding.Explicit(before, after, 0, 0));
    Padding.Explicit columns =
        Padding.same().resolve(1, in, new Size(1, window), new Size(1, stride));
    assertThat(columns).isEqualTo(new Padding.Explicit(0, 0, before, after));
  }

  @Test
  void samePaddingGivesTheCeilingOfInputByStride() {
    for (int in = 1; in <= 12; in++) {
      for (int window = 1; window <= 5; window++) {
        for (int stride = 1; stride <= 4; stride++) {
          Layer.MaxPool2d pool =
              new Layer.MaxPool2d(null, Size.square(window), Size.square(stride), Padding.same());
          Graph graph = graph(Input.of(in, in, 1), pool, Layer.flatten(), Layer.dense(1));
          int out = (in + stride - 1) / stride;
          assertThat(graph.nodes().get(0).output().type()).isEqualTo(TensorType.image(out, out, 1));
        }
      }
    }
  }

  @Test
  void layersWithoutNamesAreNumberedByKindAndNamedOnesKeepTheirs() {
    Graph graph =
        graph(
            Input.of(8, 8, 1),
            Layer.conv2d(1, 1),
            Layer.conv2d(1, 1).withName("mine"),
            Layer.conv2d(1, 1),
            Layer.avgPool2d(2),
            Layer.flatten(),
            Layer.dense(2));
    assertThat(graph.layers().keySet())
        .containsExactly("conv2d", "mine", "conv2d_1", "average_pooling2d", "flatten", "dense");
  }

  @Test
  void aLayerWithAFunctionIsTwoNodes() {
    Graph graph = Presets.matched().graph();
    assertThat(graph.nodes().stream().map(node -> node.name() + " " + node.op().label()))
        .containsExactly(
            "conv2d/preactivation conv2d",
            "conv2d relu",
            "conv2d_1/preactivation conv2d",
            "conv2d_1 relu",
            "max_pooling2d max_pool2d",
            "flatten flatten",
            "dense/preactivation dense",
            "dense relu",
            "dense_1 dense");
  }

  @Test
  void shapesKnowTheirSizeAndBatch() {
    assertThat(TensorType.image(2, 3, 4).size()).isEqualTo(24);
    assertThat(TensorType.image(2, 3, 4).positions()).isEqualTo(6);
    assertThat(TensorType.image(2, 3, 4).batch(5)).containsExactly(5, 2, 3, 4);
    assertThat(TensorType.vector(7).batch(5)).containsExactly(5, 7);
  }

  @Test
  void copiesChangeOneThing() {
    Experiment base = Presets.matched();
    assertThat(base.withEpochs(9).withEpochs(5)).isEqualTo(base);
    assertThat(base.withSeeds(Seeds.of(7)).seeds()).isEqualTo(new Seeds(7, 7));
    assertThat(base.withOptimizer(Optimizer.adam()).optimizer())
        .isEqualTo(new Optimizer.Adam(0.9, 0.999, 1e-8));
    assertThat(base.withLearningRate(0.5).learningRate()).isEqualTo(0.5);
    Experiment decaying = base.withLearningRate(0.5).withSchedule(Schedule.stepDecay(3, 0.1));
    assertThat(decaying.learningRateAt(3)).isEqualTo(0.5);
    assertThat(decaying.learningRateAt(4)).isEqualTo(0.05);
    assertThat(decaying.learningRateAt(7)).isCloseTo(0.005, within(1e-18));
    Layer.Conv2d conv = Layer.conv2d(4, 3);
    assertThat(conv.withStride(Size.square(2)).stride()).isEqualTo(new Size(2, 2));
    assertThat(conv.withPadding(Padding.same()).padding()).isEqualTo(Padding.same());
    assertThat(Layer.maxPool2d(3).stride()).isEqualTo(Size.square(3));
    assertThat(Layer.maxPool2d(3).withStride(Size.square(1)).window()).isEqualTo(Size.square(3));
    assertThat(Layer.avgPool2d(3).withPadding(Padding.same()).padding()).isEqualTo(Padding.same());
    assertThat(Layer.dense(3).withName("d").name()).isEqualTo("d");
  }

  @Test
  void theSummaryIsAsGolden() {
    assertThat(Summary.of(Presets.matched()).replace("\r\n", "\n"))
        .isEqualTo(
            """
            Model: matched
            ────────────────────────────────────────────────────────────────────────
            Layer (type)                       Output shape               Parameters
            ────────────────────────────────────────────────────────────────────────
            input (Input)                      (N, 28, 28, 1)                      0
            conv2d (Conv2d)                    (N, 26, 26, 32)                   320
            conv2d_1 (Conv2d)                  (N, 24, 24, 64)                18,496
            max_pooling2d (MaxPool2d)          (N, 12, 12, 64)                     0
            flatten (Flatten)                  (N, 9216)                           0
            dense (Dense)                      (N, 1024)                   9,438,208
            dense_1 (Dense)                    (N, 10)                        10,250
            ────────────────────────────────────────────────────────────────────────
            Parameters: 9,467,274 (37.9 MB in float32)
            """);
  }

  @Test
  void theSummaryIsTheSameInEveryLocale() {
    java.util.Locale before = java.util.Locale.getDefault();
    try {
      String english = Summary.of(Presets.matched());
      java.util.Locale.setDefault(java.util.Locale.GERMANY);
      assertThat(Summary.of(Presets.matched())).isEqualTo(english);
    } finally {
      java.util.Locale.setDefault(before);
    }
  }
}

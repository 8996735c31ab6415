// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import static io.twingraph.parity.Tensors.image;
import static io.twingraph.parity.Tensors.matrix;
import static io.twingraph.parity.Tensors.vector;
import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.engine.HostTensor;
import io.twingraph.engine.OptimizerState;
import io.twingraph.engine.StepResult;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import io.twingraph.graph.Node;
import io.twingraph.op.LedgerRow;
import io.twingraph.op.Padding;
import io.twingraph.run.RunFixtures;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Optimizer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExplainerTest {
  private static final HostTensor RIGHT =
      image(4, 4, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
  private static final HostTensor ANY = image(4, 4, 9, 1, 8, 2, 7, 3, 6, 4, 5, 9, 1, 8, 2, 7, 3, 6);

  private static Explanation explain(Place place, HostTensor actual, HostTensor expected) {
    return explain(
        RunFixtures.experiment(), place, actual, expected, step(Map.of(), Map.of(), Map.of()));
  }

  private static Explanation explain(
      Experiment experiment,
      Place place,
      HostTensor actual,
      HostTensor expected,
      Observation observed) {
    double there = expected == null ? 0 : expected.value(0);
    Blame blame = new Blame("engine", 0, place, actual, expected, 0, there, 0, 2);
    return new Explainer(experiment).explain(blame, observed, 1);
  }

  private static Explanation activation(Layer layer, HostTensor actual) {
    Node node = TestNetworks.node(layer);
    return explain(new Place(Stage.ACTIVATION, "l", "l", node), actual, RIGHT);
  }

  private static Explanation gradient(Layer layer, HostTensor actual) {
    Node node = TestNetworks.node(layer);
    return explain(new Place(Stage.ACTIVATION_GRADIENT, "l", "l", node), actual, RIGHT);
  }

  private static Observation step(
      Map<String, HostTensor> before,
      Map<String, HostTensor> gradients,
      Map<String, HostTensor> slots) {
    TensorMap none = TensorMap.empty();
    Trace trace = new Trace(none, List.of(0, 1, 2, 0), 1, none, new TensorMap(gradients));
    OptimizerState state = new OptimizerState(1, new TensorMap(slots));
    return new Observation(
        "", new TensorMap(before), state, trace, new StepResult(1, 1), none, state);
  }

  private static void assertSays(Explanation explanation, LedgerRow row, String text) {
    assertThat(explanation).isEqualTo(new Explanation(row, text));
  }

  @Test
  void batchIsExplainedByItsOrderItsScaleOrItsLabels() {
    Place images = new Place(Stage.BATCH, "input", "input", null);
    Place labels = new Place(Stage.BATCH, "input", Place.LABELS, null);
    HostTensor right = matrix(4, 1, 1, 2, 3, 5);
    assertSays(
        explain(images, matrix(4, 1, 2, 3, 5, 1), right),
        LedgerRow.SHUFFLE,
        "sample i of the engine is sample i+1 of the batch");
    assertSays(
        explain(labels, vector(2, 0, 1, 2), vector(0, 1, 2, 1)),
        LedgerRow.SHUFFLE,
        "sample i of the engine is sample i-1 of the batch");
    assertSays(
        explain(images, matrix(4, 1, 2, 4, 6, 10), right),
        LedgerRow.DECODING_AND_SCALING,
        "images are 2.000 x + 0.000 of the batch's: scaled otherwise");
    assertSays(
        explain(images, matrix(4, 1, 2, 4, 6, 9), right),
        LedgerRow.DECODING_AND_SCALING,
        "the images are not those of the batch");
    assertSays(
        explain(labels, vector(0, 2, 2, 1), vector(0, 1, 2, 1)),
        LedgerRow.DECODING_AND_SCALING,
        "label 1 arrives as 2; the images are right");
  }

  @Test
  void valuesBelowTheSmallestNormalFloat32AreFlushedAndNothingElse() {
    String flushed =
        "the values are below 1.18e-38, the smallest normal float32: one library flushes them to 0"
            + " (TensorFlow does) and another does not";
    HostTensor tiny = vector(1e-39f, 2e-39f, 0);
    for (Stage stage : List.of(Stage.ACTIVATION, Stage.OPTIMIZER_STATE, Stage.UPDATED_PARAMETERS)) {
      Place place = new Place(stage, "dense", "dense/bias", null);
      assertSays(explain(place, vector(0, 0, 0), tiny), LedgerRow.MATH_MODES, flushed);
      assertSays(explain(place, tiny, vector(0, 0, 0)), LedgerRow.MATH_MODES, flushed);
    }
    Place updated = new Place(Stage.UPDATED_PARAMETERS, "dense", "dense/bias", null);
    Observation moved =
        step(Map.of("dense/bias", vector(1)), Map.of("dense/bias", vector(1)), Map.of());
    Experiment sgd = RunFixtures.experiment();
    assertThat(explain(sgd, updated, vector(2e-38f), vector(1e-39f), moved).row())
        .isEqualTo(LedgerRow.LEARNING_RATE);
  }

  @Test
  void initialValuesThatDifferAreCounted() {
    assertSays(
        explain(
            new Place(Stage.INITIAL_PARAMETERS, "dense", "dense/bias", null),
            vector(0, 1, 2),
            vector(0, 1.5f, 3)),
        LedgerRow.INITIALISERS,
        "2 of 3 values are not those that were handed over");
  }

  @Test
  void activationIsExplainedByItsLayer() {
    assertSays(
        activation(Layer.activation(ActivationFunction.GELU), ANY),
        LedgerRow.ACTIVATION_FUNCTIONS,
        "another variant or slope than gelu");
    String windows = "the windows are not those of the specification";
    Padding same = Padding.same();
    assertSays(activation(Layer.avgPool2d(2), ANY), LedgerRow.AVERAGE_POOLING, windows);
    assertSays(
        activation(Layer.avgPool2d(3).withPadding(same), ANY),
        LedgerRow.AVERAGE_POOLING,
        "padding is counted");
    assertSays(activation(Layer.maxPool2d(2), ANY), LedgerRow.MAX_POOLING_TIES, windows);
    assertSays(
        activation(Layer.maxPool2d(3).withPadding(same), ANY),
        LedgerRow.MAX_POOLING_TIES,
        "padding takes part in the maximum");
    assertSays(
        activation(Layer.flatten(), ANY), LedgerRow.LAYOUT, "the right values in another order");
    assertSays(
        activation(Layer.conv2d(1, 3), ANY),
        LedgerRow.LAYOUT,
        "the kernel is read in another order, or the product is another one");
  }

  @Test
  void convolutionIsExplainedByItsPaddingOrItsBias() {
    HostTensor moved = image(4, 4, 0, 1, 2, 3, 0, 5, 6, 7, 0, 9, 10, 11, 0, 13, 14, 15);
    assertSays(
        activation(TestNetworks.padded(), moved),
        LedgerRow.PADDING,
        "the image is moved by 0 rows and -1 columns: padding lies on another side");
    HostTensor border = image(4, 4, 9, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 9);
    assertSays(
        activation(TestNetworks.padded(), border),
        LedgerRow.PADDING,
        "only values at the padded border are wrong");
    HostTensor biased = image(4, 4, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18);
    assertSays(
        activation(Layer.conv2d(1, 1), biased),
        LedgerRow.COMPLETENESS,
        "the difference is one number for each channel, as of a bias left out or added twice");
  }

  @Test
  void halfPrecisionIsRecognisedInEveryLayer() {
    float[] right = Tensors.random(64, 1);
    float[] halves = right.clone();
    for (int i = 0; i < halves.length; i++) {
      halves[i] = PatternsTest.half(right[i]);
    }
    Node node = TestNetworks.node(Layer.conv2d(1, 3));
    assertSays(
        explain(new Place(Stage.ACTIVATION, "l", "l", node), vector(halves), vector(right)),
        LedgerRow.MATH_MODES,
        "every value is the right one rounded to float16");
  }

  @Test
  void lossIsExplainedByItsRatio() {
    Place place = new Place(Stage.LOSS, "loss", "loss", null);
    assertSays(
        explain(place, Values.scalar(8), Values.scalar(2)),
        LedgerRow.CROSS_ENTROPY,
        "it is 4 times too large: the sum over the samples and not their mean");
    assertSays(
        explain(place, Values.scalar(3), Values.scalar(2)),
        LedgerRow.CROSS_ENTROPY,
        "it is 1.50000 times what the logits and labels give");
  }

  @Test
  void gradientIsExplainedByItsLayer() {
    assertSays(
        gradient(Layer.conv2d(1, 3), image(4, 4, new float[16])),
        LedgerRow.COMPLETENESS,
        "the whole gradient is 0: it was dropped");
    assertSays(
        gradient(Layer.activation(ActivationFunction.TANH), ANY),
        LedgerRow.ACTIVATION_FUNCTIONS,
        "not the derivative of tanh");
    assertSays(
        gradient(Layer.maxPool2d(2), ANY),
        LedgerRow.MAX_POOLING_TIES,
        "the gradient of a tie goes to another position");
    assertSays(
        gradient(Layer.avgPool2d(2), ANY),
        LedgerRow.AVERAGE_POOLING,
        "the gradient is divided otherwise");
    assertSays(
        gradient(TestNetworks.padded(), ANY),
        LedgerRow.PADDING,
        "the forward pass is right and pads; the backward pass does not");
    assertSays(
        gradient(Layer.conv2d(1, 3), ANY),
        LedgerRow.LAYOUT,
        "forward is right, and its derivative is not");
  }

  @Test
  void optimizerStateIsExplainedByTheOptimizer() {
    Experiment adam = RunFixtures.experiment().withOptimizer(Optimizer.adam());
    Observation none = step(Map.of(), Map.of(), Map.of());
    Place slot = new Place(Stage.OPTIMIZER_STATE, "p", "p/v", null);
    Place steps = new Place(Stage.OPTIMIZER_STATE, "optimizer", "steps", null);
    assertThat(explain(adam, slot, vector(1), null, none).row()).isEqualTo(LedgerRow.ADAM_EPSILON);
    assertThat(explain(slot, vector(1), vector(2)).row()).isEqualTo(LedgerRow.MOMENTUM);
    assertSays(
        explain(steps, vector(1), vector(2)), LedgerRow.COMPLETENESS, "the step was not counted");
  }

  /** What is said of 500 parameters that have moved by {@code rate * g + decay * p}. */
  private static Explanation updated(Optimizer optimizer, double rate, double decay) {
    float[] p = Tensors.random(500, 1);
    float[] g = Tensors.random(500, 2);
    float[] after = new float[500];
    for (int i = 0; i < 500; i++) {
      after[i] = (float) (p[i] - rate * g[i] - decay * p[i]);
    }
    Observation step =
        step(
            Map.of("p/kernel", vector(p)),
            Map.of("p/kernel", vector(g)),
            Map.of("p/kernel/velocity", vector(g)));
    Place place = new Place(Stage.UPDATED_PARAMETERS, "p", "p/kernel", null);
    Experiment experiment = RunFixtures.experiment().withOptimizer(optimizer);
    return explain(experiment, place, vector(after), null, step);
  }

  @Test
  void updateIsExplainedByTheMove() {
    Optimizer sgd = Optimizer.sgd();
    assertSays(updated(sgd, 0, 0), LedgerRow.COMPLETENESS, "the parameter did not move at all");
    assertThat(updated(sgd, 0.06, 0).row()).isEqualTo(LedgerRow.LEARNING_RATE);
    assertThat(updated(sgd, 0.06, 0).text())
        .matches("the move is that of a learning rate of 0\\.0(60000|59999).*, not 0\\.050000000");
    assertThat(updated(new Optimizer.Sgd(0.9, false), 0.06, 0).row())
        .isEqualTo(LedgerRow.LEARNING_RATE);
    assertSays(
        updated(new Optimizer.Sgd(0.9, true), 0.06, 0),
        LedgerRow.MOMENTUM,
        "the velocity is right, and the move is not Nesterov's");
    assertThat(updated(Optimizer.adam(), 0.06, 0).row()).isEqualTo(LedgerRow.ADAM_EPSILON);
  }

  @Test
  void weightDecayOfAHundredthAtARateOfATwentiethIsNamed() {
    assertSays(
        updated(Optimizer.sgd(), 0.05, 0.05 * 0.01),
        LedgerRow.WEIGHT_DECAY,
        "the parameter shrinks by 0.0005000 of itself");
  }

  @Test
  void roundingOfAFewValuesThatHardlyMoveIsNoWeightDecay() {
    float[] p = {0.3f, 0.7f, -0.9f};
    float[] g = {-1, -0.5f, 2};
    float[] after = new float[3];
    for (int i = 0; i < 3; i++) {
      after[i] = (float) (p[i] - 1.1e-5 * g[i]);
    }
    assertThat(MoveFit.of(vector(p), vector(after), vector(g)).decay()).isGreaterThan(1e-3 * 1e-5);
    Observation step = step(Map.of("p/bias", vector(p)), Map.of("p/bias", vector(g)), Map.of());
    Experiment slow = RunFixtures.experiment().withLearningRate(1e-5);
    Place place = new Place(Stage.UPDATED_PARAMETERS, "p", "p/bias", null);
    assertThat(explain(slow, place, vector(after), null, step).row())
        .isEqualTo(LedgerRow.LEARNING_RATE);
  }

  @Test
  void moveAlongTheGradientAndNotTheVelocityIsNoWeightDecay() {
    float[] p = Tensors.random(500, 1);
    float[] v = Tensors.random(500, 3);
    float[] after = new float[500];
    float[] g = new float[500];
    for (int i = 0; i < 500; i++) {
      g[i] = v[i] + 0.1f * p[i];
      after[i] = (float) (p[i] - 0.06 * g[i]);
    }
    assertThat(MoveFit.of(vector(p), vector(after), vector(v)).decay()).isGreaterThan(5e-3);
    Observation step =
        step(
            Map.of("p/kernel", vector(p)),
            Map.of("p/kernel", vector(g)),
            Map.of("p/kernel/velocity", vector(v)));
    Place place = new Place(Stage.UPDATED_PARAMETERS, "p", "p/kernel", null);
    Experiment nesterov = RunFixtures.experiment().withOptimizer(new Optimizer.Sgd(0.9, true));
    assertThat(explain(nesterov, place, vector(after), null, step).row())
        .isEqualTo(LedgerRow.MOMENTUM);
  }
}

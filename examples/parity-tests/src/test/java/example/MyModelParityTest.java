package example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twingraph.junit.ParityTest;
import io.twingraph.junit.StageTolerance;
import io.twingraph.parity.ParityReport;
import io.twingraph.parity.Stage;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import io.twingraph.spec.Optimizer;

/** libtorch and TensorFlow must do the same thing with each of these. */
class MyModelParityTest {
  /** The experiment of the test with the same name. */
  final Experiment smallCnn =
      Experiment.of(
              "small-cnn",
              Model.of(
                  Input.of(14, 14, 1),
                  Layer.conv2d(8, 3).withActivation(ActivationFunction.RELU),
                  Layer.maxPool2d(2),
                  Layer.flatten(),
                  Layer.dense(10)))
          .withOptimizer(Optimizer.adam())
          .withLearningRate(0.001);

  /** The check is made before the body; an empty body is fine. */
  @ParityTest(seeds = {1, 2, 3})
  void smallCnn() {}

  /** An experiment file among the test resources, and an assertion of one's own. */
  @ParityTest(file = "experiments/strided.yaml", steps = 5)
  void strided(ParityReport report) {
    assertTrue(report.rows().stream().allMatch(row -> row.maxAbsolute() < 1e-4));
  }

  static Experiment onDigits() {
    return Experiment.of(
        "on-digits",
        Model.of(
            Input.of(28, 28, 1),
            Layer.flatten(),
            Layer.dense(32).withActivation(ActivationFunction.TANH),
            Layer.dense(10)));
  }

  /** Real images, and a tolerance of one's own: the losses must agree to 1 in 500,000. */
  @ParityTest(
      experiment = "onDigits",
      data = "digits",
      tolerances = @StageTolerance(stage = Stage.LOSS, relative = 2e-6))
  void perceptronOnDigits() {}
}

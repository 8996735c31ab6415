package example;

import io.twingraph.data.Datasets;
import io.twingraph.engine.*;
import io.twingraph.run.*;
import io.twingraph.spec.*;

public class TrainOnDigits {
  public static void main(String[] args) {
    Model model = Model.of(Input.of(28, 28, 1),
        Layer.conv2d(16, 3).withActivation(ActivationFunction.RELU),
        Layer.maxPool2d(2),
        Layer.flatten(),
        Layer.dense(10));
    Experiment experiment = Experiment.of("digits", model)
        .withOptimizer(Optimizer.adam()).withLearningRate(0.002).withEpochs(3).withValidationSplit(0.2);
    TrainingData data = TrainingData.of(Datasets.load("digits").limit(4000, 500), experiment);
    try (Engine engine = Engines.named("torch").open(EngineOptions.DEFAULT)) {
      EngineRun run = new Trainer(experiment, data).run(engine);
      run.epochs().forEach(epoch -> System.out.println(epoch));
      run.testAccuracy().ifPresentOrElse(
          accuracy -> System.out.printf("%s %s: test accuracy %.1f %%%n", run.name(), run.version(), 100 * accuracy),
          () -> System.out.println(run.name() + " ended early: " + run.problem()));
    }
  }
}

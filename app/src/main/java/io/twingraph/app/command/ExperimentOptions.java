// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import io.twingraph.error.SpecException;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.ExperimentFile;
import io.twingraph.spec.Seeds;
import java.nio.file.Path;
import java.util.function.BiFunction;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which experiment, and what to change in it. */
final class ExperimentOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description = {
        "The experiment to run: ${COMPLETION-CANDIDATES}.",
        "  matched: the same CNN on every engine (the default)",
        "  article: the tutorial's two programs as they were written",
        "  lenet5: LeNet-5 with ReLU and max pooling",
        "  mlp: a perceptron with one hidden layer, Adam"
      })
  private Preset preset;

  @Option(
      names = "--experiment",
      paramLabel = "FILE",
      description = "Run the experiment in this YAML or JSON file instead of a preset.")
  private Path file;

  @Option(names = "--epochs", paramLabel = "N", description = "Passes over the training images.")
  private Integer epochs;

  @Option(names = "--batch-size", paramLabel = "N", description = "Images in a training step.")
  private Integer batchSize;

  @Option(names = "--learning-rate", paramLabel = "X", description = "Learning rate.")
  private Double learningRate;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the initial parameters and of the order of the images.")
  private Long seed;

  /** A word for folder names: the preset or the experiment's own name. */
  String title() {
    return file == null ? preset().toString() : ExperimentFile.load(file).name();
  }

  /** Whether every engine gets the same experiment. */
  boolean sameForAll() {
    return file != null || preset().sameForAll();
  }

  /**
   * What an engine is to train.
   *
   * @throws SpecException if the file or an option is not valid
   */
  Experiment experimentFor(String engine) {
    if (file != null && preset != null) {
      throw new ParameterException(
          spec.commandLine(),
          "--preset and --experiment cannot be given together: each says what to run");
    }
    Experiment experiment =
        file == null ? preset().experimentFor(engine) : ExperimentFile.load(file);
    experiment = changed(experiment, "--epochs", "epochs", epochs, Experiment::withEpochs);
    experiment =
        changed(experiment, "--batch-size", "batchSize", batchSize, Experiment::withBatchSize);
    experiment =
        changed(
            experiment,
            "--learning-rate",
            "learningRate",
            learningRate,
            Experiment::withLearningRate);
    return seed == null ? experiment : experiment.withSeeds(Seeds.of(seed));
  }

  /** With another value, whose refusal names the option. */
  private static <T> Experiment changed(
      Experiment experiment,
      String option,
      String field,
      T value,
      BiFunction<Experiment, T, Experiment> change) {
    if (value == null) {
      return experiment;
    }
    try {
      return change.apply(experiment, value);
    } catch (SpecException e) {
      throw e.in(e.where().equals(field) ? option : option + ", " + e.where());
    }
  }

  private Preset preset() {
    return preset == null ? Preset.MATCHED : preset;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import io.twingraph.spec.Experiment;
import io.twingraph.spec.ExperimentFile;
import io.twingraph.spec.Seeds;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which experiment, and what to change in it. */
final class ExperimentOptions {
  @ArgGroup(exclusive = true, multiplicity = "0..1")
  private Source source = new Source();

  /** One or the other. */
  static final class Source {
    @Option(
        names = "--preset",
        paramLabel = "NAME",
        description = {
          "The experiment to run: ${COMPLETION-CANDIDATES}.",
          "  matched: the same CNN on every engine (the default)",
          "  article: the tutorial's two programs as they were written"
        })
    private Preset preset;

    @Option(
        names = "--experiment",
        paramLabel = "FILE",
        description = "Run the experiment in this YAML or JSON file instead of a preset.")
    private Path file;
  }

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
    return source.file == null ? preset().toString() : ExperimentFile.load(source.file).name();
  }

  /** Whether every engine gets the same experiment. */
  boolean sameForAll() {
    return source.file != null || preset() == Preset.MATCHED;
  }

  /**
   * What an engine is to train.
   *
   * @throws io.twingraph.spec.SpecException if the file or an option is not valid
   */
  Experiment experimentFor(String engine) {
    Experiment experiment =
        source.file == null ? preset().experimentFor(engine) : ExperimentFile.load(source.file);
    experiment = epochs == null ? experiment : experiment.withEpochs(epochs);
    experiment = batchSize == null ? experiment : experiment.withBatchSize(batchSize);
    experiment = learningRate == null ? experiment : experiment.withLearningRate(learningRate);
    return seed == null ? experiment : experiment.withSeeds(Seeds.of(seed));
  }

  private Preset preset() {
    return source.preset == null ? Preset.MATCHED : source.preset;
  }
}

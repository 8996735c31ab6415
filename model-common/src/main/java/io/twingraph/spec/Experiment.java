// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.twingraph.error.SpecException;
import io.twingraph.graph.Graph;
import io.twingraph.op.Float32;

/**
 * One experiment: a model and how it is trained. An instance that exists is valid; the constructor
 * checks values and shapes and throws {@link SpecException}.
 *
 * @param name for people and file names; letters, digits, {@code .}, {@code _} and {@code -}
 * @param model input and layers
 * @param loss what is minimised, as the mean over the samples of a batch
 * @param optimizer how parameters move
 * @param learningRate above 0; of the first step
 * @param schedule how the learning rate changes from step to step
 * @param batchSize samples in a step, at least 1; the last batch of an epoch may be smaller and is
 *     kept
 * @param epochs passes over the training samples, at least 1
 * @param shuffle whether each epoch has an order of its own, the same for every engine
 * @param validationSplit {@code f} in [0, 1): the first {@code floor(N * (1 - f))} training samples
 *     are trained on and the rest validated on, split before shuffling, as in Keras
 * @param seeds for initial values and order
 */
@JsonPropertyOrder({
  "name",
  "model",
  "loss",
  "optimizer",
  "learningRate",
  "schedule",
  "batchSize",
  "epochs",
  "shuffle",
  "validationSplit",
  "seeds"
})
public record Experiment(
    String name,
    Model model,
    Loss loss,
    Optimizer optimizer,
    double learningRate,
    Schedule schedule,
    int batchSize,
    int epochs,
    boolean shuffle,
    double validationSplit,
    Seeds seeds) {
  public Experiment {
    Validation.check(
        name,
        model,
        loss,
        optimizer,
        learningRate,
        schedule,
        batchSize,
        epochs,
        validationSplit,
        seeds);
  }

  /**
   * An experiment with Keras's defaults: softmax cross-entropy, SGD at a constant 0.01, batches of
   * 32, one epoch, shuffled, no validation split, seed 1.
   */
  public static Experiment of(String name, Model model) {
    return fromFile(name, model, null, null, null, null, null, null, null, null, null);
  }

  @JsonCreator
  static Experiment fromFile(
      @JsonProperty("name") String name,
      @JsonProperty("model") Model model,
      @JsonProperty("loss") Loss loss,
      @JsonProperty("optimizer") Optimizer optimizer,
      @JsonProperty("learningRate") Double learningRate,
      @JsonProperty("schedule") Schedule schedule,
      @JsonProperty("batchSize") Integer batchSize,
      @JsonProperty("epochs") Integer epochs,
      @JsonProperty("shuffle") Boolean shuffle,
      @JsonProperty("validationSplit") Double validationSplit,
      @JsonProperty("seeds") Seeds seeds) {
    return new Experiment(
        name,
        model,
        loss == null ? Loss.SOFTMAX_CROSS_ENTROPY : loss,
        optimizer == null ? Optimizer.sgd() : optimizer,
        learningRate == null ? 0.01 : learningRate,
        schedule == null ? Schedule.constant() : schedule,
        batchSize == null ? 32 : batchSize,
        epochs == null ? 1 : epochs,
        shuffle == null || shuffle,
        validationSplit == null ? 0 : validationSplit,
        seeds == null ? Seeds.of(1) : seeds);
  }

  /** The model as a graph of operators: names, shapes, paddings, parameters. */
  public Graph graph() {
    return model.graph();
  }

  /**
   * The learning rate of a step: {@code learningRate * schedule.factor(step)}; 0 where that is
   * below what float32 holds ({@link Float32#of}).
   *
   * @param step 1 for the first update
   */
  public double learningRateAt(long step) {
    double rate = learningRate * schedule.factor(step);
    return Float32.holds(rate) || rate > 1 ? rate : 0;
  }

  /** This experiment with another optimizer. */
  public Experiment withOptimizer(Optimizer newOptimizer) {
    return new Experiment(
        name,
        model,
        loss,
        newOptimizer,
        learningRate,
        schedule,
        batchSize,
        epochs,
        shuffle,
        validationSplit,
        seeds);
  }

  /** This experiment with another learning rate. */
  public Experiment withLearningRate(double newRate) {
    return new Experiment(
        name,
        model,
        loss,
        optimizer,
        newRate,
        schedule,
        batchSize,
        epochs,
        shuffle,
        validationSplit,
        seeds);
  }

  /** This experiment with another schedule of its learning rate. */
  public Experiment withSchedule(Schedule newSchedule) {
    return new Experiment(
        name,
        model,
        loss,
        optimizer,
        learningRate,
        newSchedule,
        batchSize,
        epochs,
        shuffle,
        validationSplit,
        seeds);
  }

  /** This experiment with another batch size. */
  public Experiment withBatchSize(int newSize) {
    return new Experiment(
        name,
        model,
        loss,
        optimizer,
        learningRate,
        schedule,
        newSize,
        epochs,
        shuffle,
        validationSplit,
        seeds);
  }

  /** This experiment with another number of epochs. */
  public Experiment withEpochs(int newEpochs) {
    return new Experiment(
        name,
        model,
        loss,
        optimizer,
        learningRate,
        schedule,
        batchSize,
        newEpochs,
        shuffle,
        validationSplit,
        seeds);
  }

  /** This experiment with or without shuffling. */
  public Experiment withShuffle(boolean newShuffle) {
    return new Experiment(
        name,
        model,
        loss,
        optimizer,
        learningRate,
        schedule,
        batchSize,
        epochs,
        newShuffle,
        validationSplit,
        seeds);
  }

  /** This experiment with another share of the training samples for validation. */
  public Experiment withValidationSplit(double newSplit) {
    return new Experiment(
        name,
        model,
        loss,
        optimizer,
        learningRate,
        schedule,
        batchSize,
        epochs,
        shuffle,
        newSplit,
        seeds);
  }

  /** This experiment with other seeds. */
  public Experiment withSeeds(Seeds newSeeds) {
    return new Experiment(
        name,
        model,
        loss,
        optimizer,
        learningRate,
        schedule,
        batchSize,
        epochs,
        shuffle,
        validationSplit,
        newSeeds);
  }
}

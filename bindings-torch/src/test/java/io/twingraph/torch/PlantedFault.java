// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.contract.RandomExperiments;
import io.twingraph.data.Batch;
import io.twingraph.data.BatchSource;
import io.twingraph.spec.Experiment;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * A mistake that a binding could make, planted in libtorch's by {@link FaultyTorchProvider}, and
 * what a comparison should say of it. Everything else that the engine does stays right, in every
 * bit.
 *
 * <p>Stages in their order: {@code batch}, {@code initial parameters}, {@code activation}, {@code
 * loss}, {@code loss gradient}, {@code activation gradient}, {@code parameter gradient}, {@code
 * updated parameters}, {@code optimizer state}, {@code metric}.
 */
public enum PlantedFault {
  TRANSPOSED_KERNEL(
      "The convolution conv2d_1 uses its square kernel with rows and columns exchanged.",
      "conv2d_1",
      rows(1),
      FaultExperiments::deep,
      at("activation", "conv2d_1/preactivation")),
  KERNEL_IN_AND_OUT_SWAPPED(
      "The convolution conv2d_1 uses its kernel with input and output channels exchanged.",
      "conv2d_1",
      rows(1),
      FaultExperiments::deep,
      at("activation", "conv2d_1/preactivation")),
  FLIPPED_KERNEL(
      "conv2d_2 convolves, with its kernel turned by 180 degrees, instead of cross-correlating.",
      "conv2d_2",
      rows(1),
      FaultExperiments::deep,
      at("activation", "conv2d_2/preactivation")),
  TRANSPOSED_DENSE_KERNEL(
      "The dense layer dense_1 uses its square kernel as (out, in).",
      "dense_1",
      rows(1),
      FaultExperiments::deep,
      at("activation", "dense_1/preactivation")),
  WRONG_FLATTEN_ORDER(
      "Flattening goes channel by channel, (c, h, w), instead of (h, w, c).",
      "flatten",
      rows(1),
      FaultExperiments::deep,
      at("activation", "flatten")),
  SAME_PADDING_TOP_LEFT(
      "The odd pixel of SAME padding of conv2d_2 goes to the top and left.",
      "conv2d_2",
      rows(2),
      FaultExperiments::deep,
      at("activation", "conv2d_2/preactivation")),
  PADDING_DROPPED_IN_BACKWARD(
      "The backward pass of conv2d_1 knows no padding: its windows start at the first pixel.",
      "conv2d_1",
      rows(2),
      FaultExperiments::deep,
      at("activation gradient", "conv2d"),
      at("parameter gradient", "conv2d_1/kernel")),
  MAX_POOLING_PADS_WITH_ZEROS(
      "Max pooling pads with zeros, which win over negative values, instead of minus infinity.",
      "max_pooling2d",
      rows(2),
      FaultExperiments::deep,
      at("activation", "max_pooling2d")),
  AVERAGE_POOLING_COUNTS_PADDING(
      "Average pooling divides by the whole window, padding included.",
      "average_pooling2d",
      rows(3),
      FaultExperiments::deep,
      at("activation", "average_pooling2d")),
  AVERAGE_POOLING_GRADIENT_COUNTS_PADDING(
      "The gradient of average pooling divides by the whole window, padding included.",
      "average_pooling2d",
      rows(3),
      FaultExperiments::deep,
      at("activation gradient", "max_pooling2d")),
  TIE_GOES_TO_THE_LAST(
      "The gradient of a tie in max pooling goes to the last maximum instead of the first.",
      "max_pooling2d",
      rows(4),
      FaultExperiments::tied,
      at("activation gradient", "conv2d_2")),
  ONE_WEIGHT_OFF(
      "One weight of dense_1 starts 64 units in the last place beside the injected value.",
      "dense_1",
      rows(6),
      FaultExperiments::deep,
      at("initial parameters", "dense_1/kernel")),
  WRONG_INITIALIZER_BOUND(
      "The kernel of conv2d_1 is drawn with the bound of fan_in_uniform, not of glorot_uniform.",
      "conv2d_1",
      rows(6),
      FaultExperiments::deep,
      at("initial parameters", "conv2d_1/kernel")),
  KERAS_MOMENTUM(
      "Momentum in Keras's form, v = mu v - lr g; p += v, which differs where lr changes.",
      "",
      rows(9),
      FaultExperiments::decayingMomentum,
      3,
      at("updated parameters", ""),
      at("optimizer state", "")),
  DAMPENED_MOMENTUM(
      "The velocity takes only a share 1 - mu of the new gradient.",
      "",
      rows(9),
      FaultExperiments::momentum,
      at("updated parameters", ""),
      at("optimizer state", "")),
  NESTEROV_AS_PLAIN_MOMENTUM(
      "Nesterov's look ahead is left out.",
      "",
      rows(9),
      FaultExperiments::nesterov,
      at("updated parameters", "")),
  FORGOTTEN_VELOCITY(
      "The velocity of dense/kernel is cleared after each step.",
      "dense",
      rows(9),
      FaultExperiments::momentum,
      at("optimizer state", "dense/kernel/velocity")),
  EPSILON_HAT(
      "Adam adds epsilon to the root before its correction, as TensorFlow's kernel does.",
      "",
      rows(10),
      FaultExperiments::adam,
      at("updated parameters", "")),
  STUCK_BIAS_CORRECTION(
      "Adam corrects the first moment as if every step were the first.",
      "",
      rows(10),
      FaultExperiments::adam,
      2,
      at("updated parameters", "")),
  WEIGHT_DECAY(
      "A hundredth of each parameter is added to its gradient before the update.",
      "",
      rows(12),
      FaultExperiments::shallow,
      at("updated parameters", "")),
  SUM_INSTEAD_OF_MEAN_LOSS(
      "The loss is the sum over the samples.",
      "",
      rows(13),
      FaultExperiments::deep,
      at("loss", "")),
  LOSS_GRADIENT_OF_THE_SUM(
      "The loss is the mean over the samples, but its gradient is that of the sum.",
      "loss",
      rows(13),
      FaultExperiments::deep,
      at("loss gradient", "dense_2")),
  SOFTMAX_TWICE(
      "The loss takes the logits' softmax for logits.",
      "",
      rows(13),
      FaultExperiments::deep,
      at("loss", "")),
  LABELS_SHIFTED(
      "Samples of class 1 arrive as class 2.",
      "",
      rows(17),
      FaultExperiments::shallow,
      at("batch", "labels")),
  LABELS_SHIFTED_IN_THE_LOSS(
      "The loss takes samples of class 1 for class 2; the labels arrive as they are.",
      "",
      rows(13, 17),
      FaultExperiments::shallow,
      at("loss", "")),
  LAST_BATCH_DROPPED(
      "Evaluation leaves the last, smaller batch out.",
      "",
      rows(14),
      FaultExperiments::shallow,
      at("metric", "")),
  ORDER_OFF_BY_ONE(
      "Each batch arrives shifted by one sample: the last of the batch before comes first.",
      "",
      rows(16),
      FaultExperiments::shallow,
      at("batch", "input"),
      at("batch", "labels")),
  NORMALISATION_SWAPPED(
      "Images arrive as (x - std) / mean.",
      "",
      rows(17),
      FaultExperiments::normalised,
      at("batch", "input")),
  CHANNELS_REVERSED(
      "Images arrive with their channels in the opposite order.",
      "",
      rows(1, 17),
      FaultExperiments::shallow,
      at("batch", "input")),
  GELU_BY_TANH(
      "The exact gelu of dense is replaced by its tanh approximation.",
      "dense",
      rows(18),
      FaultExperiments::deep,
      at("activation", "dense")),
  LEAKY_RELU_DEFAULT_SLOPE(
      "The leaky ReLU of conv2d_2 has libtorch's slope 0.01 instead of the experiment's.",
      "conv2d_2",
      rows(18),
      FaultExperiments::deep,
      at("activation", "conv2d_2")),
  FLOAT16_ROUNDING(
      "The output of conv2d_1 is rounded to float16.",
      "conv2d_1",
      rows(19),
      FaultExperiments::deep,
      at("activation", "conv2d_1")),
  RELU_GRADIENT_AT_ZERO(
      "The gradient of ReLU at exactly 0 is 1.",
      "conv2d",
      rows(),
      FaultExperiments::zeros,
      at("activation gradient", "conv2d/preactivation")),
  BIAS_TWICE(
      "The dense layer dense adds its bias twice.",
      "dense",
      rows(),
      FaultExperiments::deep,
      at("activation", "dense/preactivation")),
  BIAS_GRADIENT_DROPPED(
      "The gradient of the bias of conv2d_1 is zero.",
      "conv2d_1",
      rows(),
      FaultExperiments::deep,
      at("parameter gradient", "conv2d_1/bias")),
  GRADIENT_CLIPPED(
      "Each parameter's gradient is scaled down to a norm of 0.02 before the update.",
      "",
      rows(),
      FaultExperiments::shallow,
      at("updated parameters", "")),
  LEARNING_RATE_OFF(
      "The learning rate is too large by a ten-thousandth of itself.",
      "",
      rows(),
      FaultExperiments::shallow,
      at("updated parameters", "")),
  SCHEDULE_ONE_STEP_EARLY(
      "The learning rate changes one step too early.",
      "",
      rows(),
      FaultExperiments::decayingMomentum,
      2,
      at("updated parameters", "")),
  STALE_PARAMETER(
      "The kernel of dense is never updated.",
      "dense",
      rows(),
      FaultExperiments::shallow,
      at("updated parameters", "dense/kernel")),
  EVALUATION_TRAINS(
      "Evaluation makes a training step on each of its batches.",
      "",
      rows(),
      FaultExperiments::shallow,
      at("metric", ""));

  /**
   * Where a comparison should see a fault.
   *
   * @param stage one of the stages listed above
   * @param layer empty where the fault is in no layer of its own
   * @param tensor the first that differs, by its canonical name, {@code input} or {@code labels};
   *     empty where it is the loss or a metric, or where every tensor of the stage may differ
   */
  public record Place(String stage, String layer, String tensor) {}

  private final String sentence;
  private final String layer;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<Integer> ledgerRows;

  @SuppressWarnings("ImmutableEnumChecker") // a static method, which keeps nothing
  private final Function<String, Experiment> experiment;

  private final int firstStep;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<Place> places;

  PlantedFault(
      String sentence,
      String layer,
      List<Integer> ledgerRows,
      Function<String, Experiment> experiment,
      Place... places) {
    this(sentence, layer, ledgerRows, experiment, 1, places);
  }

  PlantedFault(
      String sentence,
      String layer,
      List<Integer> ledgerRows,
      Function<String, Experiment> experiment,
      int firstStep,
      Place... places) {
    this.sentence = sentence;
    this.layer = layer;
    this.ledgerRows = ledgerRows;
    this.experiment = experiment;
    this.firstStep = firstStep;
    this.places = List.of(places);
  }

  private static List<Integer> rows(Integer... numbers) {
    return List.of(numbers);
  }

  private static Place at(String stage, String tensor) {
    boolean ofLayer = !stage.equals("batch") && !tensor.isEmpty();
    return new Place(stage, ofLayer ? tensor.split("/", 2)[0] : "", tensor);
  }

  /** What is wrong, in a sentence. */
  public String sentence() {
    return sentence;
  }

  /** The layer whose lowering is wrong; empty where it is none, or all. */
  public String layer() {
    return layer;
  }

  /** Rows of the semantic ledger ({@code docs/semantics.md}) that the fault breaks; may be none. */
  public List<Integer> ledgerRows() {
    return ledgerRows;
  }

  /**
   * Where the fault shows while the engines agree on all that came before, in the order of the
   * stages. A comparison should name the first; the others are wrong of themselves too, and not
   * only because the first is.
   */
  public List<Place> places() {
    return places;
  }

  /** The step at which it shows, 1 for the first, if the engines start each from one state. */
  public int firstStep() {
    return firstStep;
  }

  /** The number of steps to make on {@link #experiment}; at least {@link #firstStep}. */
  public int steps() {
    return firstStep + 1;
  }

  /** A valid experiment on which the fault shows; named after the fault. */
  public Experiment experiment() {
    return experiment.apply(name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  /** The batch of a step, 1 for the first; the fault shows on these. */
  public Batch batch(int step) {
    Experiment of = experiment();
    return RandomExperiments.batch(of, of.batchSize(), step);
  }

  /** Samples to evaluate on, in several batches, the last of them smaller. */
  public BatchSource evaluation() {
    return FaultExperiments.evaluation(experiment());
  }
}

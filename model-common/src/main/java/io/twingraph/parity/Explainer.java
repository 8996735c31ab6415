// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.engine.HostTensor;
import io.twingraph.graph.Node;
import io.twingraph.op.LedgerRow;
import io.twingraph.op.Suspicion;
import io.twingraph.op.Window;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Optimizer;
import java.util.Locale;

/** Finds the row of the ledger that most likely explains a {@link Blame}, by trying patterns. */
final class Explainer {
  private final Experiment experiment;

  Explainer(Experiment experiment) {
    this.experiment = experiment;
  }

  /**
   * The most likely reason.
   *
   * @param observed the step of the engine that is wrong
   * @param step its number, 1 for the first
   */
  Explanation explain(Blame blame, Observation observed, long step) {
    Explanation flushed = Flushing.of(blame, observed, experiment);
    return flushed == null ? meaning(blame, observed, step) : flushed;
  }

  private Explanation meaning(Blame blame, Observation observed, long step) {
    return switch (blame.place().stage()) {
      case BATCH -> batch(blame);
      case INITIAL_PARAMETERS -> initial(blame);
      case ACTIVATION -> activation(blame);
      case LOSS, LOSS_GRADIENT -> loss(blame, observed.trace().labels().size());
      case ACTIVATION_GRADIENT, PARAMETER_GRADIENT -> gradient(blame);
      case OPTIMIZER_STATE -> state(blame);
      case UPDATED_PARAMETERS -> updated(blame, observed, step);
      case METRIC -> new Explanation(LedgerRow.EVALUATION, "the evaluations differ");
    };
  }

  private static Explanation batch(Blame blame) {
    HostTensor actual = blame.actual();
    HostTensor expected = blame.expected();
    boolean images = !blame.place().tensor().equals(Place.LABELS);
    int shift = Patterns.sampleShift(actual, expected);
    if (shift != 0) {
      return new Explanation(
          LedgerRow.SHUFFLE,
          "sample i of the engine is sample i"
              + (shift > 0 ? "+" : "-")
              + Math.abs(shift)
              + " of the batch");
    }
    if (!images) {
      return new Explanation(
          LedgerRow.DECODING_AND_SCALING,
          String.format(
              Locale.ROOT, "%s; the images are right", Patterns.labels(actual, expected)));
    }
    String affine = Patterns.affine(actual, expected);
    return new Explanation(
        LedgerRow.DECODING_AND_SCALING,
        affine.isEmpty() ? "the images are not those of the batch" : "images are " + affine);
  }

  private static Explanation initial(Blame blame) {
    int different = Patterns.different(blame.actual(), blame.expected());
    return new Explanation(
        LedgerRow.INITIALISERS,
        String.format(
            Locale.ROOT,
            "%,d of %,d values are not those that were handed over",
            different,
            blame.actual().size()));
  }

  private static Explanation activation(Blame blame) {
    Node node = blame.place().node();
    if (Patterns.isHalfPrecision(blame.actual(), blame.expected())) {
      return new Explanation(
          LedgerRow.MATH_MODES, "every value is the right one rounded to float16");
    }
    if (node.hasParameters()) {
      Explanation border = border(blame, node);
      if (border != null) {
        return border;
      }
      if (Patterns.sameEverywhere(blame.actual(), blame.expected())) {
        return new Explanation(
            LedgerRow.COMPLETENESS,
            "the difference is one number for each channel, as of a bias left out or added twice");
      }
    }
    return explanation(node.op().wrongOutput());
  }

  /** What the padding of a convolution shows; {@code null} where that is nothing. */
  private static Explanation border(Blame blame, Node node) {
    Window window = node.op().window().orElse(null);
    if (window == null || window.padding().isNone()) {
      return null;
    }
    String moved = Patterns.imageShift(blame.actual(), blame.expected());
    if (!moved.isEmpty()) {
      return new Explanation(LedgerRow.PADDING, moved);
    }
    return Patterns.onlyBorderDiffers(blame.actual(), blame.expected(), window, node.input().type())
        ? new Explanation(LedgerRow.PADDING, "only values at the padded border are wrong")
        : null;
  }

  private static Explanation explanation(Suspicion suspicion) {
    return new Explanation(suspicion.row(), suspicion.words());
  }

  private static Explanation loss(Blame blame, int samples) {
    double got = blame.worst() < 0 ? 0 : blame.actual().value(blame.worst());
    double ratio = got / blame.expectedThere();
    if (samples > 1 && Math.abs(ratio / samples - 1) < 1e-3) {
      return new Explanation(
          LedgerRow.CROSS_ENTROPY,
          "it is " + samples + " times too large: the sum over the samples and not their mean");
    }
    return new Explanation(
        LedgerRow.CROSS_ENTROPY,
        String.format(Locale.ROOT, "it is %.6g times what the logits and labels give", ratio));
  }

  private static Explanation gradient(Blame blame) {
    return Patterns.isZero(blame.actual())
        ? new Explanation(LedgerRow.COMPLETENESS, "the whole gradient is 0: it was dropped")
        : explanation(blame.place().node().op().wrongGradient());
  }

  private Explanation state(Blame blame) {
    if (blame.place().tensor().equals("steps")) {
      return new Explanation(LedgerRow.COMPLETENESS, "the step was not counted");
    }
    return experiment.optimizer() instanceof Optimizer.Adam
        ? new Explanation(LedgerRow.ADAM_EPSILON, "Adam's mean or square is another one")
        : new Explanation(
            LedgerRow.MOMENTUM,
            "the velocity is not momentum * velocity + gradient; Keras keeps rate * velocity, which"
                + " differs when the rate changes");
  }

  private Explanation updated(Blame blame, Observation observed, long step) {
    String name = blame.place().tensor();
    HostTensor before = observed.before().get(name);
    if (Patterns.different(blame.actual(), before) == 0) {
      return new Explanation(LedgerRow.COMPLETENESS, "the parameter did not move at all");
    }
    if (experiment.optimizer() instanceof Optimizer.Adam) {
      return new Explanation(
          LedgerRow.ADAM_EPSILON,
          "its mean and square are right and the move is not: epsilon or a correction is"
              + " elsewhere");
    }
    Optimizer.Sgd sgd = (Optimizer.Sgd) experiment.optimizer();
    HostTensor along =
        sgd.momentum() == 0
            ? observed.trace().gradients().get(name)
            : observed.state().slots().get(name + "/velocity");
    MoveFit fit = MoveFit.of(before, blame.actual(), along);
    double rate = experiment.learningRateAt(step);
    // A decay beside another rate may be a move along something else; one below four float32
    // roundings of the parameter may be nothing else.
    boolean rateIsRight = Math.abs(fit.rate() - rate) < 1e-3 * rate;
    if (rateIsRight && fit.decay() > Math.max(1e-3 * rate, 0x1p-22)) {
      return new Explanation(
          LedgerRow.WEIGHT_DECAY,
          String.format(Locale.ROOT, "the parameter shrinks by %.4g of itself", fit.decay()));
    }
    if (sgd.nesterov()) {
      return new Explanation(
          LedgerRow.MOMENTUM, "the velocity is right, and the move is not Nesterov's");
    }
    return new Explanation(
        LedgerRow.LEARNING_RATE,
        String.format(
            Locale.ROOT,
            "the move is that of a learning rate of %.8g, not %.8g",
            fit.rate(),
            rate));
  }
}

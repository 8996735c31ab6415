// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.compare.DeviceRounding;
import io.twingraph.compare.Tolerance;
import io.twingraph.data.BatchSource;
import io.twingraph.engine.Evaluation;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.TensorMap;
import io.twingraph.op.LedgerRow;
import java.util.List;
import java.util.Locale;

/**
 * Both engines' evaluations from the same parameters: what they give, and that they move nothing.
 */
final class EvaluationCheck {
  private static final String LAYER = "evaluation";

  /** Part of the predictions that a near tie may decide otherwise: docs/parity.md, "Tolerances". */
  private static final double NEAR_TIES = 0.005;

  private final BatchSource samples;
  private final int step;
  private NotFinite notFinite;

  /**
   * A check.
   *
   * @param samples to evaluate on
   * @param step the number of steps before it, for the report
   */
  EvaluationCheck(BatchSource samples, int step) {
    this.samples = samples;
    this.step = step;
  }

  /**
   * The first difference, or {@code null}; adds a row for the losses, unless both are no numbers:
   * {@link #notFinite}.
   */
  Divergence run(Subject a, Subject b, Subject reference, List<StageRow> rows) {
    TensorMap parameters = a.parameters();
    Evaluation first = a.evaluate(samples);
    Evaluation second = b.evaluate(samples);
    if (first == null || second == null) {
      return null;
    }
    Evaluation truth = reference == null ? null : reference.evaluate(samples);
    Tolerance tolerance = loss(a, b);
    Divergence moved = moved(a, a, b, parameters);
    moved = moved == null ? moved(b, a, b, parameters) : moved;
    if (!Double.isFinite(first.loss()) && !Double.isFinite(second.loss())) {
      notFinite = notFinite(first, second, truth);
      return moved;
    }
    rows.add(row(first, second, truth, tolerance));
    if (moved != null) {
      return moved;
    }
    if (close(first, second, tolerance)) {
      return null;
    }
    String wrong =
        truth == null
            ? null
            : close(first, truth, loss(a, a))
                ? b.info().name()
                : close(second, truth, loss(b, b)) ? a.info().name() : null;
    return divergence(first, second, truth, tolerance, wrong);
  }

  private Divergence divergence(
      Evaluation first, Evaluation second, Evaluation truth, Tolerance tolerance, String wrong) {
    String text =
        String.format(
            Locale.ROOT,
            "from the same parameters, %d and %d of %d correct: a batch is left out or weighs"
                + " otherwise",
            first.correct(),
            second.correct(),
            samples.samples());
    return new Divergence(
        step,
        Stage.METRIC,
        LAYER,
        "loss",
        List.of(),
        first.loss(),
        second.loss(),
        truth == null ? null : Double.valueOf(truth.loss()),
        tolerance.allowed(first.loss(), second.loss()),
        wrong,
        LedgerRow.LAST_PARTIAL_BATCH,
        text);
  }

  /** The losses, if both are no numbers; {@code null} if not. */
  NotFinite notFinite() {
    return notFinite;
  }

  private NotFinite notFinite(Evaluation a, Evaluation b, Evaluation truth) {
    Double reference = truth == null ? null : Double.valueOf(truth.loss());
    return new NotFinite(
        step,
        Stage.METRIC,
        LAYER,
        Place.LOSS,
        List.of(),
        a.loss(),
        b.loss(),
        reference,
        null,
        Finiteness.why(reference, step + 1));
  }

  /** How far apart the losses may be, from where they were worked out. */
  private static Tolerance loss(Subject a, Subject b) {
    return DeviceRounding.between(a.info().device(), b.info().device()).applied(Tolerance.loss());
  }

  private StageRow row(Evaluation a, Evaluation b, Evaluation truth, Tolerance tolerance) {
    Finding finding =
        Finding.of(
            new Place(Stage.METRIC, LAYER, "loss", null),
            Values.scalar(a.loss()),
            Values.scalar(b.loss()),
            tolerance);
    Difference d = finding.difference();
    return new StageRow(
        Stage.METRIC,
        LAYER,
        "loss",
        d.identical(),
        d.maxAbsolute(),
        d.maxRelative(),
        d.ulpP99(),
        finding.tolerance().absolute(),
        finding.tolerance().relative(),
        finding.tolerance().source(),
        d.share(),
        step,
        true,
        0,
        truth == null ? null : Double.valueOf(Math.abs(a.loss() - truth.loss())),
        truth == null ? null : Double.valueOf(Math.abs(b.loss() - truth.loss())),
        truth == null ? 0 : 1,
        0,
        0);
  }

  private Divergence moved(Subject subject, Subject a, Subject b, TensorMap before) {
    for (String name : before.names()) {
      HostTensor now = subject.parameters().get(name);
      HostTensor then = before.get(name);
      Difference d = Difference.of(now, then, Tolerance.bitExact());
      if (!d.sameBits()) {
        int at = Math.max(0, d.worst());
        return new Divergence(
            step,
            Stage.METRIC,
            LAYER,
            name,
            Divergence.index(then.index(at)),
            a.parameters().get(name).value(at),
            b.parameters().get(name).value(at),
            then.value(at),
            0,
            subject.info().name(),
            LedgerRow.EVALUATION,
            "an evaluation has moved the parameters: it runs in training mode");
      }
    }
    return null;
  }

  private static boolean close(Evaluation a, Evaluation b, Tolerance tolerance) {
    int apart = 0;
    int count = Math.min(a.predictions().length, b.predictions().length);
    for (int i = 0; i < count; i++) {
      apart += a.predictions()[i] == b.predictions()[i] ? 0 : 1;
    }
    return a.predictions().length == b.predictions().length
        && apart <= Math.max(1, NEAR_TIES * count)
        && tolerance.allows(a.loss(), b.loss());
  }
}

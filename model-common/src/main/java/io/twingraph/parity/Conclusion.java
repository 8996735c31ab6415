// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** From measurements to a verdict and what it rests on. */
final class Conclusion {
  private final List<StageRow> rows;
  private final Divergence divergence;
  private final NotFinite notFinite;
  private final LockStep lockStep;
  private final ParityMode mode;
  private final String withoutReference;
  private final List<String> twins;
  private final String nameA;
  private final String nameB;

  Conclusion(
      List<StageRow> rows,
      Divergence divergence,
      NotFinite notFinite,
      LockStep lockStep,
      ParityMode mode,
      String withoutReference,
      List<String> twins,
      String nameA,
      String nameB) {
    this.rows = rows;
    this.divergence = divergence;
    this.notFinite = notFinite;
    this.lockStep = lockStep;
    this.mode = mode;
    this.withoutReference = withoutReference;
    this.twins = twins;
    this.nameA = nameA;
    this.nameB = nameB;
  }

  ParityVerdict verdict() {
    if (divergence != null) {
      return ParityVerdict.DIFFERENT_MEANING;
    }
    if (notFinite != null) {
      return ParityVerdict.NOTHING_CAN_BE_JUDGED;
    }
    if (lockStep.excess() != null) {
      return ParityVerdict.BEYOND_THE_GIVEN_TOLERANCE;
    }
    return rows.stream().allMatch(StageRow::identical)
        ? ParityVerdict.IDENTICAL
        : ParityVerdict.ROUNDING_ONLY;
  }

  List<String> evidence() {
    List<String> lines = new ArrayList<>();
    if (divergence == null && notFinite != null) {
      lines.add(unjudged());
    }
    if (divergence == null && !rows.isEmpty()) {
      lines.add(tolerances());
      if (!lockStep.amplified().isEmpty()) {
        lines.add(kinks());
      }
    }
    truth().ifPresent(lines::add);
    if (mode == ParityMode.FREE) {
      lines.add(envelope());
    }
    return lines;
  }

  private String unjudged() {
    String who = notFinite.engine() == null ? "both engines" : notFinite.engine();
    return "nothing can be judged from "
        + notFinite.where()
        + " on: "
        + who
        + (notFinite.engine() == null ? " have" : " has")
        + " a value there that is no number; "
        + notFinite.explanation();
  }

  private String kinks() {
    String decided =
        withoutReference.isEmpty()
            ? "and the float64 reference found every layer of both right for its own inputs: they"
                + " lay on two sides of a kink"
            : "at a kink that they lay on two sides of or a sum that cancels; the reference could"
                + " prove it";
    return String.format(
        Locale.ROOT,
        "%d times a tensor of the engines was further apart than rounding explains, %s; first %s",
        lockStep.amplified().size(),
        decided,
        lockStep.amplified().get(0));
  }

  private String tolerances() {
    long identical = rows.stream().filter(StageRow::identical).count();
    StageRow tightest =
        rows.stream()
            .filter(StageRow::judged)
            .filter(row -> !row.identical())
            .max(Comparator.comparingDouble(StageRow::used))
            .orElse(null);
    if (tightest == null) {
      return String.format(
          Locale.ROOT, "%d of %d tensors are the same in every bit", identical, rows.size());
    }
    return String.format(
        Locale.ROOT,
        "%d tensors in %d %s%s: %d the same in every bit, the others within rounding; nearest to"
            + " its tolerance is %s %s with %.0f %% of it (%s)",
        rows.size(),
        lockStep.losses().size(),
        lockStep.losses().size() == 1 ? "step" : "steps",
        mode == ParityMode.FREE ? " (judged at the first)" : "",
        identical,
        tightest.stage(),
        tightest.tensor(),
        100 * tightest.used(),
        tightest.toleranceSource());
  }

  /** Which engine is nearer to float64, where there is one to ask and steps enough to tell. */
  private Optional<String> truth() {
    if (!withoutReference.isEmpty()) {
      return Optional.of(
          "without the float64 reference ("
              + withoutReference
              + "): nobody says who is nearer"
              + " to the truth");
    }
    Nearness steps = lockStep.rows().steps();
    if (divergence != null || lockStep.losses().isEmpty()) {
      return Optional.empty();
    }
    if (steps.steps() == 0) {
      return Optional.of("no tensor of either engine is any distance from float64");
    }
    if (steps.steps() < Nearness.STEPS) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "which engine is nearer to float64 is not said: that takes %d steps from one state,"
                  + " and there %s%s",
              Nearness.STEPS,
              steps.steps() == 1 ? "is 1" : "are " + steps.steps(),
              mode == ParityMode.FREE ? " (in free mode only the first is one)" : ""));
    }
    return Optional.of(nearer(steps) + basis(steps));
  }

  private String nearer(Nearness steps) {
    if (steps.equal()) {
      return String.format(
          Locale.ROOT,
          "taken together, the tensors of both are equally far from float64: the median ratio of their"
              + " distances is %.2f",
          steps.medianRatio());
    }
    int ofA = steps.nearerA();
    int ofB = steps.nearerB();
    if (!steps.tellsApart()) {
      return String.format(
          Locale.ROOT,
          "which engine is nearer to float64 is no more than chance: %s at %d steps, %s at %d, and"
              + " %d are within 5 %% (sign test p = %.2g)",
          nameA,
          ofA,
          nameB,
          ofB,
          steps.steps() - ofA - ofB,
          steps.pValue());
    }
    double ratio = ofA > ofB ? steps.medianRatio() : 1 / steps.medianRatio();
    return String.format(
        Locale.ROOT,
        "%s is nearer to float64 than %s, at %d of %d steps (sign test p = %.2g): its distance is"
            + " %.2g times the other's in the median",
        ofA > ofB ? nameA : nameB,
        ofA > ofB ? nameB : nameA,
        Math.max(ofA, ofB),
        steps.steps(),
        steps.pValue(),
        ratio);
  }

  /** What was compared. */
  private String basis(Nearness steps) {
    int without = lockStep.rows().withoutGradients();
    return String.format(
        Locale.ROOT,
        ", over %d steps from one state, %s each%s",
        steps.steps(),
        lockStep.rows().tensors(),
        without == 0
            ? ""
            : String.format(
                Locale.ROOT,
                " (gradients of %d steps left out: a kink was decided otherwise in float64)",
                without));
  }

  private String envelope() {
    int steps = lockStep.losses().size();
    String measured = "measured from " + String.join(" and ", twins);
    if (lockStep.leftEnvelopeAt() == null) {
      return "the loss curves never leave the noise envelope in "
          + steps
          + " steps ("
          + measured
          + ")";
    }
    return "the loss curves leave the noise envelope at step "
        + lockStep.leftEnvelopeAt()
        + " ("
        + measured
        + ")";
  }
}

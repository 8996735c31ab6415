// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** From measurements to a verdict and what it rests on. */
final class Conclusion {
  private final List<StageRow> rows;
  private final Divergence divergence;
  private final LockStep lockStep;
  private final ParityMode mode;
  private final String withoutReference;
  private final List<String> twins;
  private final String nameA;
  private final String nameB;

  Conclusion(
      List<StageRow> rows,
      Divergence divergence,
      LockStep lockStep,
      ParityMode mode,
      String withoutReference,
      List<String> twins,
      String nameA,
      String nameB) {
    this.rows = rows;
    this.divergence = divergence;
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
    return rows.stream().allMatch(StageRow::identical)
        ? ParityVerdict.IDENTICAL
        : ParityVerdict.ROUNDING_ONLY;
  }

  List<String> evidence() {
    List<String> lines = new ArrayList<>();
    if (lockStep.overflowAt() != null) {
      lines.add(
          "training has left the range of float32 at step "
              + lockStep.overflowAt()
              + ": nothing from there on can be judged; lower the learning rate");
    }
    if (divergence == null) {
      lines.add(tolerances());
      if (!lockStep.amplified().isEmpty()) {
        lines.add(kinks());
      }
    }
    lines.add(truth());
    if (mode == ParityMode.FREE) {
      lines.add(envelope());
    }
    return lines;
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

  /** Which engine is nearer to float64, where there is one to ask. */
  private String truth() {
    if (!withoutReference.isEmpty()) {
      return "without the float64 reference ("
          + withoutReference
          + "): nobody says who is nearer"
          + " to the truth";
    }
    List<StageRow> compared =
        rows.stream()
            .filter(row -> row.distanceA() != null)
            .filter(row -> row.distanceA() + row.distanceB() > 0)
            .toList();
    if (compared.isEmpty()) {
      return "no tensor of either engine is any distance from float64";
    }
    long nearerA =
        compared.stream().filter(row -> nearer(row.distanceA(), row.distanceB())).count();
    long nearerB =
        compared.stream().filter(row -> nearer(row.distanceB(), row.distanceA())).count();
    double[] ratios =
        compared.stream()
            .filter(row -> row.distanceA() > 0 && row.distanceB() > 0)
            .mapToDouble(row -> row.distanceA() / row.distanceB())
            .sorted()
            .toArray();
    double median = ratios.length == 0 ? Double.NaN : ratios[ratios.length / 2];
    boolean about = median > 0.1 && median < 10;
    return String.format(
        Locale.ROOT,
        "%s from float64: of the %d tensors that are not exact %s is nearer in %d, %s in %d, and %d"
            + " are within 5 %%%s",
        about ? "both are about equally far" : "they are not equally far",
        compared.size(),
        nameA,
        nearerA,
        nameB,
        nearerB,
        compared.size() - nearerA - nearerB,
        ratios.length == 0
            ? ""
            : String.format(Locale.ROOT, "; the median ratio of their distances is %.2g", median));
  }

  /** As {@code ParityTables} says it: nearer by more than 5 %. */
  private static boolean nearer(double mine, double other) {
    return mine < 0.95 * other;
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

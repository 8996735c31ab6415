// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.compare.Tolerance;
import io.twingraph.engine.HostTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of a comparison while it is made, and what its steps tell of who is nearer to float64.
 */
final class StageRows {
  private final Map<Place, StageRow> rows = new LinkedHashMap<>();
  private final Map<Place, Nearness> distances = new LinkedHashMap<>();
  private final Nearness steps = new Nearness();
  private int withoutGradients;
  private int fewestTensors = Integer.MAX_VALUE;
  private int mostTensors;

  /**
   * Adds a finding to its row.
   *
   * @param own what the engines used of their own tolerance, where that has decided; else {@code
   *     null}
   */
  void add(Finding finding, Double own, int step, boolean judged) {
    Place place = finding.place();
    Difference d = finding.difference();
    Tolerance tolerance = finding.tolerance();
    StageRow row =
        new StageRow(
            place.stage(),
            place.layer(),
            place.tensor(),
            d.identical(),
            d.maxAbsolute(),
            d.maxRelative(),
            d.ulpP99(),
            tolerance.absolute(),
            tolerance.relative(),
            own == null ? tolerance.source() : "one layer, from its own inputs",
            own != null ? own : judged ? d.share() : 0,
            step,
            judged,
            own == null ? 0 : 1,
            null,
            null,
            0,
            0,
            0);
    rows.merge(place, row, StageRow::worst);
  }

  /**
   * Measures a step that both engines and the reference began in one state.
   *
   * @param kinked whether a ReLU or a pooling has decided otherwise in float64 than in an engine,
   *     so that gradients tell on which side of 0 a value fell, and not how exact an engine is
   */
  void measure(List<Finding> findings, Observation truth, boolean kinked) {
    List<Double> ratios = new ArrayList<>();
    for (Finding finding : findings) {
      Place place = finding.place();
      if (place.stage().compareTo(Stage.ACTIVATION) < 0
          || (kinked && place.stage().compareTo(Stage.LOSS_GRADIENT) > 0)) {
        continue;
      }
      HostTensor right = Values.at(place, truth);
      double a = Distance.rms(finding.a(), right);
      double b = Distance.rms(finding.b(), right);
      distances.computeIfAbsent(place, any -> new Nearness()).add(a, b);
      if (a + b > 0 && Double.isFinite(a + b)) {
        ratios.add(Nearness.ratio(new double[] {a, b}));
      }
    }
    withoutGradients += kinked ? 1 : 0;
    if (!ratios.isEmpty()) {
      fewestTensors = Math.min(fewestTensors, ratios.size());
      mostTensors = Math.max(mostTensors, ratios.size());
      double[] sorted = ratios.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      steps.add(Math.min(Nearness.middle(sorted), Float.MAX_VALUE), 1);
    }
  }

  /** Of each step the median ratio of both engines' distances. */
  Nearness steps() {
    return steps;
  }

  /** Steps whose gradients were left out. */
  int withoutGradients() {
    return withoutGradients;
  }

  /** Tensors of a step that were measured, in words. */
  String tensors() {
    return fewestTensors == mostTensors
        ? mostTensors + " tensors"
        : fewestTensors + " to " + mostTensors + " tensors";
  }

  /** Every row, in the order of a step. */
  List<StageRow> all() {
    List<StageRow> all = new ArrayList<>();
    rows.forEach(
        (place, row) -> {
          Nearness measured = distances.get(place);
          all.add(measured == null || measured.steps() == 0 ? row : row.measured(measured));
        });
    return all;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.report;

import io.twingraph.engine.EngineInfo;
import io.twingraph.op.LedgerRow;
import io.twingraph.parity.Divergence;
import io.twingraph.parity.ParityMode;
import io.twingraph.parity.ParityReport;
import io.twingraph.parity.ParityTiming;
import io.twingraph.parity.ParityVerdict;
import io.twingraph.parity.Stage;
import io.twingraph.parity.StageRow;
import io.twingraph.parity.StepLosses;
import io.twingraph.run.Provenance;
import io.twingraph.spec.Presets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Hand-made comparisons. */
final class SampleReports {
  private SampleReports() {}

  /** One with a reference or without, with a divergence or without. */
  static ParityReport report(ParityMode mode, boolean reference, boolean diverged) {
    List<StepLosses> losses = new ArrayList<>();
    for (int step = 1; step <= 20; step++) {
      Double envelope = mode == ParityMode.FREE ? 1e-3 : null;
      Double truth = reference ? 2.3 : null;
      losses.add(
          new StepLosses(step, 32, "ab".repeat(32), 2.3, 2.3 + step * 1e-7, truth, envelope));
    }
    Divergence divergence =
        diverged
            ? new Divergence(
                2,
                Stage.UPDATED_PARAMETERS,
                "dense_1",
                "dense_1/kernel",
                List.of(3, 4),
                0.5,
                0.25,
                reference ? 0.5 : null,
                1e-7,
                reference ? "tensorflow" : null,
                LedgerRow.LEARNING_RATE,
                "the move is that of a learning rate of 0.02, not 0.01")
            : null;
    return new ParityReport(
        Presets.matched(),
        "digits",
        mode,
        20,
        List.of(info("torch"), info("tensorflow")),
        reference ? info("reference") : null,
        diverged ? ParityVerdict.DIFFERENT_MEANING : ParityVerdict.ROUNDING_ONLY,
        List.of("5 tensors in 20 steps: 3 the same in every bit, the others within rounding"),
        divergence,
        null,
        null,
        null,
        rows(mode, reference, diverged),
        losses,
        new ParityTiming(1, 2, 0.1),
        1000,
        1001,
        Provenance.capture(Presets.matched().seeds(), Map.of("torch", "2.7.1"), Instant.EPOCH));
  }

  private static EngineInfo info(String name) {
    return new EngineInfo(name, "1.2", "cpu", 2, Map.of("blas", "none"));
  }

  private static List<StageRow> rows(ParityMode mode, boolean reference, boolean diverged) {
    boolean judged = mode == ParityMode.RESYNC;
    return List.of(
        row(Stage.BATCH, "input", "input", 0, true, reference),
        row(Stage.BATCH, "input", "labels", 0, true, reference),
        row(Stage.ACTIVATION, "dense_1", "dense_1/preactivation", 0.2, true, reference),
        row(Stage.ACTIVATION, "flatten", "flatten", 0, true, reference),
        row(Stage.ACTIVATION_GRADIENT, "max_pooling2d", "conv2d_1", 0.034, judged, reference),
        row(
            Stage.UPDATED_PARAMETERS,
            "dense_1",
            "dense_1/kernel",
            diverged ? 4321 : 0.001,
            true,
            reference),
        row(
            Stage.METRIC,
            "evaluation",
            "loss",
            diverged ? Double.POSITIVE_INFINITY : 0.9,
            true,
            reference));
  }

  private static StageRow row(
      Stage stage, String layer, String tensor, double used, boolean judged, boolean reference) {
    return new StageRow(
        stage,
        layer,
        tensor,
        used == 0,
        used * 1e-6,
        used * 1e-5,
        used == 0 ? 0 : 123,
        1e-6,
        1e-5,
        "made up",
        used,
        1,
        judged,
        0,
        reference ? 1e-8 : null,
        reference ? (used == 0 ? 1.01e-8 : 2e-8) : null,
        reference ? 20 : 0,
        reference && used != 0 ? 20 : 0,
        0);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.contract.SuiteThreads;
import io.twingraph.engine.Engines;
import io.twingraph.nativelib.NativeParts;
import io.twingraph.parity.Divergence;
import io.twingraph.parity.Parity;
import io.twingraph.parity.Parity.ReferenceUse;
import io.twingraph.parity.ParityReport;
import io.twingraph.parity.Stage;
import io.twingraph.torch.FaultyTorchProvider;
import io.twingraph.torch.PlantedFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the comparison is worth: every fault of {@link PlantedFault} in libtorch's lowering, against
 * TensorFlow. All must be found; the stage and the layer that are named must be the right ones in
 * all but one of twenty.
 */
class NegativeControlTest {
  /** What was found of one fault. */
  private record Outcome(PlantedFault fault, Divergence found, String engine) {
    boolean detected() {
      return found != null;
    }

    boolean detectedAtItsFirstStep() {
      boolean afterTraining = detected() && found.stage() == Stage.METRIC;
      return detected() && (afterTraining || found.step() == fault.firstStep());
    }

    boolean stageIsRight() {
      return detected()
          && fault.places().stream().anyMatch(p -> p.stage().equals(found.stage().toString()));
    }

    boolean layerIsRight() {
      return detected()
          && (found.layer().equals(fault.layer())
              || fault.places().stream()
                  .anyMatch(p -> p.layer().isEmpty() || found.layer().equals(p.layer())));
    }

    String line() {
      return String.format(
          Locale.ROOT,
          "%-40s | %-8s | %-20s %-5s | %-18s %-5s | %s",
          fault,
          detected() ? "step " + found.step() : "NOT FOUND",
          detected() ? found.stage() : "",
          stageIsRight() ? "" : "WRONG",
          detected() ? found.layer() : "",
          layerIsRight() ? "" : "WRONG",
          detected() ? found.row() + ": " + found.explanation() + " [" + engine + "]" : "");
    }
  }

  @ParameterizedTest(name = "reference {0}")
  @EnumSource(names = {"IF_AVAILABLE", "OFF"})
  void everyPlantedFaultIsFoundAndNamed(ReferenceUse reference) {
    List<Outcome> outcomes = new ArrayList<>();
    for (PlantedFault fault : PlantedFault.values()) {
      outcomes.add(run(fault, reference));
    }
    StringBuilder table = new StringBuilder();
    table.append("fault | detected at | stage named | layer named | explanation\n");
    outcomes.forEach(outcome -> table.append(outcome.line()).append('\n'));
    System.out.println(table);
    assertThat(outcomes).as(table.toString()).allMatch(Outcome::detectedAtItsFirstStep);
    assertThat(outcomes).as(table.toString()).noneMatch(o -> o.engine().equals("tensorflow"));
    if (reference == ReferenceUse.IF_AVAILABLE && NativeParts.available()) {
      assertThat(outcomes).as(table.toString()).allMatch(o -> o.engine().equals("torch"));
    }
    long right = outcomes.stream().filter(o -> o.stageIsRight() && o.layerIsRight()).count();
    assertThat(right).as(table.toString()).isGreaterThanOrEqualTo(outcomes.size() * 19L / 20);
  }

  private static Outcome run(PlantedFault fault, ReferenceUse reference) {
    ParityReport report =
        Parity.of(
                fault.experiment(),
                IntStream.rangeClosed(1, fault.steps()).mapToObj(fault::batch).iterator(),
                "planted")
            .evaluation(fault.evaluation())
            .engines(new FaultyTorchProvider(fault), Engines.named("tensorflow"))
            .steps(fault.steps())
            .threads(SuiteThreads.COUNT)
            .reference(reference)
            .run();
    Divergence found = report.divergence();
    return new Outcome(fault, found, found == null ? "" : String.valueOf(found.engine()));
  }
}

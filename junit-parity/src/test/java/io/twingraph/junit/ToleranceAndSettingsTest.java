// SPDX-License-Identifier: Apache-2.0
package io.twingraph.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.error.SpecException;
import io.twingraph.parity.ParityReport;
import io.twingraph.parity.ParityVerdict;
import io.twingraph.parity.Stage;
import io.twingraph.spec.Experiment;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a test may set, and what it may not. */
class ToleranceAndSettingsTest {
  @TempDir private Path artifacts;

  /** Tolerances. */
  static class Base {
    final Experiment small = Kit.small("small");
  }

  /** Bit-exact activations from an engine that rounds. */
  static class Stricter extends Base {
    @ParityTest(
        engines = {"fake", "nudged"},
        tolerances = @StageTolerance(stage = Stage.ACTIVATION))
    void small() {}
  }

  @Test
  void stricterToleranceFailsWhereTheVerdictIsRounding() {
    assertThat(Kit.cause(Kit.run(Stricter.class, artifacts)))
        .isInstanceOf(ParityFailure.class)
        .hasMessageContaining("on experiment 'small', 3 steps: beyond the given tolerance")
        .hasMessageContaining(
            "beyond the given tolerance first at step 1: activation, layer conv2d")
        .hasMessageContaining("beyond the test's tolerance: activation conv2d at step ")
        .message()
        .doesNotContain("different meaning", "cannot be told", "likely:");
    assertThat(Kit.cause(Kit.run(Stricter.class, artifacts)))
        .hasMessageContaining(
            "allowed 0.00 absolute, 0.00 relative (as the caller asks, which may not be wider)");
  }

  /** With a reason. */
  static class WiderWithAReason extends Base {
    @ParityTest(
        engines = {"fake", "sloped"},
        tolerances = {
          @StageTolerance(stage = Stage.ACTIVATION, relative = 1e-2, absolute = 1e-2, reason = "x"),
          @StageTolerance(
              stage = Stage.ACTIVATION_GRADIENT,
              relative = 1e-2,
              absolute = 1e-2,
              reason = "the slope is a table's"),
          @StageTolerance(stage = Stage.LOSS, relative = 1e-2, reason = "x"),
          @StageTolerance(stage = Stage.LOSS_GRADIENT, relative = 1, absolute = 1e-2, reason = "x"),
          @StageTolerance(
              stage = Stage.PARAMETER_GRADIENT,
              relative = 1,
              absolute = 1e-2,
              reason = "x"),
          @StageTolerance(
              stage = Stage.UPDATED_PARAMETERS,
              relative = 1e-2,
              absolute = 1e-2,
              reason = "x")
        })
    void small(ParityReport report) {
      assertThat(report.verdict()).isEqualTo(ParityVerdict.ROUNDING_ONLY);
      assertThat(report.rows())
          .filteredOn(row -> row.stage() == Stage.ACTIVATION_GRADIENT)
          .allMatch(row -> row.toleranceSource().equals("the slope is a table's"));
    }
  }

  @Test
  void widerToleranceWithAReasonPasses() {
    Kit.run(WiderWithAReason.class, artifacts)
        .testEvents()
        .assertStatistics(s -> s.succeeded(1).failed(0));
  }

  /** Without one. */
  static class WiderWithoutAReason extends Base {
    @ParityTest(
        engines = {"fake", "sloped"},
        tolerances = @StageTolerance(stage = Stage.ACTIVATION, relative = 1e-2, absolute = 1e-2))
    void small() {}
  }

  @Test
  void widerToleranceWithoutAReasonChangesNothingAndSaysSo() {
    assertThat(Kit.cause(Kit.run(WiderWithoutAReason.class, artifacts)))
        .isInstanceOf(ParityFailure.class)
        .hasMessageContaining("first divergence at step 1: activation, layer conv2d")
        .hasMessageContaining(
            "the test's tolerance for activation has no reason, so it can only be stricter than"
                + " the project's own");
  }

  /** For a copy. */
  static class ForACopy extends Base {
    @ParityTest(
        engines = {"fake", "fake"},
        tolerances = @StageTolerance(stage = Stage.BATCH, absolute = 1, reason = "why not"))
    void small() {}
  }

  @Test
  void toleranceForCopiesIsRefused() {
    assertThat(Kit.cause(Kit.run(ForACopy.class, artifacts)))
        .hasMessageContaining("a stage that takes no tolerance")
        .hasMessageContaining("copies are the same in every bit, or wrong");
  }

  /** Settings that no test can be made of. */
  static class Engines3 extends Base {
    @ParityTest(engines = {"fake", "torch", "tensorflow"})
    void small() {}
  }

  static class Steps0 extends Base {
    @ParityTest(steps = 0)
    void small() {}
  }

  static class NoSeed extends Base {
    @ParityTest(seeds = {})
    void small() {}
  }

  static class NegativeBatch extends Base {
    @ParityTest(batchSize = -1)
    void small() {}
  }

  static class TwoForOneStage extends Base {
    @ParityTest(
        tolerances = {
          @StageTolerance(stage = Stage.LOSS),
          @StageTolerance(stage = Stage.LOSS, absolute = 1)
        })
    void small() {}
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    refused(
        Engines3.class,
        """
        not two engines
          where:    io.twingraph.junit.ToleranceAndSettingsTest$Engines3#small, engines
          expected: two names
          got:      [fake, torch, tensorflow]
          to do:    change @ParityTest's engines""");
    refused(Steps0.class, "number too small");
    refused(NoSeed.class, "no seed, so no test");
    refused(NegativeBatch.class, "expected: at least 1, or 0 for the experiment's own");
    refused(TwoForOneStage.class, "got:      [loss, loss]");
  }

  private void refused(Class<?> tests, String text) {
    assertThat(Kit.cause(Kit.run(tests, artifacts)))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining(text);
  }
}

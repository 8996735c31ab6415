// SPDX-License-Identifier: Apache-2.0
package io.twingraph.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.parity.ParityMode;
import io.twingraph.parity.ParityReport;
import io.twingraph.parity.ParityVerdict;
import io.twingraph.spec.Experiment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Engines that both compute NaN have shown nothing: the test fails. */
class NotFiniteTest {
  @TempDir private Path artifacts;

  /** An experiment that leaves float32. */
  static class Base {
    static boolean bodyRan;
    final Experiment explodes = Kit.small("explodes").withLearningRate(1e30);
  }

  /** Each step from one state. */
  static class Resync extends Base {
    @ParityTest(
        engines = {"fake", "fake"},
        steps = 12)
    void explodes() {
      bodyRan = true;
    }
  }

  /** Each from its own. */
  static class Free extends Base {
    @ParityTest(
        engines = {"fake", "fake"},
        steps = 12,
        mode = ParityMode.FREE)
    void explodes() {
      bodyRan = true;
    }
  }

  @Test
  void enginesThatBothComputeNanFailTheTestAndItsBodyDoesNotRun() throws Exception {
    for (Class<?> tests : new Class<?>[] {Resync.class, Free.class}) {
      Base.bodyRan = false;
      Throwable cause = Kit.cause(Kit.run(tests, artifacts));
      assertThat(cause)
          .isInstanceOf(ParityFailure.class)
          .hasMessageContaining("steps: nothing can be judged")
          .hasMessageContaining("nothing can be judged from step ")
          .hasMessageContaining("both engines have a value there that is no number")
          .hasMessageContaining("not finite from step ")
          .hasMessageContaining("artifacts: ");
      ParityReport report = ((ParityFailure) cause).report().orElseThrow();
      assertThat(report.verdict()).isEqualTo(ParityVerdict.NOTHING_CAN_BE_JUDGED);
      assertThat(Base.bodyRan).as("the body ran").isFalse();
      assertThat(Files.readString(((ParityFailure) cause).artifacts().resolve("parity.json")))
          .contains("\"verdict\" : \"nothing can be judged\"", "\"notFinite\" : {")
          .doesNotContainPattern("[:\\[,] *-?(NaN|Infinity)");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.compare.RunComparison;
import io.twingraph.report.Tables;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineRunTest {
  private static EngineRun failed(String name, String problem) {
    return EngineRun.failed(name, RunFixtures.experiment(), List.of(), List.of(), problem);
  }

  @Test
  void anEngineThatIsNotAvailableIsNamedOnce() {
    EngineRun torch = failed("torch", "torch: the engine is not available\n  missing: libtorch");
    EngineRun fake = failed("fake", "fake: the engine is not available");
    assertThat(torch.problem()).isEqualTo("the engine is not available\n  missing: libtorch");
    assertThat(Tables.engines(List.of(torch), 80))
        .endsWith("\ntorch ended early: the engine is not available\n  missing: libtorch\n");
    assertThat(RunComparison.of(List.of(torch, fake)).sentence())
        .isEqualTo(
            "torch and fake ended early, so there is nothing to judge: torch: the engine is not"
                + " available; fake: the engine is not available");
  }

  @Test
  void theNameIsLeftOutInFrontAlone() {
    assertThat(failed("torch", "torchvision: gone").problem()).isEqualTo("torchvision: gone");
    assertThat(failed("torch", "torch crashed").problem()).isEqualTo("torch crashed");
  }
}

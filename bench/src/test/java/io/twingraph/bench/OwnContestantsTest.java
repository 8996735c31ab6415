// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OwnContestantsTest {
  @Test
  void ceilingThreadsMklByIntelsOwnLayerWhateverAWorkerGets() {
    Map<String, String> worker =
        new HashMap<>(
            Map.of(
                "MKL_THREADING_LAYER", "GNU",
                "OMP_NUM_THREADS", "2",
                "OPENBLAS_NUM_THREADS", "1",
                "OPENBLAS_CORETYPE", "Haswell"));
    OwnContestants.ceilingEnvironment(worker);
    assertThat(worker)
        .containsOnly(
            Map.entry("MKL_THREADING_LAYER", "INTEL"),
            Map.entry("MKL_CBWR", "AUTO"),
            Map.entry("OMP_NUM_THREADS", "2"));
  }

  @Test
  void ceilingKeepsTheUsersReproducibilityMode() {
    Map<String, String> environment = new HashMap<>(Map.of("MKL_CBWR", "COMPATIBLE"));
    OwnContestants.ceilingEnvironment(environment);
    assertThat(environment).containsEntry("MKL_CBWR", "COMPATIBLE");
  }
}

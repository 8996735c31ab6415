// SPDX-License-Identifier: Apache-2.0
package io.twingraph.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.spec.Seeds;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProvenanceTest {
  @Test
  void onlyVariablesThatChangeHowNativesRunAreKept() {
    Map<String, String> environment =
        Map.of(
            "OMP_NUM_THREADS", "2",
            "TF_ENABLE_ONEDNN_OPTS", "1",
            "MALLOC_TOP_PAD_", "67108864",
            "TWINGRAPH_DATA", "data",
            "GITHUB_TOKEN", "secret",
            "TF_TOKEN_app_terraform_io", "secret",
            "TF_VAR_password", "secret",
            "MY_OMP_SECRET", "secret",
            "HOME", "home");
    assertThat(Provenance.relevant(environment))
        .containsOnlyKeys(
            "MALLOC_TOP_PAD_", "OMP_NUM_THREADS", "TF_ENABLE_ONEDNN_OPTS", "TWINGRAPH_DATA");
  }

  @Test
  void theVersionIsThatOfTheBuild() {
    assertThat(Provenance.version()).matches("\\d+\\.\\d+\\.\\d+.*");
  }

  @Test
  void everyFieldIsFilled() {
    Instant start = Instant.parse("2026-01-02T03:04:05.678Z");
    Provenance provenance = Provenance.capture(Seeds.of(7), Map.of("lib", "1.0"), start);
    assertThat(provenance.startedAt()).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(provenance.java()).startsWith(Runtime.version().feature() + ".");
    assertThat(provenance.os()).contains(System.getProperty("os.arch"));
    assertThat(provenance.cpu()).isNotBlank();
    assertThat(provenance.cores()).isPositive();
    assertThat(provenance.nativeVersions()).containsEntry("lib", "1.0");
    assertThat(provenance.seeds()).isEqualTo(Seeds.of(7));
  }
}

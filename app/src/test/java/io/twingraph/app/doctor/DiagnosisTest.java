// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.app.doctor.Diagnosis.Fact;
import io.twingraph.app.doctor.Diagnosis.Section;
import io.twingraph.spec.ExperimentFile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiagnosisTest {
  private static final Diagnosis FOUND =
      new Diagnosis(
          true,
          List.of(
              new Section("Machine", List.of(Fact.ok("system", "Linux"))),
              new Section(
                  "Engine torch",
                  List.of(
                      Fact.ok("training step", "works"),
                      Fact.info("interOpThreads", "1"),
                      Fact.info("OMP_WAIT_POLICY", "passive"))),
              new Section(
                  "Engine tensorflow", List.of(Fact.missing("training step", "no", "get it"))),
              new Section("Engine reference", List.of(Fact.ok("training step", "works")))));

  @Test
  void peopleReadWordsAndProgramsTheSameKeysAsEver() throws Exception {
    assertThat(FOUND.lines(100))
        .contains("   inter op threads  1", "   OMP_WAIT_POLICY   passive")
        .noneMatch(line -> line.contains("interOp"));
    assertThat(ExperimentFile.json().writeValueAsString(FOUND))
        .contains("interOpThreads")
        .doesNotContain("inter op", "running");
  }

  @Test
  void everyEngineThatWorksIsNamed() {
    assertThat(FOUND.running()).containsExactly("torch", "reference");
  }

  @ParameterizedTest
  @CsvSource({
    "cpuCapability, CPU capability",
    "cudnnDeterministic, cuDNN deterministic",
    "gpuMemoryBytes, GPU memory bytes",
    "blas, BLAS",
    "openmp, OpenMP",
    "oneDNN, oneDNN",
    "version, version",
    "MALLOC_TOP_PAD_, MALLOC_TOP_PAD_",
    "JavaCPP cache, JavaCPP cache",
    "driver's CUDA, driver's CUDA",
    "--workers none, --workers none",
    "cuda:0, cuda:0"
  })
  void aKeyIsWrittenAsWords(String key, String words) {
    assertThat(Diagnosis.words(key)).isEqualTo(words);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The presets that are files. */
class PresetsTest {

  @Test
  void lenet5HasTheParametersOfThePaper() {
    int first = 5 * 5 * 1 * 6 + 6;
    int second = 5 * 5 * 6 * 16 + 16;
    int dense = (5 * 5 * 16 * 120 + 120) + (120 * 84 + 84) + (84 * 10 + 10);
    assertThat(Presets.lenet5().graph().parameterCount())
        .isEqualTo(first + second + dense)
        .isEqualTo(61_706);
  }

  @Test
  void lenet5HasTheShapesOfThePaper() {
    assertThat(Summary.of(Presets.lenet5()).lines().map(line -> line.replaceAll(" +", " ")))
        .containsSubsequence(
            "input (Input) (N, 28, 28, 1) 0",
            "conv2d (Conv2d) (N, 28, 28, 6) 156",
            "max_pooling2d (MaxPool2d) (N, 14, 14, 6) 0",
            "conv2d_1 (Conv2d) (N, 10, 10, 16) 2,416",
            "max_pooling2d_1 (MaxPool2d) (N, 5, 5, 16) 0",
            "flatten (Flatten) (N, 400) 0",
            "dense (Dense) (N, 120) 48,120",
            "dense_1 (Dense) (N, 84) 10,164",
            "dense_2 (Dense) (N, 10) 850");
  }

  @Test
  void mlpHasTheParametersOfTheTutorial() {
    assertThat(Presets.mlp().graph().parameterCount())
        .isEqualTo((28 * 28 * 128 + 128) + (128 * 10 + 10))
        .isEqualTo(101_770);
    assertThat(Presets.mlp().optimizer()).isEqualTo(Optimizer.adam());
  }

  @Test
  void everyPresetIsAnotherExperimentUnderItsName() {
    List<Experiment> presets = List.of(Presets.matched(), Presets.lenet5(), Presets.mlp());
    assertThat(presets.stream().map(Experiment::name)).containsExactly("matched", "lenet5", "mlp");
  }

  @ParameterizedTest
  @ValueSource(strings = {"lenet5.yaml", "mlp.yaml"})
  void fileSaysInItsFirstLineWhereItIsFrom(String name) throws IOException {
    try (InputStream in = Presets.class.getResourceAsStream(name)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(text.lines().findFirst().orElseThrow()).startsWith("# ").hasSizeLessThan(120);
      assertThat(text.lines().skip(1)).noneMatch(line -> line.contains("#"));
    }
  }
}

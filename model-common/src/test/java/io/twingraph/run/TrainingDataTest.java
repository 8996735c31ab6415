// SPDX-License-Identifier: Apache-2.0
package io.twingraph.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.data.Dataset;
import io.twingraph.data.ImageSet;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import io.twingraph.spec.SpecException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingDataTest {
  private final Experiment experiment = RunFixtures.experiment();
  private final Dataset dataset = RunFixtures.dataset(10, 3);

  @Test
  void theFirstImagesAreTrainedOnAndTheRestValidated() {
    TrainingData data = TrainingData.of(dataset, experiment);
    assertThat(data.train().sha256()).isEqualTo(dataset.train().slice(0, 7).sha256());
    assertThat(data.validation().sha256()).isEqualTo(dataset.train().slice(7, 10).sha256());
    assertThat(data.test().count()).isEqualTo(3);
    assertThat(data.name()).isEqualTo("bands");
    assertThat(data.reason()).isEqualTo("made for tests");
  }

  @Test
  void thirtyPercentOf60000LeaveExactly42000() {
    ImageSet large = ImageSet.wrap(1, 1, 1, new byte[60_000], new byte[60_000]);
    Dataset many = new Dataset("many", "embedded", "a test", List.of("0"), large, large);
    Model model = Model.of(Input.of(1, 1, 1), Layer.flatten(), Layer.dense(1));
    TrainingData data =
        TrainingData.of(many, Experiment.of("split", model).withValidationSplit(0.3));
    assertThat(data.train().count()).isEqualTo(42_000);
    assertThat(data.validation().count()).isEqualTo(18_000);
  }

  @Test
  void theHashIsOverAllThreeSets() {
    String whole = TrainingData.of(dataset, experiment).sha256();
    assertThat(whole).matches("[0-9a-f]{64}");
    assertThat(TrainingData.of(RunFixtures.dataset(10, 3), experiment).sha256()).isEqualTo(whole);
    assertThat(TrainingData.of(dataset.limit(10, 2), experiment).sha256()).isNotEqualTo(whole);
    assertThat(TrainingData.of(dataset, experiment.withValidationSplit(0.3)).sha256())
        .as("the same split")
        .isEqualTo(whole);
    assertThat(TrainingData.of(dataset, experiment.withValidationSplit(0.5)).sha256())
        .isNotEqualTo(whole);
  }

  @Test
  void moreClassesThanLogitsAreRefused() {
    Dataset four =
        new Dataset(
            "bands",
            "embedded",
            "a test",
            List.of("a", "b", "c", "d"),
            dataset.train(),
            dataset.test());
    assertThatThrownBy(() -> TrainingData.of(four, experiment))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            """
            more classes in the data than logits in the model
              where:    data set bands, the model's last layer
              expected: at most 3 classes (the last layer has 3 units)
              got:      4 classes
              to do:    give the last layer 4 units""");
  }

  @Test
  void otherChannelsAreRefused() {
    ImageSet colour = ImageSet.wrap(6, 6, 3, new byte[108], new byte[1]);
    Dataset photos = new Dataset("photos", "embedded", "a test", List.of("a"), colour, colour);
    assertThatThrownBy(() -> TrainingData.of(photos, experiment))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            """
            images with another number of channels than the model's input
              where:    data set photos, model.input.channels
              expected: 1 (the model's)
              got:      3 (the data set's)
              to do:    change model.input.channels, or use another data set""");
  }

  @Test
  void nothingToTrainOnIsRefused() {
    assertThatThrownBy(() -> TrainingData.of(dataset.limit(0, 3), experiment))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            """
            nothing to train on
              where:    data set bands
              expected: at least one train image
              got:      0
              to do:    raise the limit on train images""");
  }

  @Test
  void aSplitThatLeavesNothingToTrainOnIsRefused() {
    assertThatThrownBy(() -> TrainingData.of(dataset.limit(1, 3), experiment))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("validationSplit")
        .hasMessageContaining("0.25 (0 to train on, 1 to validate)");
  }

  @Test
  void nothingToTestOnIsRefused() {
    assertThatThrownBy(() -> TrainingData.of(dataset.limit(10, 0), experiment))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            """
            nothing to test on
              where:    data set bands
              expected: at least one test image
              got:      0
              to do:    raise the limit on test images""");
  }
}

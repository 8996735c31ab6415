// SPDX-License-Identifier: Apache-2.0
package io.twingraph.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.contract.FakeEngineProvider;
import io.twingraph.data.Dataset;
import io.twingraph.data.ImageSet;
import io.twingraph.engine.EngineOptions;
import io.twingraph.error.SpecException;
import io.twingraph.op.TensorType;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import io.twingraph.spec.Schedule;
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

  private static Experiment sized(int height, int width) {
    return Experiment.of(
        "sized", Model.of(Input.of(height, width, 1), Layer.flatten(), Layer.dense(3)));
  }

  @Test
  void imagesOfAnotherSizeAreResizedWithAndWithoutAValidationSplit() {
    for (double split : new double[] {0, 0.25}) {
      TrainingData data =
          TrainingData.of(dataset, sized(9, 4).withValidationSplit(split).withBatchSize(2));
      for (ImageSet set : List.of(data.train(), data.validation(), data.test())) {
        assertThat(set.height()).isEqualTo(9);
        assertThat(set.width()).isEqualTo(4);
      }
      assertThat(data.resizedFrom()).hasValue(TensorType.image(6, 6, 1));
      try (var engine = new FakeEngineProvider().open(EngineOptions.DEFAULT)) {
        Experiment experiment = sized(9, 4).withValidationSplit(split).withBatchSize(2);
        assertThat(new Trainer(experiment, data).run(engine).testAccuracy()).isPresent();
      }
    }
  }

  @Test
  void imagesOfTheModelsSizeAreNotResized() {
    TrainingData data = TrainingData.of(dataset, experiment);
    assertThat(data.resizedFrom()).isEmpty();
    assertThat(data.original()).isEqualTo(TensorType.image(6, 6, 1));
  }

  @Test
  void oneLogitIsOneClassAndOneUnit() {
    Model one = Model.of(Input.of(6, 6, 1), Layer.flatten(), Layer.dense(1));
    assertThatThrownBy(() -> TrainingData.of(dataset, Experiment.of("one", one)))
        .hasMessageContaining("expected: at most 1 class (the last layer has 1 unit)\n");
  }

  @Test
  void imagesThatDoNotFitTogetherAreRefused() {
    Model large =
        Model.of(
            Input.of(20_000, 20_000, 1), Layer.maxPool2d(10_000), Layer.flatten(), Layer.dense(3));
    assertThatThrownBy(() -> TrainingData.of(dataset, Experiment.of("large", large)))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            """
            images too large together
              where:    data set bands, model.input
              expected: at most 5 train images of 20000x20000x1 (2^31 bytes)
              got:      10
              to do:    use fewer images (--train-limit), or a smaller model.input""");
  }

  @Test
  void aBatchThatDoesNotFitIsRefused() {
    Model large =
        Model.of(Input.of(4096, 4096, 1), Layer.maxPool2d(512), Layer.flatten(), Layer.dense(3));
    Dataset many = RunFixtures.dataset(40, 3);
    Experiment wide = Experiment.of("large", large).withBatchSize(33);
    assertThatThrownBy(() -> TrainingData.of(many, wide))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            """
            a batch too large
              where:    batchSize
              expected: at most 31 samples (16777216 values of the input, 4 bytes each, in 2^31\
             bytes)
              got:      33 samples
              to do:    use a smaller batchSize or smaller images""");
  }

  @Test
  void aBatchWhoseLayerDoesNotFitIsRefused() {
    Model deep =
        Model.of(
            Input.of(6, 6, 1), Layer.conv2d(10_000_000, 1), Layer.maxPool2d(6), Layer.flatten());
    assertThatThrownBy(() -> TrainingData.of(dataset, Experiment.of("deep", deep)))
        .hasMessageContaining(
            "at most 5 samples (360000000 values of conv2d's output in a tensor of 2^31 values)")
        .hasMessageContaining("got:      10 samples");
  }

  @Test
  void anEvaluationTakesAsManySamplesAsFit() {
    Model large =
        Model.of(Input.of(4096, 4096, 1), Layer.maxPool2d(512), Layer.flatten(), Layer.dense(3));
    assertThat(BatchRoom.of(Experiment.of("large", large).graph()).atMost(256)).isEqualTo(31);
    assertThat(BatchRoom.of(experiment.graph()).atMost(256)).isEqualTo(256);
  }

  @Test
  void aScheduleThatLeavesFloat32IsRefused() {
    Experiment grows =
        experiment.withLearningRate(1).withEpochs(2).withSchedule(Schedule.stepDecay(1, 1e20));
    assertThatThrownBy(() -> TrainingData.of(dataset, grows))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            """
            a schedule that leaves float32
              where:    schedule
              expected: a learning rate of at most 3.4e+38 at every step
              got:      1.0E60 at step 4
              to do:    use a factor below 1, or a larger 'every'""");
  }
}

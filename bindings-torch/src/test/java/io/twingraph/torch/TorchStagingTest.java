// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.contract.RandomExperiments;
import io.twingraph.data.Batch;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.HostTensor;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The buffers, tried on a CPU, where their memory is not pinned. */
class TorchStagingTest {
  private static final Experiment EXPERIMENT =
      Experiment.of("staging", Model.of(Input.of(6, 5, 3), Layer.flatten(), Layer.dense(4)));

  private final TorchStaging staging = new TorchStaging("cpu", true, false);
  private TorchEngine engine;

  @BeforeEach
  void openEngine() {
    engine = (TorchEngine) new TorchEngineProvider().open(new EngineOptions(DeviceRequest.CPU, 1));
  }

  @AfterEach
  void closeEngine() {
    engine.call(
        "closing",
        () -> {
          staging.close();
          return null;
        });
    engine.close(); // fails if a buffer is left
  }

  private static Batch batch(int size) {
    return RandomExperiments.batch(EXPERIMENT, size, size);
  }

  private HostTensor images(Batch batch) {
    return engine.call("images", () -> TorchTensors.readActivation(staging.images(batch)));
  }

  private List<Integer> labels(Batch batch) {
    return engine.call("labels", () -> TorchTensors.readLabels(staging.labels(batch)));
  }

  @Test
  void batchesOfEverySizeArriveBitForBit() {
    for (int size : new int[] {4, 4, 9, 1, 4, 10}) {
      Batch batch = batch(size);
      float[] expected = new float[size * batch.imageSize()];
      batch.images().get(expected);
      HostTensor arrived = images(batch);
      assertThat(arrived.shape()).containsExactly(size, 6, 5, 3);
      assertThat(arrived.data()).as("batch of %d", size).isEqualTo(expected);
      List<Integer> labels = labels(batch);
      assertThat(labels).hasSize(size);
      for (int i = 0; i < size; i++) {
        assertThat(labels.get(i)).isEqualTo(batch.label(i));
      }
    }
  }

  @Test
  void whatHasArrivedIsNotOverwrittenByTheNextBatch() {
    Batch first = batch(4);
    Batch second = batch(3);
    engine.call(
        "two batches",
        () -> {
          Tensor kept = staging.images(first);
          HostTensor before = TorchTensors.readActivation(kept);
          staging.images(second);
          assertThat(TorchTensors.readActivation(kept)).isEqualTo(before);
          return null;
        });
  }

  @Test
  void imagesLieChannelsLastAsThoseThatAreNotStaged() {
    Batch batch = batch(4);
    TorchStaging direct = new TorchStaging("cpu");
    engine.call(
        "layouts",
        () -> {
          Tensor staged = staging.images(batch);
          Tensor borrowed = direct.images(batch);
          assertThat(staged.is_contiguous(MemoryFormat.ChannelsLast)).isTrue();
          assertThat(staged.shape()).isEqualTo(borrowed.shape());
          assertThat(staged.stride(1)).isEqualTo(borrowed.stride(1));
          assertThat(staged.equal(borrowed)).isTrue();
          return null;
        });
  }

  @Test
  void buffersAreMadeForTheLargestBatchOnly() {
    images(batch(4));
    long after4 = engine.openObjects();
    for (int i = 0; i < 5; i++) {
      images(batch(3));
      images(batch(4));
    }
    assertThat(engine.openObjects()).isEqualTo(after4);
    images(batch(9));
    assertThat(engine.openObjects()).as("the smaller one is given back").isEqualTo(after4);
  }

  @Test
  void onACpuThereAreNoBuffersAndTheBatchIsTakenWhereItLies() {
    Batch batch = batch(4);
    TorchStaging direct = new TorchStaging("cpu");
    engine.call(
        "addresses",
        () -> {
          long address = new FloatPointer(batch.images()).address();
          assertThat(direct.images(batch).data_ptr().address()).isEqualTo(address);
          return null;
        });
    assertThat(engine.openObjects()).isZero();
  }
}

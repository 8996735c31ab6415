// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.contract.EnabledOnCuda;
import io.twingraph.contract.RandomExperiments;
import io.twingraph.cuda.CudaSystem;
import io.twingraph.data.Batch;
import io.twingraph.data.BatchSource;
import io.twingraph.data.ImageSet;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.EngineException;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.TrainingSession;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import io.twingraph.spec.Optimizer;
import io.twingraph.spec.Presets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A GPU's memory: what a step takes it gives back, also if it was not enough. */
@EnabledOnCuda(TorchEngineProvider.NAME)
class TorchCudaMemoryTest {
  /**
   * What free memory may differ by between two moments of an even run: one segment of libtorch's
   * allocator, which takes memory of the driver in 20 MiB where it takes little. A leak of one
   * batch of the matched preset (100 kB) in each step would be more than 20 times that.
   */
  private static final long ONE_SEGMENT = 20L << 20;

  private static final int GPU = 0;

  private TorchEngine engine;

  @BeforeEach
  void openEngine() {
    EngineOptions options = new EngineOptions(DeviceRequest.cuda(GPU), 2);
    engine = (TorchEngine) new TorchEngineProvider().open(options);
  }

  @AfterEach
  void closeEngine() {
    engine.close();
  }

  private static long free() {
    return CudaSystem.freeBytes(GPU).orElseThrow();
  }

  @Test
  void deviceMemoryIsFlatOverFiveThousandSteps() {
    Experiment matched = Presets.matched();
    Batch batch = RandomExperiments.batch(matched, matched.batchSize(), 1);
    Batch last = RandomExperiments.batch(matched, 7, 2);
    try (TrainingSession session = engine.open(matched, InitialParameters.draw(matched))) {
      long early = 0;
      for (int step = 1; step <= 5000; step++) {
        session.step(step % 50 == 0 ? last : batch);
        if (step == 500) {
          early = free();
        }
      }
      assertThat(Math.abs(free() - early))
          .as("free at step 500: %,d bytes, at step 5,000: %,d bytes", early, free())
          .isLessThanOrEqualTo(ONE_SEGMENT);
    }
  }

  /** A million samples of which each makes 295 kB in one layer: 275 GiB in one tensor. */
  @Test
  void batchOfAMillionThatDoesNotFitLeavesTheGpuAndTheSessionAsTheyWere() {
    Experiment wide =
        Experiment.of(
                "wide",
                Model.of(
                    Input.of(8, 8, 1), Layer.conv2d(2048, 3), Layer.flatten(), Layer.dense(10)))
            .withOptimizer(Optimizer.sgd());
    int samples = 1_000_000;
    ImageSet images = ImageSet.wrap(8, 8, 1, new byte[samples << 6], new byte[samples]);
    Batch tooMany = BatchSource.of(images, wide.model().input(), samples).iterator().next();
    Batch few = RandomExperiments.batch(wide, 8, 1);
    try (TrainingSession session = engine.open(wide, InitialParameters.draw(wide))) {
      session.step(few);
      TensorMap before = session.parameters();
      long freeBefore = free();
      assertThatThrownBy(() -> session.step(tooMany))
          .isInstanceOf(EngineException.class)
          .hasMessageStartingWith(
              "torch failed during train step 2 (torch session of experiment 'wide'): out of"
                  + " memory on cuda:0\n"
                  + "  making:  conv2d, float32[1000000, 6, 6, 2048], 294,912,000,000 bytes"
                  + " (274.66 GiB)\n"
                  + "  native:  CUDA out of memory. Tried to allocate ")
          .hasMessageContaining("\n  free:    ")
          .hasMessageEndingWith(
              "\n  state:   parameters and optimizer state are as before; the session can go on\n"
                  + "  to do:   use a smaller batch size or a smaller model");
      assertThat(free()).isGreaterThanOrEqualTo(freeBefore - ONE_SEGMENT);
      assertThat(session.parameters()).isEqualTo(before);
      assertThat(session.step(few).loss()).isFinite();
      assertThat(session.parameters()).isNotEqualTo(before);
    }
  }
}

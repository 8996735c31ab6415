// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.contract.RandomExperiments;
import io.twingraph.data.Batch;
import io.twingraph.data.BatchSource;
import io.twingraph.data.ImageSet;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.EngineException;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.TrainingSession;
import io.twingraph.op.Conv2d;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Memory that runs out in the middle of a call: what is said, what is freed, what goes on. */
class TorchOutOfMemoryTest {
  /** libtorch 2.7.1's own words, of a GPU that another process fills. */
  static final String GPU_IS_FULL =
      "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 11.91 GiB of"
          + " which 406.38 MiB is free. Including non-PyTorch memory, this process has 11.51 GiB"
          + " memory in use. Of the allocated memory 11.18 GiB is allocated by PyTorch, and 219.44"
          + " MiB is reserved by PyTorch but unallocated. If reserved but unallocated memory is"
          + " large try setting PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True to avoid"
          + " fragmentation.  See documentation for Memory Management "
          + " (https://pytorch.org/docs/stable/notes/cuda.html#environment-variables)";

  static final String STACK =
      "\nException raised from malloc at CUDACachingAllocator.cpp:1402 (most recent call first):"
          + "\nframe #0: c10::Error::Error(...) + 0xac (0x7f33 in libc10.so)\n";

  private static final Experiment EXPERIMENT = FaultExperiments.adam("full");

  private FullEngine engine;
  private TensorMap initial;
  private final Batch batch = RandomExperiments.batch(EXPERIMENT, 8, 1);

  /** libtorch, with memory that runs out where a test says. */
  private static final class FullEngine extends TorchEngine {
    private String fullAt = "";

    FullEngine(EngineInfo info) {
      super(info);
    }

    void check(String place) {
      if (place.equals(fullAt)) {
        throw new RuntimeException(GPU_IS_FULL + STACK);
      }
    }

    @Override
    TorchLowering lowering(Experiment experiment) {
      return new TorchLowering(experiment.graph(), experiment.loss()) {
        @Override
        List<Tensor> lower(TorchNode node) {
          if (node.node().op() instanceof Conv2d) {
            check(node.node().layer());
          }
          return super.lower(node);
        }

        @Override
        Tensor loss(Tensor logits, Tensor labels) {
          check("loss");
          return super.loss(logits, labels);
        }
      };
    }

    @Override
    TorchOptimizer optimizer(Experiment experiment, Map<String, Tensor> parameters) {
      check("slots");
      return new TorchOptimizer(experiment, parameters) {
        @Override
        void update(String name, Tensor gradient) {
          check(name);
          super.update(name, gradient);
        }
      };
    }
  }

  @BeforeEach
  void openEngine() {
    try (TorchEngine plain = plain()) {
      engine = new FullEngine(plain.info());
    }
    initial = InitialParameters.draw(EXPERIMENT);
  }

  @AfterEach
  void closeEngine() {
    engine.close(); // fails if anything is left
  }

  private static TorchEngine plain() {
    return (TorchEngine) new TorchEngineProvider().open(new EngineOptions(DeviceRequest.CPU, 1));
  }

  @Test
  void forwardPassThatDoesNotFitNamesTheTensorAndLeavesTheSessionAsItWas() {
    try (TrainingSession session = engine.open(EXPERIMENT, initial)) {
      session.step(batch);
      TensorMap before = session.parameters();
      engine.fullAt = "conv2d_1";
      assertThatThrownBy(() -> session.step(batch))
          .isInstanceOf(EngineException.class)
          .hasMessage(
              "torch failed during train step 2 (torch session of experiment 'full'): out of"
                  + " memory on cpu\n"
                  + "  making:  conv2d_1/preactivation, float32[8, 8, 8, 3], 6,144 bytes (6.00"
                  + " KiB)\n"
                  + "  native:  "
                  + GPU_IS_FULL
                  + "\n"
                  + "  state:   parameters and optimizer state are as before; the session can go"
                  + " on\n"
                  + "  to do:   use a smaller batch size or a smaller model")
          .hasCauseInstanceOf(RuntimeException.class);
      engine.fullAt = "";
      assertThat(session.parameters()).isEqualTo(before);
      session.step(batch);
      assertThat(session.parameters()).isEqualTo(twoSteps());
    }
  }

  /** The parameters after two steps that nothing has disturbed. */
  private TensorMap twoSteps() {
    try (TorchEngine plain = plain();
        TrainingSession session = plain.open(EXPERIMENT, initial)) {
      session.step(batch);
      session.step(batch);
      return session.parameters();
    }
  }

  @Test
  void lossThatDoesNotFitIsNamedInEvaluationsToo() {
    engine.fullAt = "loss";
    BatchSource samples = FaultExperiments.evaluation(EXPERIMENT);
    try (TrainingSession session = engine.open(EXPERIMENT, initial)) {
      assertThatThrownBy(() -> session.evaluate(samples))
          .hasMessageStartingWith("torch failed during an evaluation (torch session of experiment")
          .hasMessageContaining("\n  making:  the loss, of dense_1, float32[4, 4], 64 bytes\n");
    }
  }

  @Test
  void updateThatStopsHalfWaySaysWhereAndWhatToLoad() {
    try (TrainingSession session = engine.open(EXPERIMENT, initial)) {
      engine.fullAt = "dense/kernel";
      assertThatThrownBy(() -> session.step(batch))
          .hasMessageContaining("\n  making:  the update of dense/kernel, float32[192, 6], 4,608")
          .hasMessageContaining(
              "\n  state:   half-way: the update stopped at dense/kernel, and others may be"
                  + " new; load parameters and optimizer state before going on\n");
      assertThat(session.parameters()).isNotEqualTo(initial);
      engine.fullAt = "";
      try (TorchEngine plain = plain();
          TrainingSession fresh = plain.open(EXPERIMENT, initial)) {
        session.load(initial);
        session.load(fresh.optimizerState());
      }
      session.step(batch);
      session.step(batch);
      assertThat(session.parameters()).isEqualTo(twoSteps());
    }
  }

  @Test
  void sessionThatDoesNotFitIsNotOpenedAndHoldsNothing() {
    engine.fullAt = "slots";
    assertThatThrownBy(() -> engine.open(EXPERIMENT, initial))
        .hasMessageStartingWith("torch failed during opening (torch session of experiment 'full')")
        .hasMessageContaining("\n  making:  the optimizer's slots, each as large as its parameter")
        .hasMessageContaining("the session was not opened, and what it held is free again");
  }

  /** 1.7e14 bytes: more than a process can address, whatever the system promises it. */
  @Test
  void processThatReallyRunsOutGoesOnTraining() {
    Experiment huge =
        Experiment.of(
            "huge", Model.of(Input.of(32, 32, 1), Layer.conv2d(1 << 20, 1), Layer.flatten()));
    int samples = 40_000;
    ImageSet images = ImageSet.wrap(32, 32, 1, new byte[samples << 10], new byte[samples]);
    Batch tooMany = BatchSource.of(images, huge.model().input(), samples).iterator().next();
    try (TrainingSession session = engine.open(huge, InitialParameters.draw(huge))) {
      assertThatThrownBy(() -> session.predict(tooMany))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining(
              "\n  making:  conv2d, float32[40000, 32, 32, 1048576], 171,798,691,840,000 bytes"
                  + " (156.25 TiB)\n")
          .hasMessageContaining("you tried to allocate 171798691840000 bytes")
          .hasMessageContaining("the session can go on");
      assertThat(session.parameters().names()).hasSize(2);
    }
  }
}

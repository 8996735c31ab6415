// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import static io.twingraph.contract.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.compare.DeviceRounding;
import io.twingraph.compare.Tolerance;
import io.twingraph.contract.EnabledOnCuda;
import io.twingraph.data.Batch;
import io.twingraph.data.BatchSource;
import io.twingraph.data.Datasets;
import io.twingraph.data.ImageSet;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import io.twingraph.engine.TrainingSession;
import io.twingraph.parity.Parity;
import io.twingraph.parity.ParityMode;
import io.twingraph.parity.ParityReport;
import io.twingraph.parity.ParityVerdict;
import io.twingraph.run.TrainingData;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Philox;
import io.twingraph.spec.Presets;
import java.util.Iterator;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * libtorch on a GPU against libtorch on the CPU, on the matched preset: ten times what two CPUs are
 * allowed ({@link DeviceRounding}).
 */
@EnabledOnCuda(TorchEngineProvider.NAME)
class TorchCudaParityTest {
  private static final Experiment MATCHED = Presets.matched();

  private static TrainingData data() {
    return TrainingData.of(Datasets.load("digits").limit(1000, 200), MATCHED);
  }

  @ParameterizedTest
  @EnumSource
  void lockStepFindsRoundingOnly(ParityMode mode) {
    ParityReport report =
        Parity.of(MATCHED, data())
            .engines(new TorchEngineProvider(), new TorchEngineProvider())
            .devices(DeviceRequest.CPU, DeviceRequest.cuda(0))
            .reference(Parity.ReferenceUse.IF_AVAILABLE)
            .mode(mode)
            .steps(10)
            .run();
    assertThat(report.engines()).extracting("device").containsExactly("cpu", "cuda:0");
    assertThat(report.verdict())
        .as(report.describe())
        .isIn(ParityVerdict.ROUNDING_ONLY, ParityVerdict.IDENTICAL);
    assertThat(report.losses()).hasSize(10);
  }

  /** As the main job asks of two engines on CPUs, step by step on the same bits. */
  @Test
  void tenStepsFromTheSameBitsAgree() {
    TensorMap initial = InitialParameters.draw(MATCHED);
    try (Engine cpu = open(DeviceRequest.CPU);
        Engine gpu = open(DeviceRequest.cuda(0));
        TrainingSession a = cpu.open(MATCHED, initial);
        TrainingSession b = gpu.open(MATCHED, initial)) {
      Iterator<Batch> batches = batches();
      for (int step = 1; step <= 10; step++) {
        Batch batch = batches.next();
        Trace before = a.trace(batch);
        if (step == 1) {
          tracesAgree(before, b.trace(batch));
        }
        double lossA = a.step(batch).loss();
        double lossB = b.step(batch).loss();
        Tolerance loss = DeviceRounding.GPU.applied(Tolerance.loss());
        assertThat(loss.allows(lossA, lossB))
            .as("step %d: losses %s and %s", step, lossA, lossB)
            .isTrue();
        if (step == 1) {
          parametersAgree(before, a.parameters(), b.parameters());
        }
      }
    }
  }

  private static Iterator<Batch> batches() {
    ImageSet images = data().train();
    int[] order = Philox.permutation(MATCHED.seeds().shuffle(), 1, images.count());
    return BatchSource.of(images, MATCHED.model().input(), MATCHED.batchSize())
        .inOrder(order)
        .iterator();
  }

  private static Engine open(DeviceRequest device) {
    return new TorchEngineProvider().open(new EngineOptions(device, 2));
  }

  private static void tracesAgree(Trace a, Trace b) {
    assertThat(b.labels()).isEqualTo(a.labels());
    assertThat(b.activations().get("input")).isEqualTo(a.activations().get("input"));
    agree(a.activations(), b.activations(), tensor -> Tolerance.logits());
    agree(a.activationGradients(), b.activationGradients(), TorchCudaParityTest::gradient);
    agree(a.gradients(), b.gradients(), TorchCudaParityTest::gradient);
  }

  private static void parametersAgree(Trace trace, TensorMap a, TensorMap b) {
    for (String name : a.names()) {
      double absolute = gradient(trace.gradients().get(name)).absolute();
      Tolerance moved = Tolerance.parametersAfterStep(MATCHED.learningRate(), absolute);
      agree(name, a.get(name), b.get(name), moved);
    }
  }

  private static Tolerance gradient(HostTensor tensor) {
    return Tolerance.gradient(tensor.largestMagnitude());
  }

  private static void agree(TensorMap a, TensorMap b, Function<HostTensor, Tolerance> onCpus) {
    assertThat(b.names()).containsExactlyElementsOf(a.names());
    for (String name : a.names()) {
      agree(name, a.get(name), b.get(name), onCpus.apply(a.get(name)));
    }
  }

  private static void agree(String name, HostTensor a, HostTensor b, Tolerance onCpus) {
    assertClose(name, a, b, DeviceRounding.GPU.applied(onCpus));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.parity;

import static io.twingraph.app.parity.CrossEngineParityTest.assertAgree;
import static io.twingraph.app.parity.CrossEngineParityTest.assertGradientsAgree;
import static io.twingraph.contract.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twingraph.compare.Tolerance;
import io.twingraph.data.Batch;
import io.twingraph.data.BatchSource;
import io.twingraph.data.Dataset;
import io.twingraph.data.Datasets;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import io.twingraph.run.TrainingData;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Philox;
import io.twingraph.spec.Presets;
import org.junit.jupiter.api.Test;

/** What the main job must reach on its preset: step by step on the same bits. */
class MatchedPresetTest {
  /** The most that the loss may differ in each of the first ten steps, relative. */
  private static final double FIRST_STEPS = 1e-5;

  @Test
  void tenStepsOnDigitsAgree() {
    assertTenStepsAgree(Datasets.load("digits"));
  }

  @Test
  void tenStepsOnRealMnistAgree() {
    assumeTrue(
        System.getenv("TWINGRAPH_DATA") != null,
        "skipped: TWINGRAPH_DATA is not set, so there is no real MNIST");
    assertTenStepsAgree(Datasets.load("mnist"));
  }

  private static void assertTenStepsAgree(Dataset dataset) {
    Experiment experiment = Presets.matched();
    TrainingData data = TrainingData.of(dataset.limit(1000, 10), experiment);
    int[] order = Philox.permutation(experiment.seeds().shuffle(), 1, data.train().count());
    BatchSource source =
        BatchSource.of(data.train(), experiment.model().input(), experiment.batchSize())
            .inOrder(order);
    try (EnginePair engines = new EnginePair()) {
      engines.open(experiment);
      int step = 0;
      for (Batch batch : source) {
        if (step == 0) {
          assertFirstStepAgrees(engines, batch, experiment);
        } else {
          assertLossesAgree(
              engines.torch().step(batch).loss(), engines.tensorFlow().step(batch).loss(), step);
        }
        if (++step == 10) {
          return;
        }
      }
    }
  }

  private static void assertFirstStepAgrees(
      EnginePair engines, Batch batch, Experiment experiment) {
    Trace a = engines.torch().trace(batch);
    Trace b = engines.tensorFlow().trace(batch);
    assertAgree(a.activations(), b.activations(), Tolerance.logits());
    assertGradientsAgree(a.gradients(), b.gradients());
    assertLossesAgree(
        engines.torch().step(batch).loss(), engines.tensorFlow().step(batch).loss(), 0);
    TensorMap after = engines.torch().parameters();
    TensorMap other = engines.tensorFlow().parameters();
    for (String name : after.names()) {
      double gradientTolerance = 1e-6 * a.gradients().get(name).largestMagnitude();
      Tolerance tolerance =
          Tolerance.parametersAfterStep(experiment.learningRate(), gradientTolerance);
      assertClose(name, after.get(name), other.get(name), tolerance);
    }
  }

  private static void assertLossesAgree(double a, double b, int step) {
    assertThat(Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b)))
        .as("step %d: losses %s and %s", step + 1, a, b)
        .isLessThanOrEqualTo(FIRST_STEPS);
  }
}

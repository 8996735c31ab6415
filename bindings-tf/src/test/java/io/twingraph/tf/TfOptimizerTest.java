// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import io.twingraph.spec.Optimizer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class TfOptimizerTest {
  private static final Experiment ADAM =
      Experiment.of("adam", Model.of(Input.of(1, 1, 1), Layer.flatten(), Layer.dense(2)))
          .withOptimizer(new Optimizer.Adam(0.5, 0.75, 1e-3))
          .withLearningRate(0.25);

  @BeforeAll
  static void loadLibrary() {
    TfLibrary.load(new TfEngineProvider().environment(2));
  }

  @Test
  void rateAndEpsilonOfAStepCarryAdamsCorrections() {
    try (TfGraph graph = new TfGraph("/device:CPU:0")) {
      TfOptimizer optimizer = TfLowering.lower(graph, ADAM).optimizer();
      assertThat(optimizer.scalars()).hasSize(2);
      // Step 1: c1 = 1 - 0.5, c2 = 1 - 0.75; rate * sqrt(c2) / c1 and epsilon * sqrt(c2).
      assertThat(optimizer.scalars(1)).containsExactly(0.25f, 5e-4f);
      // Step 2: c1 = 0.75, c2 = 0.4375.
      assertThat(optimizer.scalars(2)[0])
          .isCloseTo((float) (0.25 * Math.sqrt(0.4375) / 0.75), within(1e-7f));
      assertThat(optimizer.scalars(1_000_000_000)).containsExactly(0.25f, 1e-3f);
    }
  }

  @Test
  void slotsHaveCanonicalNamesAndTheRateIsFedAtEachStep() {
    try (TfGraph graph = new TfGraph("/device:CPU:0")) {
      assertThat(TfLowering.lower(graph, ADAM).optimizer().slots())
          .extracting(TfVariable::name)
          .containsExactly("dense/kernel/m", "dense/kernel/v", "dense/bias/m", "dense/bias/v");
    }
    try (TfGraph graph = new TfGraph("/device:CPU:0")) {
      Experiment momentum = ADAM.withOptimizer(new Optimizer.Sgd(0.9, true));
      TfOptimizer optimizer = TfLowering.lower(graph, momentum).optimizer();
      assertThat(optimizer.slots())
          .extracting(TfVariable::name)
          .containsExactly("dense/kernel/velocity", "dense/bias/velocity");
      assertThat(optimizer.scalars()).hasSize(1);
      assertThat(optimizer.scalars(1)).containsExactly(0.25f);
    }
  }
}

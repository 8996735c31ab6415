// SPDX-License-Identifier: Apache-2.0
package io.twingraph.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.parity.ParityReport;
import io.twingraph.parity.ParityVerdict;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import io.twingraph.spec.Optimizer;

/** libtorch and TensorFlow, as a user would compare them. */
class RealEnginesTest {
  final Experiment smallCnn =
      Experiment.of(
              "small-cnn",
              Model.of(
                  Input.of(14, 14, 1),
                  Layer.conv2d(8, 3).withActivation(ActivationFunction.RELU),
                  Layer.maxPool2d(2),
                  Layer.flatten(),
                  Layer.dense(10)))
          .withOptimizer(Optimizer.adam())
          .withLearningRate(0.001);

  @ParityTest(seeds = {1, 2})
  void smallCnn(ParityReport report) {
    assertThat(report.verdict()).isEqualTo(ParityVerdict.ROUNDING_ONLY);
    assertThat(report.rows()).hasSizeGreaterThan(20);
    assertThat(report.engines()).extracting("name").containsExactly("torch", "tensorflow");
  }
}

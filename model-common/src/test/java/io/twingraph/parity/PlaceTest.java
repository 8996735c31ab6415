// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.run.RunFixtures;
import io.twingraph.spec.Optimizer;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlaceTest {
  @Test
  void placesOfAStepAreInTheOrderInWhichValuesComeIntoBeing() {
    List<Place> places =
        Place.of(RunFixtures.experiment().withOptimizer(new Optimizer.Sgd(0.9, false)));
    assertThat(places.stream().map(p -> p.stage() + " | " + p.layer() + " | " + p.tensor()))
        .containsExactly(
            "batch | input | input",
            "batch | input | labels",
            "initial parameters | conv2d | conv2d/kernel",
            "initial parameters | conv2d | conv2d/bias",
            "initial parameters | dense | dense/kernel",
            "initial parameters | dense | dense/bias",
            "activation | conv2d | conv2d/preactivation",
            "activation | conv2d | conv2d",
            "activation | flatten | flatten",
            "activation | dense | dense",
            "loss | loss | loss",
            "loss | loss | loss of the step",
            "loss gradient | loss | dense",
            "parameter gradient | dense | dense/kernel",
            "parameter gradient | dense | dense/bias",
            "activation gradient | dense | flatten",
            "activation gradient | flatten | conv2d",
            "activation gradient | conv2d | conv2d/preactivation",
            "parameter gradient | conv2d | conv2d/kernel",
            "parameter gradient | conv2d | conv2d/bias",
            "optimizer state | conv2d | conv2d/kernel/velocity",
            "optimizer state | conv2d | conv2d/bias/velocity",
            "optimizer state | dense | dense/kernel/velocity",
            "optimizer state | dense | dense/bias/velocity",
            "updated parameters | conv2d | conv2d/kernel",
            "updated parameters | conv2d | conv2d/bias",
            "updated parameters | dense | dense/kernel",
            "updated parameters | dense | dense/bias");
  }

  @Test
  void adamHasTwoSlotsForEachParameter() {
    assertThat(
            Place.of(RunFixtures.experiment().withOptimizer(Optimizer.adam())).stream()
                .filter(place -> place.stage() == Stage.OPTIMIZER_STATE)
                .map(Place::tensor))
        .startsWith("conv2d/kernel/m", "conv2d/kernel/v", "conv2d/bias/m")
        .hasSize(8);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.twingraph.data.Batch;
import io.twingraph.engine.EngineProvider;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.InitialParameters;
import io.twingraph.spec.Experiment;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fake engine keeps the contract, and its gradients are those of finite differences. */
class FakeEngineTest {
  @Nested
  class Life extends EngineContract {
    @Override
    protected EngineProvider provider() {
      return new FakeEngineProvider();
    }
  }

  @Nested
  class Meaning extends MeaningContract {
    @Override
    protected EngineProvider provider() {
      return new FakeEngineProvider();
    }
  }

  @Nested
  class Branches extends BranchContract {
    @Override
    protected EngineProvider provider() {
      return new FakeEngineProvider();
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void gradientsAreThoseOfCentralDifferences(long seed) {
    Experiment experiment = RandomExperiments.experiment(seed);
    Batch batch = RandomExperiments.batch(experiment, 2, seed);
    Map<String, double[]> parameters = new LinkedHashMap<>();
    InitialParameters.draw(experiment).asMap().forEach((n, t) -> parameters.put(n, doubles(t)));
    PlainNetwork pass = PlainNetwork.forward(experiment.graph(), parameters, batch);
    pass.backward(batch);
    parameters.forEach(
        (name, values) -> {
          int i = values.length / 2;
          double kept = values[i];
          values[i] = kept + 1e-6;
          double above = loss(experiment, parameters, batch);
          values[i] = kept - 1e-6;
          double below = loss(experiment, parameters, batch);
          values[i] = kept;
          double numeric = (above - below) / 2e-6;
          assertThat(pass.gradients.get(name)[i])
              .as("%s[%d]", name, i)
              .isCloseTo(numeric, within(1e-5 + 1e-3 * Math.abs(numeric)));
        });
  }

  private static double loss(Experiment experiment, Map<String, double[]> parameters, Batch batch) {
    PlainNetwork pass = PlainNetwork.forward(experiment.graph(), parameters, batch);
    pass.lossGradient(batch);
    return pass.loss;
  }

  private static double[] doubles(HostTensor tensor) {
    double[] values = new double[tensor.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.data()[i];
    }
    return values;
  }
}

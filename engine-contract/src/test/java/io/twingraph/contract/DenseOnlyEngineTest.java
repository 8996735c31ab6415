// SPDX-License-Identifier: Apache-2.0
package io.twingraph.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.EngineProvider;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.TrainingSession;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Layer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** An engine that has some of the layers passes the suites: what it has not is skipped. */
class DenseOnlyEngineTest {
  private record DenseOnly(Engine engine) implements Engine {
    @Override
    public EngineInfo info() {
      return engine.info();
    }

    @Override
    public Optional<String> unsupported(Experiment experiment) {
      return experiment.model().layers().stream()
          .filter(layer -> !(layer instanceof Layer.Dense || layer instanceof Layer.Flatten))
          .findFirst()
          .map(layer -> "no layer " + layer.getClass().getSimpleName());
    }

    @Override
    public TrainingSession open(Experiment experiment, TensorMap initial) {
      unsupported(experiment)
          .ifPresent(
              reason -> {
                throw new IllegalStateException(reason);
              });
      return engine.open(experiment, initial);
    }

    @Override
    public void close() {
      engine.close();
    }
  }

  /** Gives the engine under the fake one's name. */
  static final class Provider implements EngineProvider {
    private final EngineProvider whole = new FakeEngineProvider();

    @Override
    public String name() {
      return whole.name();
    }

    @Override
    public Engine open(EngineOptions options) {
      return new DenseOnly(whole.open(options));
    }

    @Override
    public Map<String, String> environment(int threads) {
      return Map.of();
    }

    @Override
    public List<String> jvmArguments() {
      return List.of();
    }
  }

  /** Run by the test below. */
  static class Life extends EngineContract {
    @Override
    protected EngineProvider provider() {
      return new Provider();
    }
  }

  /** Run by the test below. */
  static class Meaning extends MeaningContract {
    @Override
    protected EngineProvider provider() {
      return new Provider();
    }
  }

  /** Run by the test below. */
  static class Arithmetic extends ArithmeticContract {
    @Override
    protected EngineProvider provider() {
      return new Provider();
    }
  }

  private static Events run(Class<?> suite) {
    return EngineTestKit.engine(new JupiterTestEngine())
        .selectors(selectClass(suite))
        .execute()
        .testEvents();
  }

  private static void assertSkippedWithReasons(Events events) {
    events.assertStatistics(statistics -> statistics.failed(0));
    assertThat(events.aborted().stream())
        .isNotEmpty()
        .allSatisfy(
            event ->
                assertThat(
                        event
                            .getRequiredPayload(TestExecutionResult.class)
                            .getThrowable()
                            .orElseThrow())
                    .hasMessageContaining("unsupported by the fake engine: no layer "));
  }

  @Test
  void lifeIsTriedOnTheDenseLayerAlone() {
    Events events = run(Life.class);
    assertSkippedWithReasons(events);
    assertThat(events.aborted().count()).as("the trace of a convolution").isEqualTo(1);
    assertThat(events.succeeded().count()).isGreaterThan(15);
  }

  @Test
  void meaningOfOtherLayersIsSkippedWithTheReason() {
    Events events = run(Meaning.class);
    assertSkippedWithReasons(events);
    assertThat(events.succeeded().count()).isGreaterThan(5);
  }

  @Test
  void arithmeticOfEveryExperimentIsTriedOrSkipped() {
    Events events = run(Arithmetic.class);
    assertSkippedWithReasons(events);
    assertThat(events.started().count()).isEqualTo(80);
  }
}

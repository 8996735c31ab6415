// SPDX-License-Identifier: Apache-2.0
package io.twingraph.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Runs classes with parity tests, and looks at what came of them. */
final class Kit {
  private Kit() {}

  /** A convolution with the slope that {@link TestProviders} gets wrong, and a dense layer. */
  static Experiment small(String name) {
    return Experiment.of(
            name,
            Model.of(
                Input.of(6, 6, 1),
                Layer.conv2d(2, 3)
                    .withActivation(ActivationFunction.leakyRelu(TestProviders.SLOPE)),
                Layer.flatten(),
                Layer.dense(3)))
        .withBatchSize(4);
  }

  static EngineExecutionResults run(Class<?> tests, Path artifacts, Map<String, String> more) {
    return EngineTestKit.engine(new JupiterTestEngine())
        .selectors(selectClass(tests))
        .configurationParameter(Artifacts.PARAMETER, artifacts.toString())
        .configurationParameters(more)
        .execute();
  }

  static EngineExecutionResults run(Class<?> tests, Path artifacts) {
    return run(tests, artifacts, Map.of());
  }

  /** Why the only failed or aborted test did so. */
  static Throwable cause(EngineExecutionResults results) {
    Event event =
        results
            .allEvents()
            .finished()
            .filter(
                e ->
                    e.getRequiredPayload(TestExecutionResult.class).getStatus()
                        != TestExecutionResult.Status.SUCCESSFUL)
            .reduce(
                (one, two) -> {
                  throw new AssertionError("more than one: " + one + " and " + two);
                })
            .orElseThrow(() -> new AssertionError("no test failed"));
    return event.getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.contract;

import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineException;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.Engines;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Decides {@link EnabledOnCuda} by opening the engine there, once in a process. */
final class CudaCondition implements ExecutionCondition {
  /** By the engine's name: empty if it works, else why not. */
  private static final Map<String, String> ANSWERS = new ConcurrentHashMap<>();

  private final Function<String, String> attempt;

  CudaCondition() {
    this(CudaCondition::open);
  }

  /**
   * With another way of trying.
   *
   * @param attempt from an engine's name to why it cannot be had on a GPU; empty if it can
   */
  CudaCondition(Function<String, String> attempt) {
    this.attempt = attempt;
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    Optional<EnabledOnCuda> wanted =
        context.getElement().map(element -> element.getAnnotation(EnabledOnCuda.class));
    return wanted.isEmpty()
        ? ConditionEvaluationResult.enabled("needs no GPU")
        : evaluate(wanted.get().value(), context.getDisplayName());
  }

  /** The answer for one engine; prints why where it is no. */
  ConditionEvaluationResult evaluate(String engine, String test) {
    String problem = attempt.apply(engine);
    if (problem.isEmpty()) {
      return ConditionEvaluationResult.enabled(engine + " works on cuda:0");
    }
    // Maven prints how many tests were skipped, and keeps the reason in a file.
    System.out.println("skipped: " + test + ": " + problem.replace("\n", System.lineSeparator()));
    return ConditionEvaluationResult.disabled(problem);
  }

  private static String open(String engine) {
    return ANSWERS.computeIfAbsent(engine, CudaCondition::tryToOpen);
  }

  private static String tryToOpen(String engine) {
    try (Engine opened = Engines.named(engine).open(new EngineOptions(DeviceRequest.cuda(0), 2))) {
      String device = opened.info().device();
      return device.startsWith("cuda") ? "" : engine + " opened on " + device + " instead";
    } catch (EngineException e) {
      return e.getMessage();
    }
  }
}

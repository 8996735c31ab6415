// SPDX-License-Identifier: Apache-2.0
package io.twingraph.junit;

import io.twingraph.engine.EngineUnavailableException;
import io.twingraph.engine.Engines;
import io.twingraph.parity.ParityReport;
import io.twingraph.parity.StageRow;
import io.twingraph.spec.Experiment;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;

/** One invocation of a parity test: compares before the body, and keeps what a failure leaves. */
final class ParityCheck implements BeforeTestExecutionCallback, ParameterResolver, TestWatcher {
  private static final System.Logger LOG = System.getLogger("io.twingraph.junit");

  private final ParitySettings settings;
  private Artifacts artifacts;
  private Experiment experiment;
  private ParityReport report;
  private boolean written;

  ParityCheck(ParitySettings settings) {
    this.settings = settings;
  }

  @Override
  public void beforeTestExecution(ExtensionContext context) {
    artifacts = new Artifacts(settings, context);
    artifacts.clear();
    experiment = settings.adapted(new ExperimentSource(settings.test(), context).find());
    requireProviders();
    try {
      report = settings.run(experiment);
    } catch (EngineUnavailableException e) {
      EngineRequirement requirement = requirement(context);
      if (requirement.required()) {
        throw failure(requirement.message(e), e);
      }
      throw skipped(context, e);
    } catch (RuntimeException e) {
      throw failure("the engines could not be compared: " + e.getMessage(), e);
    }
    List<StageRow> beyond = settings.beyondLimit(report);
    if (!report.verdict().isAgreement() || !beyond.isEmpty()) {
      throw failure(report.describe() + limits(beyond) + withoutReason(), null);
    }
  }

  /**
   * A name that no provider has is a mistake in the test or in the build, not something that this
   * machine lacks: it fails the test.
   */
  private void requireProviders() {
    for (String name : settings.test().engines()) {
      try {
        Engines.named(name);
      } catch (EngineUnavailableException e) {
        throw failure("@ParityTest names an engine that is not there\n" + e.getMessage(), e);
      }
    }
  }

  /** A provider is there and its library is not: the test is skipped, which the console shows. */
  private static EngineMissingException skipped(
      ExtensionContext context, EngineUnavailableException e) {
    EngineMissingException skipped = new EngineMissingException(e);
    LOG.log(
        System.Logger.Level.WARNING,
        context.getRequiredTestClass().getName()
            + "#"
            + context.getRequiredTestMethod().getName()
            + " is "
            + skipped.getMessage());
    return skipped;
  }

  private static EngineRequirement requirement(ExtensionContext context) {
    return EngineRequirement.of(
        context.getConfigurationParameter(EngineRequirement.PARAMETER), System.getenv());
  }

  private static String limits(List<StageRow> beyond) {
    StringBuilder text = new StringBuilder();
    for (StageRow row : beyond) {
      text.append(
          String.format(
              Locale.ROOT,
              "%n  beyond the test's tolerance: %s %s at step %d: up to %.3g absolute, %.3g"
                  + " relative; allowed %.3g absolute, %.3g relative (%s)",
              row.stage(),
              row.tensor(),
              row.step(),
              row.maxAbsolute(),
              row.maxRelative(),
              row.toleranceAbsolute(),
              row.toleranceRelative(),
              row.toleranceSource()));
    }
    return text.toString();
  }

  /** What to do where a tolerance without a reason was meant to allow the divergence. */
  private String withoutReason() {
    return settings.hasToleranceWithoutReason(report.divergence())
        ? "\n  the test's tolerance for "
            + report.divergence().stage()
            + " has no reason, so it can only be stricter than the project's own"
        : "";
  }

  private ParityFailure failure(String text, RuntimeException cause) {
    String message = text + artifacts.pointer();
    write(text);
    return new ParityFailure(message, report, artifacts.folder(), cause);
  }

  private void write(String text) {
    written = true;
    artifacts.write(experiment, report, text);
  }

  /** A failure after the comparison: the body's own, or the native memory's. */
  @Override
  public void testFailed(ExtensionContext context, Throwable cause) {
    if (experiment != null && !written) {
      write(String.valueOf(cause.getMessage()));
    }
    if (written) {
      context.publishReportEntry(Artifacts.PARAMETER, artifacts.folder().toString());
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return parameter.getDeclaringExecutable().equals(context.getTestMethod().orElse(null))
        && (type == ParityReport.class || type == Experiment.class);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ParityReport.class ? report : experiment;
  }
}

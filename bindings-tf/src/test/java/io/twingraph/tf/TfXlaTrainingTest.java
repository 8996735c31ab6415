// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.twingraph.contract.RandomExperiments;
import io.twingraph.data.Batch;
import io.twingraph.data.Datasets;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.TrainingSession;
import io.twingraph.parity.Parity;
import io.twingraph.parity.ParityMode;
import io.twingraph.parity.ParityReport;
import io.twingraph.run.TrainingData;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Training with XLA on the CPU, each in a process of its own: whether TensorFlow's kernels are to
 * be deterministic is read once in a process, and XLA must not have it.
 */
class TfXlaTrainingTest {
  private static final long FLAT = 16L << 10;

  /** Convolution, pooling, dense: what a step of the presets has. */
  private static final Experiment SMALL =
      Experiment.of(
              "small",
              Model.of(
                  Input.of(8, 8, 1),
                  Layer.conv2d(4, 3).withActivation(ActivationFunction.RELU),
                  Layer.maxPool2d(2),
                  Layer.flatten(),
                  Layer.dense(10)))
          .withBatchSize(8);

  @Test
  void wholeStepIsOneProgramAndTrainsAsWithoutXlaAndKeepsNoMemory() throws Exception {
    List<String> with = run(Map.of(TfXla.SWITCH, "1"), Training.class);
    List<String> without = run(Map.of(), Training.class);

    assertThat(with.get(0)).isEqualTo("on, 1 of 1 clusters of a step compiled; null");
    assertThat(without.get(0)).isEqualTo("off; null");
    assertThat(with.get(1)).as("parameters and step as given").isEqualTo("true 0");
    assertThat(with).hasSameSizeAs(without).hasSize(2 + 20 + 1);
    for (int i = 2; i < 22; i++) {
      double expected = Double.parseDouble(without.get(i));
      // docs/parity.md, "Tolerances": a loss.
      assertThat(Double.parseDouble(with.get(i)))
          .as("loss of step %d", i - 1)
          .isCloseTo(expected, within(1e-6 + 1e-5 * expected));
    }
    assertThat(Long.parseLong(with.get(22))).as("KiB that 400 steps added").isLessThan(FLAT);
  }

  @ParameterizedTest
  @EnumSource
  void lockStepWithTensorFlowWithoutXlaFindsRoundingOnly(ParityMode mode) throws Exception {
    assertThat(run(Map.of(TfXla.SWITCH, "1"), LockStep.class, mode.name()).get(0))
        .isIn("ROUNDING_ONLY", "IDENTICAL");
  }

  /** Deterministic kernels are what XLA cannot have: the graph looks as if it had compiled. */
  @Test
  void clusterThatXlaCouldNotCompileIsToldAsSuch() throws Exception {
    List<String> said = run(Map.of(TfXla.SWITCH, "1", "TF_DETERMINISTIC_OPS", "1"), Training.class);
    assertThat(said.get(0))
        .startsWith("on, 0 of 1 clusters of a step compiled; XLA is on (TWINGRAPH_TF_XLA): 0 of 1");
    assertThat(said.get(1)).isEqualTo("true 0");
  }

  private static List<String> run(Map<String, String> settings, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path")));
    // Java's own heap is resident from the start, so that what grows is TensorFlow's.
    command.addAll(List.of("-XX:+UseSerialGC", "-Xms128m", "-Xmx128m", "-XX:+AlwaysPreTouch"));
    command.addAll(new TfEngineProvider().jvmArguments());
    command.add(main.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("TF_") || name.equals(TfXla.FLAGS));
    environment.remove("JAVA_TOOL_OPTIONS");
    environment.putAll(new TfEngineProvider(settings).environment(2));
    environment.putAll(settings);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
  }

  /** Prints what the session says of XLA, how it starts, 20 losses, and what 400 steps keep. */
  static final class Training {
    private Training() {}

    /** Runs it. */
    public static void main(String[] arguments) throws IOException {
      TensorMap initial = InitialParameters.draw(SMALL);
      try (Engine engine = new TfEngineProvider().open(new EngineOptions(DeviceRequest.CPU, 2));
          TrainingSession session = engine.open(SMALL, initial)) {
        Map<String, String> details = engine.info().with(session.details()).details();
        System.out.println(details.get("xla") + "; " + details.get(TrainingSession.NOTICE));
        System.out.println(
            session.parameters().equals(initial) + " " + session.optimizerState().steps());
        for (int i = 0; i < 20; i++) {
          System.out.println(session.step(RandomExperiments.batch(SMALL, 8, i)).loss());
        }
        Batch batch = RandomExperiments.batch(SMALL, 8, 1);
        long early = 0;
        for (int i = 0; i < 600; i++) {
          session.step(batch);
          early = i == 199 ? resident() : early;
        }
        System.out.println(resident() - early);
      }
    }

    private static long resident() throws IOException {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    }
  }

  /** Compares TensorFlow without XLA and with it, step by step. */
  static final class LockStep {
    private LockStep() {}

    /** Prints the verdict, then the report. */
    public static void main(String[] arguments) {
      TrainingData data = TrainingData.of(Datasets.load("digits").limit(400, 100), SMALL);
      ParityReport report =
          Parity.of(SMALL, data)
              .engines(
                  new TfEngineProvider(Map.of()), new TfEngineProvider(Map.of(TfXla.SWITCH, "1")))
              .devices(DeviceRequest.CPU, DeviceRequest.CPU)
              .reference(Parity.ReferenceUse.IF_AVAILABLE)
              .mode(ParityMode.valueOf(arguments[0]))
              .steps(10)
              .run();
      System.out.println(report.verdict().name());
      System.out.println(report.describe());
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twingraph.contract.RandomExperiments;
import io.twingraph.contract.SuiteThreads;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.Engines;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.TrainingSession;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * That the instruction sets which {@code scripts/processors} asks for are the ones that the
 * libraries use: a suite that passes with a setting which nobody heeds proves nothing. Each engine
 * makes a step in a process of its own, with its libraries' own reports turned on.
 */
class ProcessorSettingsTest {
  private static final String BLAS = "org.bytedeco.openblas.load";
  private static final Map<String, String> REPORTS =
      Map.of("ONEDNN_VERBOSE", "1", "OPENBLAS_VERBOSE", "2", "MKL_VERBOSE", "1");

  /** What a process writes that heeds {@code variable=value}, where it writes {@code who}. */
  private record Heeded(String variable, String value, String who, String says) {
    /** Whether the setting is made, and whoever wrote this has the library that it is for. */
    boolean concerns(String output) {
      return value.equals(Optional.ofNullable(System.getenv(variable)).orElse(""))
          && output.contains(who);
    }
  }

  private static final String TORCH = "details of torch";
  private static final String TENSORFLOW = "details of tensorflow";
  private static final String ONE_DNN = ",info,cpu,isa:";
  private static final String OPENBLAS = "blas=libopenblas";
  private static final String MKL = "blas=libmkl_rt";

  private static final List<Heeded> ALL =
      List.of(
          new Heeded("ONEDNN_MAX_CPU_ISA", "SSE41", ONE_DNN, "isa:Intel SSE4.1\n"),
          new Heeded("ONEDNN_MAX_CPU_ISA", "AVX2", ONE_DNN, "isa:Intel AVX2\n"),
          new Heeded(
              "ONEDNN_MAX_CPU_ISA", "AVX512_CORE", ONE_DNN, "isa:Intel AVX-512 with AVX512BW,"),
          new Heeded("TF_ENABLE_ONEDNN_OPTS", "0", TENSORFLOW, "oneDNN=off"),
          new Heeded("ATEN_CPU_CAPABILITY", "default", TORCH, "cpuCapability=NO"),
          new Heeded("ATEN_CPU_CAPABILITY", "avx2", TORCH, "cpuCapability=AVX2"),
          new Heeded("OPENBLAS_CORETYPE", "Nehalem", OPENBLAS, "Core: Nehalem\n"),
          new Heeded("OPENBLAS_CORETYPE", "Haswell", OPENBLAS, "Core: Haswell\n"),
          new Heeded("OPENBLAS_CORETYPE", "SkylakeX", OPENBLAS, "Core: SkylakeX\n"),
          new Heeded("MKL_CBWR", "COMPATIBLE", MKL, " CNR:COMPATIBLE "),
          new Heeded("MKL_ENABLE_INSTRUCTIONS", "AVX2", MKL, "(Intel(R) AVX2) enabled"));

  @ParameterizedTest
  @ValueSource(strings = {"torch", "tensorflow"})
  void everySettingIsHeeded(String engine) throws Exception {
    assumeTrue(
        ALL.stream().map(Heeded::variable).anyMatch(System.getenv()::containsKey),
        "skipped: no variable is set that chooses instructions; scripts/processors sets them");
    String output = aStepOf(engine);
    assertThat(output).contains("details of " + engine);
    assertThat(ALL.stream().filter(setting -> setting.concerns(output)))
        .allSatisfy(setting -> assertThat(output).as("%s", setting).contains(setting.says()));
  }

  @Test
  void libraryThatMultipliesIsTheOneThatWasAskedFor() throws Exception {
    String asked = System.getProperty(BLAS);
    assumeTrue(asked != null, "skipped: no -D" + BLAS + " is given; scripts/processors gives it");
    assertThat(aStepOf("torch")).contains("blas=lib" + asked.replaceFirst("^lib", ""));
  }

  /** All that a new process writes which makes a step; its settings are this one's. */
  private static String aStepOf(String engine) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g");
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-Dorg.bytedeco."))
        .forEach(command::add);
    command.add("-Dtwingraph.threads=" + SuiteThreads.COUNT);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(OneStep.class.getName(), engine));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(REPORTS);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  /** Opens the engine, makes one step with a convolution and two products, and describes itself. */
  static final class OneStep {
    private OneStep() {}

    /** Takes the engine's name. */
    public static void main(String[] args) {
      Model model =
          Model.of(
              Input.of(16, 16, 3),
              Layer.conv2d(8, 3),
              Layer.flatten(),
              Layer.dense(64),
              Layer.dense(5));
      Experiment experiment = Experiment.of("one-step", model);
      EngineOptions options = new EngineOptions(DeviceRequest.CPU, SuiteThreads.COUNT);
      try (Engine engine = Engines.named(args[0]).open(options);
          TrainingSession session = engine.open(experiment, InitialParameters.draw(experiment))) {
        session.step(RandomExperiments.batch(experiment, 32, 1));
        System.out.println("details of " + args[0] + ": " + engine.info().details());
      }
    }
  }
}

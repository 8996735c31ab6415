// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twingraph.data.Batch;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.EngineProvider;
import io.twingraph.engine.Engines;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.TrainingSession;
import io.twingraph.nativelib.NativeParts;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TfEngineProviderTest {
  private final EngineProvider provider = new TfEngineProvider();

  @Test
  void serviceLoaderFindsIt() {
    assertThat(Engines.named("tensorflow")).isInstanceOf(TfEngineProvider.class);
  }

  @Test
  void environmentSilencesTheLogAndKeepsLargeBlocks() {
    assertThat(provider.environment(2))
        .containsEntry("TF_CPP_MIN_LOG_LEVEL", "3")
        .containsEntry("TF_FORCE_GPU_ALLOW_GROWTH", "true")
        .containsEntry("NVIDIA_TF32_OVERRIDE", "0")
        .containsEntry("MALLOC_MMAP_MAX_", "0")
        .containsEntry("MALLOC_TRIM_THRESHOLD_", "2147483648")
        .containsEntry("MALLOC_TOP_PAD_", "67108864");
    assertThat(provider.jvmArguments())
        .containsExactly("-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
  }

  @Test
  void infoHasWhatARecordNeeds() {
    try (Engine engine = provider.open(new EngineOptions(DeviceRequest.CPU, 2))) {
      EngineInfo info = engine.info();
      assertThat(info.version()).matches("2\\.\\d+\\.\\d+.*");
      assertThat(info.details())
          .containsKeys("natives", "oneDNN", "devices", "loadedAfter", "TF_ENABLE_ONEDNN_OPTS")
          .containsEntry("intraOpThreads", "1 (batches above 64: 2)")
          .containsEntry("interOpThreads", "2 (batches above 64: 1)");
      assertThat(info.details().get("oneDNN")).isIn("on", "off");
    }
  }

  @Test
  void processThatTrainsWritesNothingToTheTerminal() throws IOException, InterruptedException {
    assumeTrue(NativeParts.available(), "skipped: no C++ compiler built the native part");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path")));
    if (Runtime.version().feature() >= 24) { // as every JVM of an engine gets: run.EngineJvm
      command.addAll(
          List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    }
    command.addAll(provider.jvmArguments());
    command.add(OneStep.class.getName());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("TF_"));
    environment.remove("JAVA_TOOL_OPTIONS");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).isEqualTo("done\n");
  }

  /** Opens the engine and makes one step. */
  static final class OneStep {
    private OneStep() {}

    /** Prints {@code done}. */
    public static void main(String[] args) {
      Experiment experiment =
          Experiment.of("one", Model.of(Input.of(1, 1, 1), Layer.flatten(), Layer.dense(2)));
      try (Engine engine = new TfEngineProvider().open(EngineOptions.DEFAULT);
          TrainingSession session = engine.open(experiment, InitialParameters.draw(experiment))) {
        session.step(Batch.of(1, 1, 1, new float[] {1}, 0));
      }
      System.out.println("done");
    }
  }
}

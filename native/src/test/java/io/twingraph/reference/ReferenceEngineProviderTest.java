// SPDX-License-Identifier: Apache-2.0
package io.twingraph.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.contract.RandomExperiments;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.EngineProvider;
import io.twingraph.engine.EngineUnavailableException;
import io.twingraph.engine.Engines;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.TrainingSession;
import io.twingraph.nativelib.NativeProblem;
import io.twingraph.spec.Experiment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReferenceEngineProviderTest {
  private final EngineProvider provider = Engines.named("reference");

  @Test
  void serviceLoaderFindsTheProviderLast() {
    assertThat(provider).isInstanceOf(ReferenceEngineProvider.class);
    assertThat(Engines.all()).last().isInstanceOf(ReferenceEngineProvider.class);
    assertThat(provider.environment(2)).isEmpty();
    assertThat(provider.jvmArguments()).isEmpty();
  }

  @Test
  void withoutTheCompiledPartOpeningSaysWhatIsMissingAndHowToGetIt() {
    NativeProblem absent = new NativeProblem("no natives for x are on the class path", "");
    EngineProvider bare = new ReferenceEngineProvider(() -> Optional.of(absent));
    assertThat(bare.name()).isEqualTo("reference");
    assertThatThrownBy(() -> bare.open(EngineOptions.DEFAULT))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessage(
            """
            reference: the engine is not available
              missing: the project's own C++ library jnitwingraphreference (no natives for x \
            are on the class path)
              to do:   install a C++ compiler such as g++ and build again""");
  }

  @Test
  void whereTheCompiledPartDoesNotLoadNobodyIsToldToInstallACompiler() {
    NativeProblem full = new NativeProblem("/c is full", "free some room");
    EngineProvider unlucky = new ReferenceEngineProvider(() -> Optional.of(full));
    assertThatThrownBy(() -> unlucky.open(EngineOptions.DEFAULT))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessageContaining("jnitwingraphreference (/c is full)\n  to do:   free some room");
  }

  @Test
  void gpuIsRefusedAndAutoTakesTheCpu() {
    Compiled.assume();
    EngineOptions options = new EngineOptions(DeviceRequest.parse("cuda:1"), 1);
    assertThatThrownBy(() -> provider.open(options))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessageContaining("reference: device cuda:1 is not available")
        .hasMessageContaining("missing: code for GPUs")
        .hasMessageContaining("use device 'cpu'");
    try (Engine engine = provider.open(EngineOptions.DEFAULT)) {
      assertThat(engine.info().device()).isEqualTo("cpu");
    }
  }

  @Test
  void infoTellsWhatARecordNeeds() {
    Compiled.assume();
    try (Engine engine = provider.open(new EngineOptions(DeviceRequest.CPU, 3))) {
      assertThat(engine.info().threads()).isEqualTo(3);
      assertThat(engine.info().version()).matches("\\d+\\.\\d+\\.\\d+.*");
      assertThat(engine.info().details())
          .containsEntry("precision", "float64")
          .containsEntry("language", "C++17")
          .containsKeys("summation", "deterministic");
      assertThat(engine.info().details().get("compiler")).matches("(GCC|clang) \\d+.*");
    }
  }

  @Test
  void openSessionIsNamedWhenItsEngineIsClosed() {
    Compiled.assume();
    Experiment experiment = RandomExperiments.experiment(1);
    Engine engine = provider.open(EngineOptions.DEFAULT);
    TrainingSession session = engine.open(experiment, InitialParameters.draw(experiment));
    assertThatThrownBy(engine::close)
        .hasMessage(
            "the reference engine has 1 open session(s), first the reference session of experiment"
                + " 'random-1'; close them first");
    session.close();
    engine.close();
  }

  @Test
  void parametersInFloat64KeepEveryBit() {
    Compiled.assume();
    Experiment experiment = RandomExperiments.experiment(2);
    Map<String, HostTensor> thirds = new LinkedHashMap<>();
    InitialParameters.draw(experiment).asMap().forEach((n, t) -> thirds.put(n, third(t)));
    TensorMap parameters = new TensorMap(thirds);
    assertThat(parameters.toFloat32()).isNotEqualTo(parameters);
    try (Engine engine = provider.open(EngineOptions.DEFAULT);
        TrainingSession session = engine.open(experiment, parameters)) {
      assertThat(session.parameters()).isEqualTo(parameters);
      session.step(RandomExperiments.batch(experiment, 2, 1));
      assertThat(session.parameters()).isNotEqualTo(parameters);
      session.load(parameters);
      assertThat(session.parameters()).isEqualTo(parameters);
    }
  }

  private static HostTensor third(HostTensor tensor) {
    double[] values = new double[tensor.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (tensor.value(i) + 1) / 3;
    }
    return HostTensor.wrap(tensor.shape(), values);
  }
}

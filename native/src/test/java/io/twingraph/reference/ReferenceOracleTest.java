// SPDX-License-Identifier: Apache-2.0
package io.twingraph.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.contract.Closeness;
import io.twingraph.contract.FakeEngineProvider;
import io.twingraph.contract.RandomExperiments;
import io.twingraph.data.Batch;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.StageOracle;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import io.twingraph.engine.TrainingSession;
import io.twingraph.error.SpecException;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The oracle answers for each stage from what was observed before it, and for no other. */
class ReferenceOracleTest {
  private static final Experiment EXPERIMENT =
      Experiment.of(
          "oracle",
          Model.of(
              Input.of(6, 6, 2),
              Layer.conv2d(3, 3).withActivation(ActivationFunction.TANH),
              Layer.avgPool2d(2),
              Layer.flatten(),
              Layer.dense(5).withActivation(ActivationFunction.SIGMOID),
              Layer.dense(4)));

  private Engine engine;

  @BeforeAll
  static void needsTheCompiledPart() {
    Compiled.assume();
  }

  @BeforeEach
  void openEngine() {
    engine = new ReferenceEngineProvider().open(new EngineOptions(DeviceRequest.CPU, 2));
  }

  @AfterEach
  void closeEngine() {
    engine.close();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void ownTraceIsExpectedBitForBit(long seed) {
    Experiment experiment = RandomExperiments.experiment(seed);
    TensorMap parameters = InitialParameters.draw(experiment);
    Batch batch = RandomExperiments.batch(experiment, experiment.batchSize(), seed);
    try (TrainingSession session = engine.open(experiment, parameters)) {
      Trace own = session.trace(batch);
      session.step(batch);
      TensorMap moved = session.parameters();
      assertThat(((StageOracle) session).expected(parameters, own)).isEqualTo(own);
      assertThat(session.parameters()).as("the session's own stay").isEqualTo(moved);
    }
  }

  @Test
  void traceInFloat32OfAnotherEngineIsExpectedToItsRounding() {
    TensorMap parameters = InitialParameters.draw(EXPERIMENT);
    Batch batch = RandomExperiments.batch(EXPERIMENT, 3, 1);
    try (Engine plain = new FakeEngineProvider().open(EngineOptions.DEFAULT);
        TrainingSession other = plain.open(EXPERIMENT, parameters);
        TrainingSession session = engine.open(EXPERIMENT, parameters)) {
      Trace observed = other.trace(batch);
      Trace expected = ((StageOracle) session).expected(parameters, observed);
      Closeness.assertClose(observed.activations(), expected.activations(), 1e-6, 1e-6);
      Closeness.assertClose(
          observed.activationGradients(), expected.activationGradients(), 1e-6, 1e-6);
      Closeness.assertClose(observed.gradients(), expected.gradients(), 1e-6, 1e-6);
      assertThat(expected.activations().get("input").isFloat64()).isTrue();
    }
  }

  @Test
  void wrongActivationShowsInItsStageAndInThoseThatReadIt() {
    Trace own = ownTrace();
    Trace tampered =
        new Trace(
            tamper(own.activations(), "dense/preactivation"),
            own.labels(),
            own.loss(),
            own.activationGradients(),
            own.gradients());
    Trace expected = expected(tampered);
    assertThat(differing(own.activations(), expected.activations()))
        .as("the sigmoid reads what is wrong")
        .containsExactly("dense");
    assertThat(differing(tampered.activations(), expected.activations()))
        .as("the oracle holds to what the kernel gives, not to what was seen")
        .containsExactly("dense/preactivation", "dense");
    assertThat(differing(own.activationGradients(), expected.activationGradients()))
        .as("the sigmoid's derivative is taken at what is wrong")
        .containsExactly("dense/preactivation");
    assertThat(expected.gradients()).isEqualTo(own.gradients());
    assertThat(expected.loss()).isEqualTo(own.loss());
  }

  @Test
  void wrongLogitsShowInLossAndLossGradientOnly() {
    Trace own = ownTrace();
    Trace expected =
        expected(
            new Trace(
                tamper(own.activations(), "dense_1"),
                own.labels(),
                own.loss(),
                own.activationGradients(),
                own.gradients()));
    assertThat(expected.activations()).isEqualTo(own.activations());
    assertThat(expected.loss()).isNotEqualTo(own.loss());
    assertThat(differing(own.activationGradients(), expected.activationGradients()))
        .containsExactly("dense_1");
    assertThat(expected.gradients()).isEqualTo(own.gradients());
  }

  @Test
  void wrongGradientShowsInItsStageInTheOneBeforeAndInItsParameters() {
    Trace own = ownTrace();
    Trace tampered =
        new Trace(
            own.activations(),
            own.labels(),
            own.loss(),
            tamper(own.activationGradients(), "dense/preactivation"),
            own.gradients());
    Trace expected = expected(tampered);
    assertThat(differing(tampered.activationGradients(), expected.activationGradients()))
        .containsExactly("flatten", "dense/preactivation");
    assertThat(differing(own.activationGradients(), expected.activationGradients()))
        .containsExactly("flatten");
    assertThat(differing(own.gradients(), expected.gradients()))
        .containsExactly("dense/kernel", "dense/bias");
  }

  @Test
  void traceOfAnotherModelIsRefused() {
    Trace own = ownTrace();
    Map<String, HostTensor> fewer = new LinkedHashMap<>(own.activationGradients().asMap());
    fewer.remove("flatten");
    assertRefused(
        new Trace(
            own.activations(), own.labels(), own.loss(), new TensorMap(fewer), own.gradients()),
        "a tensor is missing",
        "trace.activationGradients.flatten",
        "float32[3, 12], or float64");
    assertRefused(
        new Trace(
            own.activations(),
            List.of(0, 1, 2, 3),
            own.loss(),
            own.activationGradients(),
            own.gradients()),
        "a tensor of another shape",
        "trace.activations.input",
        "float32[4, 6, 6, 2], or float64",
        "got:      float64[3, 6, 6, 2]");
    assertRefused(
        new Trace(
            own.activations(),
            List.of(0, 4, 1),
            own.loss(),
            own.activationGradients(),
            own.gradients()),
        "a label that is no class",
        "trace, sample 1",
        "0 to 3");
  }

  private void assertRefused(Trace trace, String... texts) {
    assertThatThrownBy(() -> expected(trace))
        .isInstanceOf(SpecException.class)
        .message()
        .contains(texts);
  }

  private Trace ownTrace() {
    try (TrainingSession session = engine.open(EXPERIMENT, InitialParameters.draw(EXPERIMENT))) {
      return session.trace(RandomExperiments.batch(EXPERIMENT, 3, 1));
    }
  }

  private Trace expected(Trace observed) {
    TensorMap parameters = InitialParameters.draw(EXPERIMENT);
    try (TrainingSession session = engine.open(EXPERIMENT, parameters)) {
      return ((StageOracle) session).expected(parameters, observed);
    }
  }

  private static TensorMap tamper(TensorMap tensors, String name) {
    Map<String, HostTensor> changed = new LinkedHashMap<>(tensors.asMap());
    double[] values = tensors.get(name).doubles().clone();
    values[1] += 0.25;
    changed.put(name, HostTensor.wrap(tensors.get(name).shape(), values));
    return new TensorMap(changed);
  }

  private static List<String> differing(TensorMap one, TensorMap other) {
    assertThat(one.names()).containsExactlyElementsOf(other.names());
    return one.names().stream().filter(name -> !one.get(name).equals(other.get(name))).toList();
  }
}

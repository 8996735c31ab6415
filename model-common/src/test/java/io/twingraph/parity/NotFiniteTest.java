// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.contract.FakeEngineProvider;
import io.twingraph.data.Batch;
import io.twingraph.data.Datasets;
import io.twingraph.engine.EngineProvider;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import io.twingraph.graph.Node;
import io.twingraph.run.RunFixtures;
import io.twingraph.run.TrainingData;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Values that are NaN or infinite are never equal, in any mode: nothing can be judged there. */
class NotFiniteTest {
  private static final Experiment EXPLODES = RunFixtures.experiment().withLearningRate(1e30);

  @TempDir private Path temporary;

  /** Has one value of the first layer that is no number, at its second step. */
  private static final class Broken extends MeddledProvider {
    private final float value;

    Broken(float value) {
      this.value = value;
    }

    @Override
    Trace traced(Trace trace, int step) {
      if (step != 2) {
        return trace;
      }
      Map<String, HostTensor> activations = new LinkedHashMap<>(trace.activations().asMap());
      float[] values = activations.get("conv2d/preactivation").data().clone();
      values[7] = value;
      activations.put(
          "conv2d/preactivation",
          HostTensor.wrap(activations.get("conv2d/preactivation").shape(), values));
      return new Trace(
          new TensorMap(activations),
          trace.labels(),
          trace.loss(),
          trace.activationGradients(),
          trace.gradients());
    }
  }

  private static Parity parity(Experiment experiment, EngineProvider a, EngineProvider b) {
    return Parity.of(experiment, RunFixtures.images(16, 1), RunFixtures.images(6, 2), "bands")
        .engines(a, b)
        .reference(Parity.ReferenceUse.OFF)
        .threads(1)
        .steps(6);
  }

  @ParameterizedTest
  @EnumSource
  void enginesThatBothExplodeHaveShownNothing(ParityMode mode) {
    ParityReport report =
        parity(EXPLODES, new FakeEngineProvider(), new FakeEngineProvider()).mode(mode).run();
    assertThat(report.verdict())
        .as(report.describe())
        .isEqualTo(ParityVerdict.NOTHING_CAN_BE_JUDGED)
        .hasToString("nothing can be judged");
    assertThat(report.verdict().isAgreement()).isFalse();
    assertThat(report.divergence()).isNull();
    NotFinite at = report.notFinite();
    assertThat(at.step()).isBetween(2, 5);
    assertThat(report.losses()).hasSize(at.step());
    assertThat(at.engine()).isNull();
    assertThat(at.reference()).isNull();
    assertThat(Double.isFinite(at.a()) || Double.isFinite(at.b())).isFalse();
    assertThat(report.evidence().get(0))
        .startsWith("nothing can be judged from step " + at.step() + ", " + at.stage() + " ")
        .contains("both engines have a value there that is no number", "lower the learning rate");
    assertThat(report.describe())
        .contains("nothing can be judged", "not finite from " + at.where());
    assertThat(report.rows()).isNotEmpty().allMatch(row -> Double.isFinite(row.maxAbsolute()));
    assertThat(report.rows()).noneMatch(row -> row.stage() == Stage.METRIC);
  }

  @ParameterizedTest
  @EnumSource
  void valueThatIsNoNumberInBothIsNothingToJudgeAlsoWhereItsBitsAreTheSame(ParityMode mode) {
    for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      ParityReport report =
          parity(RunFixtures.experiment(), new Broken(value), new Broken(value)).mode(mode).run();
      assertThat(report.verdict()).isEqualTo(ParityVerdict.NOTHING_CAN_BE_JUDGED);
      assertThat(report.notFinite().where())
          .isEqualTo("step 2, activation conv2d/preactivation at [0, 0, 3, 1]");
      assertThat(report.notFinite().explanation())
          .contains("for the float64 reference to say, which does not take part");
    }
  }

  @ParameterizedTest
  @EnumSource
  void valueThatIsNoNumberInOneOnlyIsADivergence(ParityMode mode) {
    for (float value : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
      for (boolean swapped : new boolean[] {false, true}) {
        EngineProvider broken = new Broken(value);
        EngineProvider fake = new FakeEngineProvider();
        ParityReport report =
            parity(RunFixtures.experiment(), swapped ? broken : fake, swapped ? fake : broken)
                .mode(mode)
                .run();
        assertThat(report.verdict())
            .as("%s, swapped %s: %s", value, swapped, report.describe())
            .isEqualTo(ParityVerdict.DIFFERENT_MEANING);
        assertThat(report.notFinite()).isNull();
        assertThat(report.divergence().step()).isEqualTo(2);
        assertThat(report.divergence().tensor()).isEqualTo("conv2d/preactivation");
        assertThat(report.divergence().index()).containsExactly(0, 0, 3, 1);
      }
    }
  }

  @Test
  void faultBeforeTheFirstSuchValueIsFoundAsEver() {
    MeddledProvider off =
        new MeddledProvider() {
          @Override
          double moveFactor(int step) {
            return 1.1;
          }
        };
    ParityReport report = parity(EXPLODES, new FakeEngineProvider(), off).run();
    assertThat(report.verdict()).isEqualTo(ParityVerdict.DIFFERENT_MEANING);
    assertThat(report.divergence().step()).isEqualTo(1);
    assertThat(report.divergence().engine()).isEqualTo("meddled");
  }

  @ParameterizedTest
  @EnumSource
  void batchWithSuchAValueIsNamedAndNoEngineRuns(ParityMode mode) {
    Experiment experiment = RunFixtures.experiment();
    float[] images = new float[2 * 36];
    images[36 + 8] = Float.NaN;
    Batch batch = Batch.of(6, 6, 1, images, 0, 1);
    ParityReport report =
        Parity.of(experiment, List.of(batch).iterator(), "given")
            .engines(new FakeEngineProvider(), new FakeEngineProvider())
            .reference(Parity.ReferenceUse.OFF)
            .mode(mode)
            .steps(1)
            .run();
    assertThat(report.verdict()).isEqualTo(ParityVerdict.NOTHING_CAN_BE_JUDGED);
    assertThat(report.notFinite().where()).isEqualTo("step 1, batch input at [1, 1, 2, 0]");
    assertThat(report.notFinite().explanation()).startsWith("the batch itself has a value");
    assertThat(report.rows()).isEmpty();
    assertThat(report.losses()).isEmpty();
  }

  @Test
  void recordedEngineIsHeldToTheSame() throws Exception {
    Recording recording =
        parity(EXPLODES, new FakeEngineProvider(), new FakeEngineProvider())
            .record(temporary.resolve("kept"));
    ParityReport report =
        Parity.against(recording, new ParityBatches(EXPLODES, RunFixtures.images(16, 1)), "bands")
            .engines(new FakeEngineProvider(), new FakeEngineProvider())
            .reference(Parity.ReferenceUse.OFF)
            .run();
    assertThat(report.verdict()).isEqualTo(ParityVerdict.NOTHING_CAN_BE_JUDGED);
    assertThat(report.notFinite().step()).isBetween(2, 5);
  }

  @Test
  void noiseOfStepsThatAreNotFiniteIsNoFloor() {
    Experiment experiment =
        Experiment.of("small", Model.of(Input.of(8, 8, 1), Layer.flatten(), Layer.dense(10)))
            .withLearningRate(3e38)
            .withBatchSize(8);
    TrainingData data = TrainingData.of(Datasets.load("digits").limit(40, 10), experiment);
    List<NoiseFloor> floors =
        new Calibration(experiment, data, 3, 2, false)
            .measure(List.of(new FakeEngineProvider()), what -> {});
    assertThat(floors).allMatch(floor -> floor.steps() == 0 && floor.rows().isEmpty());
  }

  /** Two inputs into two units, as {@link TestNetworks#dense} has them. */
  private static boolean onTheWay(float input, float kernel, float actual) {
    Experiment experiment = TestNetworks.dense(ActivationFunction.RELU);
    Node node = experiment.graph().nodes().get(1);
    Map<String, HostTensor> activations = new LinkedHashMap<>();
    activations.put("input", Tensors.image(1, 2, input, -input));
    activations.put("flatten", Tensors.matrix(1, 2, input, -input));
    TensorMap none = TensorMap.empty();
    Trace trace = new Trace(new TensorMap(activations), List.of(0), 1, none, none);
    TensorMap before =
        new TensorMap(Map.of("dense/kernel", Tensors.matrix(2, 2, kernel, kernel, kernel, kernel)));
    Observation observed = new Observation("", before, null, trace, null, null, null);
    Place place = new Place(Stage.ACTIVATION, "dense", "dense/preactivation", node);
    HostTensor sums = Tensors.matrix(1, 2, actual, 0);
    Blame blame = new Blame("engine", 0, place, sums, sums, 0, 0, 1e-6, Double.POSITIVE_INFINITY);
    return Finiteness.onTheWay(blame, observed);
  }

  @Test
  void sumThatMayLeaveFloat32OnItsWayBlamesNobodyAndAnyOtherDoes() {
    assertThat(onTheWay(1e20f, 1e19f, Float.NaN)).isTrue();
    assertThat(onTheWay(1e20f, 1e19f, Float.POSITIVE_INFINITY)).isTrue();
    assertThat(onTheWay(1e20f, 1e19f, 3)).as("a wrong number").isFalse();
    assertThat(onTheWay(1e10f, 1e10f, Float.NaN)).as("NaN of ordinary numbers").isFalse();
  }

  @Test
  void reasonIsWhatFloat64Tells() {
    assertThat(Finiteness.why(1e60, 3))
        .isEqualTo(
            "it is 1.00e+60 in float64: training has left the range of float32 (3.4e38); lower the"
                + " learning rate");
    assertThat(Finiteness.why(2.0, 3))
        .startsWith("it is 2.00 in float64, which float32 can hold, but not what it is made of");
    assertThat(Finiteness.why(Double.NaN, 1))
        .startsWith("it is not finite in float64 either: the numbers of the experiment are the")
        .contains("no update has been made yet, so look at input.mean, input.std");
  }
}

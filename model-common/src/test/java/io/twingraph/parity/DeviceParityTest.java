// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.twingraph.contract.FakeEngineProvider;
import io.twingraph.contract.RandomExperiments;
import io.twingraph.data.Batch;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.StageOracle;
import io.twingraph.engine.Trace;
import io.twingraph.op.LedgerRow;
import io.twingraph.run.RunFixtures;
import io.twingraph.spec.Experiment;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What may lie between engines of which one says that it is on a GPU, tried without one. */
class DeviceParityTest {
  private static final Experiment EXPERIMENT = RunFixtures.experiment();

  /** A part of a loss between its tolerance on CPUs (about 1e-5) and on a GPU (about 1e-4). */
  private static final double BETWEEN = 5e-5;

  /** Says a little more than its loss. */
  private static final class Boasting extends MeddledProvider {
    private final double part;

    Boasting(double part) {
      this.part = part;
    }

    @Override
    double loss(double loss, int step) {
      return (1 + part) * loss;
    }
  }

  private static Parity parity(MeddledProvider second) {
    return Parity.of(EXPERIMENT, RunFixtures.images(16, 1), RunFixtures.images(6, 2), "bands")
        .engines(new FakeEngineProvider(), second)
        .reference(Parity.ReferenceUse.OFF)
        .threads(1)
        .steps(3);
  }

  private static Parity onAGpu(MeddledProvider second) {
    return parity(second).devices(DeviceRequest.CPU, DeviceRequest.cuda(0));
  }

  @Test
  void eachEngineOpensOnItsDevice() {
    ParityReport report = onAGpu(new MeddledProvider()).run();
    assertThat(report.engines()).extracting("device").containsExactly("cpu", "cuda:0");
    MeddledProvider one = new MeddledProvider();
    report = parity(one).engines(one, one).device(DeviceRequest.cuda(1)).run();
    assertThat(report.engines()).extracting("device").containsExactly("cuda:1", "cuda:1");
    assertThat(report.engines()).extracting("name").containsExactly("meddled", "meddled (2)");
  }

  @Test
  void oneEngineOnTwoDevicesIsNamedByItsDevice() {
    MeddledProvider one = new MeddledProvider();
    ParityReport report = onAGpu(one).engines(one, one).run();
    assertThat(report.engines()).extracting("name").containsExactly("meddled", "meddled (cuda:0)");
  }

  @Test
  void whatTwoCpusMayNotBeApartACpuAndAGpuMay() {
    for (ParityMode mode : ParityMode.values()) {
      ParityReport strict = parity(new Boasting(BETWEEN)).mode(mode).run();
      assertThat(strict.verdict()).isEqualTo(ParityVerdict.DIFFERENT_MEANING);
      assertThat(strict.divergence().stage()).isEqualTo(Stage.LOSS);
      ParityReport wide = onAGpu(new Boasting(BETWEEN)).mode(mode).run();
      assertThat(wide.verdict()).as(wide.describe()).isEqualTo(ParityVerdict.ROUNDING_ONLY);
    }
  }

  @Test
  void rowsShowTheToleranceThatWasAppliedAndBitsStayBits() {
    ParityReport report = onAGpu(new MeddledProvider()).run();
    for (StageRow row : report.rows()) {
      boolean copied = row.stage() == Stage.BATCH || row.stage() == Stage.INITIAL_PARAMETERS;
      if (copied) {
        assertThat(row.toleranceRelative()).isZero();
        assertThat(row.toleranceAbsolute()).isZero();
      } else {
        assertThat(row.toleranceSource()).as("%s", row).endsWith(", ten times for a GPU");
      }
      if (row.stage() == Stage.LOSS || row.stage() == Stage.METRIC) {
        assertThat(row.toleranceRelative()).isCloseTo(1e-4, within(1e-18));
        assertThat(row.toleranceAbsolute()).isCloseTo(1e-5, within(1e-18));
      }
    }
  }

  @Test
  void moreThanTenTimesIsADifferenceOnAGpuToo() {
    Divergence found = onAGpu(new Boasting(20 * BETWEEN)).run().divergence();
    assertThat(found.stage()).isEqualTo(Stage.LOSS);
  }

  @Test
  void learningRateThatIsOffIsFoundOnAGpuToo() {
    Divergence found = onAGpu(new ParityFaultsTest.Off()).run().divergence();
    assertThat(found.stage()).isEqualTo(Stage.UPDATED_PARAMETERS);
    assertThat(found.row()).isEqualTo(LedgerRow.LEARNING_RATE);
    assertThat(found.engine()).isEqualTo("meddled");
  }

  @Test
  void pixelThatIsOneBitOffIsFoundOnAGpuToo() {
    MeddledProvider nudging =
        new MeddledProvider() {
          @Override
          Batch seen(Batch batch, int step) {
            float[] images = new float[batch.size() * batch.imageSize()];
            batch.images().get(images);
            images[7] = Math.nextUp(images[7]);
            int[] labels = new int[batch.size()];
            for (int i = 0; i < labels.length; i++) {
              labels[i] = batch.label(i);
            }
            return Batch.of(batch.height(), batch.width(), batch.channels(), images, labels);
          }
        };
    Divergence found = onAGpu(nudging).run().divergence();
    assertThat(found.stage()).isEqualTo(Stage.BATCH);
    assertThat(found.engine()).isEqualTo("meddled");
  }

  @Test
  void anOracleIsAsFarFromAnEngineAsTheEnginesDeviceAllows() {
    Observation step = step();
    StageOracle stricter =
        (parameters, observed) ->
            new Trace(
                observed.activations(),
                observed.labels(),
                (1 + BETWEEN) * observed.loss(),
                observed.activationGradients(),
                observed.gradients());
    Examiner examiner = new Examiner(EXPERIMENT);
    assertThat(examiner.own(info("cpu"), step, stricter, new HashMap<>()))
        .extracting(blame -> blame.place().tensor())
        .containsExactly("loss", "loss of the step");
    assertThat(examiner.own(info("cuda:0"), step, stricter, new HashMap<>())).isEmpty();
  }

  private static EngineInfo info(String device) {
    return new EngineInfo("fake", "1", device, 1, Map.of("a", "b"));
  }

  private static Observation step() {
    MeddledProvider plain = new MeddledProvider();
    try (Engine engine = plain.open(new EngineOptions(DeviceRequest.CPU, 1));
        LiveSubject subject =
            LiveSubject.open(engine, "fake", EXPERIMENT, InitialParameters.draw(EXPERIMENT))) {
      return subject.step(RandomExperiments.batch(EXPERIMENT, 4, 1));
    }
  }
}

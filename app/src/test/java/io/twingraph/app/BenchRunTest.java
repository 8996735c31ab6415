// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.bench.Bench;
import io.twingraph.bench.BenchListener;
import io.twingraph.bench.BenchPlan;
import io.twingraph.bench.BenchResult;
import io.twingraph.bench.Contestant;
import io.twingraph.bench.Figures;
import io.twingraph.bench.Limits;
import io.twingraph.bench.Sample;
import io.twingraph.bench.Workload;
import io.twingraph.data.Datasets;
import io.twingraph.engine.DeviceRequest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Twingraph as a contestant, with both libraries, in processes of their own. No time is judged. */
class BenchRunTest {
  @TempDir Path work;

  private BenchResult run(List<String> contestants, String workload) throws Exception {
    return run(BenchPlan.ownContestants(DeviceRequest.CPU), contestants, workload);
  }

  private BenchResult run(List<Contestant> from, List<String> contestants, String workload)
      throws Exception {
    List<Contestant> own = from.stream().filter(one -> contestants.contains(one.name())).toList();
    Workload few =
        Workload.ALL.stream()
            .filter(one -> one.id().equals(workload))
            .map(one -> one.withSteps(1, workload.equals("epoch") ? 0 : 3))
            .findFirst()
            .orElseThrow();
    BenchPlan plan =
        new BenchPlan(
            "a test",
            List.of(few),
            1,
            2,
            DeviceRequest.CPU,
            own,
            List.of(),
            false,
            Datasets.load("digits").limit(200, 10),
            work,
            Limits.GENEROUS);
    return new Bench(plan, new BenchListener() {}).run();
  }

  @Test
  void bothEnginesComputeTheSameSteps() throws Exception {
    BenchResult result =
        run(List.of("twingraph-torch", "twingraph-tensorflow-one-jvm"), "train-32");
    assertThat(result.outages()).isEmpty();
    assertThat(new Figures(result).rows(result.workloads().get(0)))
        .allSatisfy(row -> assertThat(row.problem()).isNull())
        .allSatisfy(row -> assertThat(row.millis().median()).isPositive());
    Sample torch = result.samples().get(0);
    assertThat(torch.losses()).hasSize(4);
    assertThat(torch.firstStepSeconds()).isPositive();
    assertThat(torch.threads()).isEqualTo(2);
    assertThat(torch.versions()).containsKeys("torch", "java", "twingraph");
    assertThat(torch.note()).isNull();
  }

  /** A contestant for GPUs; its process starts and computes on the CPU as well. */
  @Test
  void tensorFlowWithXlaComputesTheSameSteps() throws Exception {
    BenchResult result =
        run(
            BenchPlan.ownContestants(DeviceRequest.cuda(0)),
            List.of("twingraph-torch", "twingraph-tensorflow-xla"),
            "train-32");
    assertThat(result.outages()).isEmpty();
    assertThat(new Figures(result).rows(result.workloads().get(0)))
        .hasSize(2)
        .allSatisfy(row -> assertThat(row.problem()).isNull());
    assertThat(BenchPlan.ownContestants(DeviceRequest.CPU))
        .extracting(Contestant::name)
        .doesNotContain("twingraph-tensorflow-xla");
  }

  @Test
  void wholeEpochIsTrainedAndEvaluated() throws Exception {
    BenchResult result = run(List.of("twingraph-tensorflow"), "epoch");
    assertThat(result.outages()).isEmpty();
    Sample epoch = result.samples().get(0);
    assertThat(epoch.millis()).hasSize(1);
    assertThat(epoch.trainLoss()).isBetween(0.5, 2.5);
    assertThat(epoch.validationAccuracy()).isBetween(0.0, 1.0);
  }

  @Test
  void machineHasARateAndABandwidth() throws Exception {
    BenchResult result = run(List.of("ceiling-openblas"), "train-32");
    assertThat(result.outages()).isEmpty();
    Figures.Ceiling ceiling = new Figures(result).ceiling();
    assertThat(ceiling.gigaflopsPerSecond().get("openblas").median()).isPositive();
    assertThat(ceiling.copyGigabytesPerSecond().median()).isPositive();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twingraph.cuda.CudaStandIn;
import io.twingraph.cuda.CudaStandInRun;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * TensorFlow's conversation with CUDA, without a GPU: that a session opens and trains with the
 * settings that the engine makes, where its operations are placed, which memory it takes, what it
 * says where memory is short. Nothing here says that a number is right.
 */
class TfOnStandInTest {
  /** What the GPU of a test has that is too small. */
  private static final long SMALL = 512L << 20;

  private static CudaStandIn standIn;
  private static CudaStandInRun training;

  @BeforeAll
  static void build() throws IOException, InterruptedException {
    assumeTrue(CudaStandIn.unless(CudaStandIn.whyNotInJava(), TfOnStandInTest.class));
    standIn = CudaStandIn.build();
    training = run("trains", Map.of());
  }

  private static CudaStandInRun run(String scenario, Map<String, String> environment)
      throws IOException, InterruptedException {
    CudaStandInRun run = standIn.java(StandInScenarios.class, environment, scenario);
    assertThat(run.exit()).as(run.output()).isZero();
    assertThat(run.output())
        .contains("gpu: stand-in, computes nothing", "devices: /device:CPU:0, /device:GPU:0")
        .contains("done" + System.lineSeparator());
    assertThat(run.complaints()).isEmpty();
    return run;
  }

  @Test
  void everyOperationOfADeterministicStepHasAKernelForGpus() {
    assertThat(training.output())
        .containsPattern(
            "details: \\{placement=[1-9]\\d+ operations on /device:GPU:0, 0 elsewhere}")
        .contains("as given: true");
  }

  @Test
  void memoryIsTakenAsNeededAndFlat() {
    assertThat(training.at(0)).as("an engine alone takes nothing").containsEntry("deviceBytes", 0L);
    long bytes = training.at(1).get("deviceBytes");
    assertThat(bytes).as("of 1 GiB, as it may grow").isPositive().isLessThan(512L << 20);
    for (String what : new String[] {"deviceBytes", "streams"}) {
      long early = training.at(1).get(what);
      assertThat(training.at(2)).as("after steps").containsEntry(what, early);
      assertThat(training.at(3)).as("after everything else").containsEntry(what, early);
      assertThat(training.at(4)).as("after more steps").containsEntry(what, early);
      assertThat(training.at(5)).as("TensorFlow keeps what it has").containsEntry(what, early);
      assertThat(training.at(6)).as("for the next session").containsEntry(what, early);
    }
    assertThat(training.at(6).get("events")).as("a pool, for what runs at once").isLessThan(64);
    assertThat(training.at(6).get("hostPeak")).as("pinned memory").isLessThan(512L << 20);
  }

  @Test
  void stepCopiesABatchAndItsResultsAndNoParameters() {
    assertThat(during("pageableToDevice")).isEqualTo(3L * StandInScenarios.STEPS);
    assertThat(during("deviceToPinned")).isEqualTo(2L * StandInScenarios.STEPS);
    assertThat(during("kernels")).isGreaterThanOrEqualTo(20L * StandInScenarios.STEPS);
  }

  private static long during(String what) {
    return training.at(2).get(what) - training.at(1).get(what);
  }

  @Test
  void batchThatDoesNotFitNamesItsTensorAndLeavesTheSessionAsItWas()
      throws IOException, InterruptedException {
    CudaStandInRun run =
        run("runsOut", Map.of("TWINGRAPH_CUDA_STAND_IN_BYTES", Long.toString(SMALL)));
    assertThat(run.output())
        .contains(
            "tensorflow failed during train step 2 (tensorflow session of experiment 'wide'):"
                + " RESOURCE_EXHAUSTED (memory ran out: use a smaller batch, or a device with"
                + " more): no room on cuda:0 for the output of 'layers/conv2d/conv2d', float"
                + " [3000,6,6,2048], 843.8 MiB; cuda:0 has ")
        .contains(
            " MiB free; TensorFlow says: OOM when allocating tensor with shape[3000,6,6,2048]")
        .contains("as before: true");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twingraph.cuda.CudaStandIn;
import io.twingraph.cuda.CudaStandInRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The engine's conversation with CUDA, without a GPU: which memory it takes and gives back, what it
 * copies from where, when it waits, what it does where memory is short. Nothing here says that a
 * number is right.
 */
class TorchOnStandInTest {
  /** What the GPU of a test has that is too small. */
  private static final long SMALL = 192L << 20;

  private static final Map<String, String> RECORDED = Map.of(TorchGraphs.SWITCH, "1");

  private static CudaStandIn standIn;
  private static CudaStandInRun training;

  @BeforeAll
  static void build() throws IOException, InterruptedException {
    assumeTrue(CudaStandIn.unless(CudaStandIn.whyNotInJava(), TorchOnStandInTest.class));
    standIn = CudaStandIn.build();
    training = run("trains", Map.of());
  }

  private static CudaStandInRun run(String scenario, Map<String, String> environment)
      throws IOException, InterruptedException {
    CudaStandInRun run = standIn.java(StandInScenarios.class, environment, scenario);
    assertThat(run.exit()).as(run.output()).isZero();
    assertThat(run.output())
        .contains("gpu: stand-in, computes nothing")
        .endsWith("done" + System.lineSeparator());
    return run;
  }

  @Test
  void trainingKeepsTheRulesOfCudaAndItsMemoryIsFlat() {
    assertThat(training.complaints()).isEmpty();
    assertMemoryIsFlatAndGivenBack(training);
  }

  @Test
  void batchesGoToTheDeviceFromPinnedMemoryAlone() {
    assertBatchesComeFromPinnedMemory(training);
    assertThat(during(training, 2, 3, "pageableToDevice"))
        .as("parameters that are loaded, so that such copies are counted")
        .isPositive();
  }

  @Test
  void recordedStepsKeepTheRulesTooAndAreLaunchedForEveryFullBatch()
      throws IOException, InterruptedException {
    CudaStandInRun run = run("trains", RECORDED);
    assertThat(run.complaints()).isEmpty();
    assertThat(run.lines("end-capture"))
        .as("one recording for each of two sessions")
        .hasSize(2)
        .allMatch(line -> line.contains(" result=0 "));
    assertThat(during(run, 1, 2, "launches"))
        .as("all but each tenth step, which is of a smaller batch")
        .isEqualTo(StandInScenarios.STEPS * 9 / 10);
    assertBatchesComeFromPinnedMemory(run);
    assertMemoryIsFlatAndGivenBack(run);
    assertThat(run.at(6)).containsEntry("graphs", 0L).containsEntry("executables", 0L);
  }

  @Test
  void recordingForANewRateTakesThePlaceOfTheOldOne() throws IOException, InterruptedException {
    CudaStandInRun run = run("changesRate", RECORDED);
    assertThat(run.complaints()).isEmpty();
    assertThat(run.lines("end-capture")).hasSize(3).allMatch(line -> line.contains(" result=0 "));
    for (int rate = 1; rate <= 3; rate++) {
      assertThat(run.at(rate))
          .containsEntry("executables", 1L)
          .containsEntry("deviceBytes", run.at(1).get("deviceBytes"))
          .containsEntry("hostBytes", run.at(1).get("hostBytes"));
    }
    assertThat(run.at(4)).containsEntry("executables", 0L).containsEntry("deviceBytes", 0L);
  }

  /** From a GPU on which plain steps just fit to one with room for a recording and a trace. */
  @Test
  void whereverMemoryEndsStepsGoOnWithTheRecordingOrWithoutIt()
      throws IOException, InterruptedException {
    List<String> states = new ArrayList<>();
    for (long mebibytes = 192; mebibytes <= 272; mebibytes += 16) {
      String bytes = Long.toString(mebibytes << 20);
      Map<String, String> small = new HashMap<>(RECORDED);
      small.put("TWINGRAPH_CUDA_STAND_IN_BYTES", bytes);
      CudaStandInRun run = run("isCrowded", small);
      assertThat(run.complaints()).as("%d MiB", mebibytes).isEmpty();
      assertThat(run.at(1))
          .as("%d MiB", mebibytes)
          .containsEntry("deviceBytes", 0L)
          .containsEntry("executables", 0L);
      states.add(run.output().replaceAll("(?s).*graphs: (.*?)\\R.*", "$1"));
    }
    assertThat(states).as("on GPUs of 192 to 272 MiB").contains("on").endsWith("on");
    assertThat(states)
        .filteredOn(state -> !state.equals("on"))
        .isNotEmpty()
        .allMatch(
            state ->
                state.startsWith("off: CUDA out of memory.")
                    || state.equals("off: " + TorchGraphs.NO_ROOM));
  }

  private static void assertMemoryIsFlatAndGivenBack(CudaStandInRun run) {
    for (String what : new String[] {"deviceBytes", "hostBytes", "events", "streams"}) {
      long early = run.at(1).get(what);
      assertThat(run.at(2)).as("after steps").containsEntry(what, early);
      assertThat(run.at(3)).as("after a trace, loading, evaluating").containsEntry(what, early);
      assertThat(run.at(4)).as("after more steps").containsEntry(what, early);
    }
    assertThat(run.at(4).get("deviceBytes")).isPositive();
    assertThat(run.at(5)).as("a closed session holds nothing").containsEntry("deviceBytes", 0L);
    assertThat(run.at(6)).as("nor does the next").containsEntry("deviceBytes", 0L);
    for (String what : new String[] {"hostBytes", "events", "streams", "devicePeak"}) {
      assertThat(run.at(6))
          .as("the next session takes nothing new")
          .containsEntry(what, run.at(5).get(what));
    }
  }

  private static void assertBatchesComeFromPinnedMemory(CudaStandInRun run) {
    assertThat(during(run, 1, 2, "pinnedToDevice")).isEqualTo(2L * StandInScenarios.STEPS);
    assertThat(during(run, 1, 2, "pageableToDevice")).isZero();
    long kernels = during(run, 1, 2, "kernels") + during(run, 1, 2, "graphKernels");
    assertThat(kernels).isGreaterThanOrEqualTo(20L * StandInScenarios.STEPS);
  }

  private static long during(CudaStandInRun run, int from, int to, String what) {
    return run.at(to).get(what) - run.at(from).get(what);
  }

  @Test
  void batchThatDoesNotFitNamesItsTensorAndLeavesTheGpuAndTheSessionAsTheyWere()
      throws IOException, InterruptedException {
    CudaStandInRun run =
        run("runsOut", Map.of("TWINGRAPH_CUDA_STAND_IN_BYTES", Long.toString(SMALL)));
    assertThat(run.output().replace(System.lineSeparator(), "\n"))
        .contains(
            outOfMemory("conv2d, float32[1000, 6, 6, 2048], 294,912,000 bytes (281.25 MiB)"),
            outOfMemory(
                "gradients; the largest activation's is that of conv2d, float32[300, 6, 6, 2048],"
                    + " 88,473,600 bytes (84.38 MiB)"),
            free(run.at(2)),
            free(run.at(3)),
            "\n  state:   parameters and optimizer state are as before; the session can go on\n",
            "as before: true\n");
    assertThat(run.complaints()).isEmpty();
    assertThat(run.at(3).get("devicePeak"))
        .as("the second step got some of its memory")
        .isGreaterThan(run.at(2).get("devicePeak"));
    long before = run.at(1).get("deviceBytes");
    assertThat(run.at(2)).as("nothing of a step is left").containsEntry("deviceBytes", before);
    assertThat(run.at(3)).as("nothing of a step is left").containsEntry("deviceBytes", before);
    assertThat(run.at(4)).as("nor of the session").containsEntry("deviceBytes", 0L);
  }

  private static String outOfMemory(String tensor) {
    return "torch failed during train step 2 (torch session of experiment 'wide'): out of memory"
        + " on cuda:0\n  making:  "
        + tensor
        + "\n  native:  CUDA out of memory. Tried to allocate ";
  }

  private static String free(Map<String, Long> state) {
    long free = SMALL - state.get("deviceBytes");
    return String.format(
        Locale.ROOT,
        "\n  free:    %,d bytes (%s) of cuda:0, now that what this held is given back\n",
        free,
        TorchMaking.size(free));
  }
}

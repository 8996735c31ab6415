// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.twingraph.app.CudaBundle.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that examines a machine with a GPU, with a GPU and a program that pretend. */
class CudaCheckTest {
  private static final String GPU =
      """
      case $* in
        -L) echo 'GPU 0: NVIDIA H200 (UUID: GPU-1)' ;;
        *query-gpu=name*) echo 'NVIDIA H200' ;;
        *query-gpu*) echo 575.57.08 ;;
        *) echo '| NVIDIA-SMI 575.57.08    CUDA Version: 12.9 |' ;;
      esac
      """;
  private static final String NO_GPU =
      "echo 'NVIDIA-SMI has failed because it could not reach the driver.'; exit 9";

  @TempDir Path temporary;
  private CudaBundle bundle;
  private Path whole;
  private Path report;

  @BeforeEach
  void unpackABundle() throws Exception {
    assumeThat(Path.of("/proc/driver/nvidia/gpus")).as("a GPU of this machine").doesNotExist();
    bundle = new CudaBundle(temporary);
    Path packed = bundle.pack();
    bundle.unpack(packed, temporary);
    whole = temporary.resolve(CudaBundle.NAME);
    report = temporary.resolve("reports/one.md");
    bundle.machineHas("nvidia-smi", GPU);
    bundle.set("FAKE_NOTES", temporary.resolve("notes"));
  }

  private Result check(Object... more) throws Exception {
    List<Object> arguments = new ArrayList<>(List.of("--report", report));
    arguments.addAll(List.of(more));
    return bundle.run(whole.resolve("cuda-check"), arguments.toArray());
  }

  private String notes() throws IOException {
    return Files.readString(temporary.resolve("notes"));
  }

  @Test
  void everyStepThatCanRunRunsAndOneReportSaysWhatBecameOfIt() throws Exception {
    Result result = check();
    assertThat(result.exit()).as(result.output()).isZero();
    assertThat(result.output())
        .contains(
            "6 of 6: bench: passed, but without Twingraph torch, CUDA graphs; Python PyTorch on");
    assertThat(Files.readString(report))
        .contains("Every step that could run passed; ", " s in all.")
        .contains("| GPU | NVIDIA H200 |", "| driver | 575.57.08 |", "| driver's CUDA | 12.9 |")
        .contains(
            "| Java | 17.0.99 |",
            "for CUDA 12, engines: torch |",
            "| Python | no PyTorch in /no/python |")
        .contains("| machine | passed | ", "| doctor | passed | ")
        .contains("| tests | passed: 3 of 3 tests passed, 0 failed, 0 were skipped | ")
        .contains("| train | passed | ", "## train: `train --engine torch`, 5 epochs on CUDA (the")
        .contains("| parity | passed | ", "`parity`, 50 steps of: torch,torch --device cpu,cuda")
        .contains("#### train-512: a step", "| Twingraph torch | 1.000 |")
        .contains("the doctor says a | b")
        .doesNotContain("\033");
    assertThat(notes())
        .contains("Main doctor --device cuda --engines torch")
        .contains("--include-tag cuda --exclude-tag tensorflow")
        .contains("Main train --engine torch --device cuda --epochs 5 --data digits")
        .contains("Main bench --device cuda --workloads train-32,train-512 --rounds 5");
    assertThat(temporary.resolve("reports/one.logs/doctor.log")).exists();
  }

  @Test
  void contestantThatWasAskedForAndRanIsNotSaidToBeMissing() throws Exception {
    bundle.set("FAKE_ROWS", "| Twingraph torch, CUDA graphs | 1.0 |\\n");
    assertThat(check("--only", "bench").output())
        .contains(
            "bench: passed, but without Python PyTorch on CUDA, eager; Python PyTorch on CUDA,");
  }

  @Test
  void machineWithoutAGpuIsSaidToHaveNoneInEachStep() throws Exception {
    bundle.machineHas("nvidia-smi", NO_GPU).set("FAKE_DOCTOR", 3).set("FAKE_PASSED", 0);
    Result result = check();
    assertThat(result.exit()).isEqualTo(1);
    assertThat(Files.readString(report))
        .contains("Not every step passed; ")
        .contains("| machine | failed: exit status 9 | ", "could not reach the driver")
        .contains("| GPU | unknown |")
        .contains("| doctor | failed: exit status 3 | ")
        .contains("| tests | skipped: no NVIDIA GPU on this machine | ")
        .contains("| train | skipped: no NVIDIA GPU on this machine | ")
        .contains("| bench | skipped: no NVIDIA GPU on this machine | ");
    assertThat(notes()).doesNotContain("Main train", "Main bench");
  }

  @Test
  void failureIsShownAndTheRestIsDoneAllTheSame() throws Exception {
    bundle.set("FAKE_DOCTOR", 3).set("FAKE_FAILED", 1).set("FAKE_PASSED", 1);
    Result result = check();
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.output()).contains("Not every step passed: " + report);
    assertThat(Files.readString(report))
        .contains("| doctor | failed: exit status 3 | ")
        .contains("| tests | failed: 1 of 3 tests passed, 1 failed, 1 were skipped | ")
        .contains("| train | passed | ");
  }

  @Test
  void testsThatWereAllSkippedOnAMachineWithAGpuHaveFailed() throws Exception {
    bundle.set("FAKE_PASSED", 0);
    assertThat(check("--only", "tests").exit()).isEqualTo(1);
    assertThat(Files.readString(report))
        .contains("failed: 0 of 3 tests passed, 0 failed, 3 were skipped, so nothing was tested");
  }

  @Test
  void stepThatHangsIsStopped() throws Exception {
    CudaBundle.program(
        whole.resolve("jre/bin/java"),
        "#!/bin/sh\n[ \"$1\" = -version ] && exit 0\nexec sleep 60\n");
    assertThat(check("--only", "doctor,machine", "--limit", "1").exit()).isEqualTo(1);
    assertThat(Files.readString(report))
        .contains("| doctor | failed: stopped after 1 s | ")
        .contains("stopped after 1 s, the --limit of a step")
        .contains("| machine | passed | ");
  }

  @Test
  void commandsOfOneStepShareItsLimit() throws Exception {
    String both = "twingraph-cuda-both";
    bundle.unpack(
        bundle.pack(both, "--engines", "both", "--libraries", "none", "--part-size", "1K"),
        temporary);
    whole = temporary.resolve(both);
    Path limits = temporary.resolve("limits");
    bundle.machineHas("timeout", "echo $3 >> '" + limits + "'; sleep 1.1; exit 124");
    assertThat(check("--only", "parity", "--limit", "2").exit()).isEqualTo(1);
    assertThat(Files.readAllLines(limits)).hasSize(3).startsWith("2").endsWith("1");
    assertThat(Files.readString(report))
        .contains("tensorflow,tensorflow --device cpu,cuda: stopped after 2 s");
  }

  @Test
  void reportOfACheckThatIsStoppedHasWhatWasDone() throws Exception {
    CudaBundle.program(
        whole.resolve("jre/bin/java"),
        "#!/bin/sh\n[ \"$1\" = -version ] && exit 0\necho > '"
            + temporary.resolve("started")
            + "'\nexec sleep 60\n");
    Process process = bundle.process(whole.resolve("cuda-check"), "--report", report).start();
    while (!Files.exists(temporary.resolve("started"))) {
      Thread.sleep(20);
    }
    process.toHandle().destroy();
    assertThat(process.waitFor()).isEqualTo(128 + 15);
    assertThat(Files.readString(report))
        .contains("**Stopped after ", " s, in step doctor; what follows is not all.**")
        .contains("| machine | passed | ");
  }

  @Test
  void librariesAreTakenFromTheFirstFolderThatHasThem() throws Exception {
    Path mine = Files.createDirectory(temporary.resolve("mine"));
    Files.writeString(mine.resolve("libcublas.so.12"), "");
    Files.createDirectories(whole.resolve("lib"));
    Files.writeString(whole.resolve("lib/libcublas.so.12"), "");
    Files.writeString(whole.resolve("lib/libcudnn.so.9"), "");
    check("--only", "doctor", "--library-path", mine);
    assertThat(Files.readString(report))
        .contains("| `libcublas.so.12` | " + mine + " |")
        .contains("| `libcudnn.so.9` | the bundle/lib |");
    assertThat(notes()).contains(mine + ":" + whole.resolve("lib"));
  }

  @Test
  void mnistInTheBundleIsTrainedOnAsAWhole() throws Exception {
    Files.createDirectories(whole.resolve("data/mnist"));
    check("--only", "train,bench", "--rounds", "2");
    assertThat(notes())
        .contains("--epochs 5 --data " + whole.resolve("data/mnist") + " --train-limit all --out")
        .contains("--rounds 2 --data " + whole.resolve("data/mnist") + " --peers");
  }

  @Test
  void wrongArgumentsAreNamed() throws Exception {
    assertThat(check("--help").output()).contains("Usage:", "Examples:", "Exit status:");
    refused(2, "--engines must be torch or both, but was 'tf'", "--engines", "tf");
    refused(2, "--only names 'speed', which is no step; there are: machine, ", "--only=speed");
    refused(2, "--limit must be a number of seconds, but was '1h'", "--limit", "1h");
    refused(2, "--rounds must be 1 to 999, but was '0'", "--rounds", "0");
    refused(2, "unknown argument 'now'", "now");
    refused(3, "--engines both: this bundle has torch alone", "--engines", "both");
    refused(3, "--library-path: there is no folder /no/lib", "--library-path", "/no/lib");
    Files.createDirectories(temporary.resolve("reports/one.logs"));
    refused(3, "the folder for logs, is there already. Name another report with --report FILE");
  }

  private void refused(int exit, String text, Object... arguments) throws Exception {
    Result result = check(arguments);
    assertThat(result.output()).contains("cuda-check: ").contains(text);
    assertThat(result.exit()).isEqualTo(exit);
  }

  @Test
  void scriptWithoutItsBundleSaysHowToGetOne() throws Exception {
    Result result = bundle.run(bundle.home().resolve("scripts/cuda-check"));
    assertThat(result.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(result.output())
        .contains("there is no bundle at " + bundle.home().resolve("scripts"))
        .contains("Make one with scripts/cuda-pack, unpack it with: cuda-check --unpack");
  }

  @Test
  void javaThatDoesNotStartIsExplained() throws Exception {
    CudaBundle.program(
        whole.resolve("jre/bin/java"), "#!/bin/sh\necho 'GLIBC_2.36 not found' >&2; exit 1\n");
    assertThat(check().output())
        .contains("the bundle's Java does not start: GLIBC_2.36 not found")
        .contains("It was made on a machine with glibc 2.");
  }
}

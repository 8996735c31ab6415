// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that runs tests with the kernels of other processors, with a Java that runs none. */
class ProcessorsScriptTest {
  private static final Path SCRIPT =
      Path.of("..", "scripts", "processors").toAbsolutePath().normalize();
  private static final String OLD_INTEL =
      """
      vendor_id\t: GenuineIntel
      flags\t\t: fpu sse4_1 sse4_2 fma avx2

      """;
  private static final String NEW_AMD =
      """
      vendor_id\t: AuthenticAMD
      flags\t\t: fpu sse4_1 sse4_2 fma avx2 avx512f avx512dq avx512cd avx512bw avx512vl

      """;

  @TempDir Path temporary;
  private Path home;

  private record Result(int exit, String output) {}

  @BeforeEach
  void makeAProject() throws IOException {
    assumeThat(SCRIPT).as("the script, which is only there in a checkout").exists();
    home = Files.createDirectory(temporary.resolve("a project"));
    Files.createDirectory(home.resolve("scripts"));
    executable(Files.copy(SCRIPT, home.resolve("scripts/processors")));
  }

  /** A build with these jars, and a Java that writes its variables and what JUnit would write. */
  private void build(String classPath, String junit) throws IOException {
    Files.createDirectories(home.resolve("app/target/console"));
    Files.writeString(home.resolve("app/target/console/console.jar"), "");
    Files.writeString(home.resolve("app/target/twingraph.classpath.tests"), classPath);
    Path java = home.resolve("jdk/bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(
        java,
        "#!/bin/sh\nenv | grep -E '^(ONEDNN|OPENBLAS|ATEN|MKL|OMP|TF_ENABLE)_' | sort\n"
            + "echo \"$@\"\ncat <<'END'\n"
            + junit
            + "END\ncase '"
            + junit
            + "' in *'1 tests failed'*) exit 1 ;; esac\n");
    executable(java);
  }

  private static String junit(int found, int successful, int failed) {
    return "[         %d tests found           ]\n[         %d tests successful      ]\n"
            .formatted(found, successful)
        + "[         %d tests failed          ]\n".formatted(failed);
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Result run(String processor, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("scripts/processors"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "TWINGRAPH_CPUINFO",
                Files.writeString(temporary.resolve("cpuinfo"), processor).toString(),
                "JAVA_HOME",
                home.resolve("jdk").toString(),
                "OPENBLAS_CORETYPE",
                "Prescott",
                "MKL_CBWR",
                "AVX"));
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }

  private String log(String name) throws IOException {
    return Files.readString(home.resolve("app/target/processors/" + name + ".log"));
  }

  @Test
  void whatAProcessorCannotRunIsSkippedWithTheReason() throws Exception {
    Result old = run(OLD_INTEL, "--list");
    assertThat(old.exit()).as(old.output()).isZero();
    assertThat(old.output())
        .contains("avx512      ONEDNN_MAX_CPU_ISA=AVX512_CORE OPENBLAS_CORETYPE=SkylakeX;")
        .contains("skipped: this processor has no avx512f\n")
        .contains("TF_ENABLE_ONEDNN_OPTS=0 OMP_NUM_THREADS=1 MKL_ENABLE_INSTRUCTIONS=AVX2;");
    Result recent = run(NEW_AMD, "--list");
    assertThat(recent.output())
        .doesNotContain("skipped")
        .contains("without MKL_ENABLE_INSTRUCTIONS=AVX2: MKL heeds it on Intel's processors only");
  }

  @Test
  void withoutABuildItSaysWhatToDo() throws Exception {
    Result result = run(NEW_AMD);
    assertThat(result.exit()).isEqualTo(3);
    assertThat(result.output())
        .contains("there is no app/target/twingraph.classpath.tests.")
        .contains("Build first: ./mvnw verify");
  }

  @Test
  void eachRunHasItsOwnVariablesAndNoneOfTheUsers() throws Exception {
    build("/jars/mkl-1-linux-x86_64-redist.jar:/jars/junit-jupiter-api-5.jar", junit(7, 6, 0));
    Result result = run(NEW_AMD);
    assertThat(result.exit()).as(result.output()).isZero();
    assertThat(result.output())
        .contains("6 of 7 tests passed, 0 failed, 1 skipped, in ")
        .contains("processors: 5 runs passed, in ");
    assertThat(log("sse"))
        .startsWith(
            "ATEN_CPU_CAPABILITY=default\nONEDNN_MAX_CPU_ISA=SSE41\nOPENBLAS_CORETYPE=Nehalem\n-X")
        .contains("-Dorg.bytedeco.openblas.load=libopenblas -Dtwingraph.threads=2")
        .contains("--select-class io.twingraph.app.parity.ProcessorSettingsTest");
    assertThat(log("mkl"))
        .startsWith("MKL_CBWR=COMPATIBLE\n-X")
        .contains("-Dorg.bytedeco.openblas.load=mkl_rt -Dtwingraph.threads=4")
        .contains("/jars/mkl-1-linux-x86_64-redist.jar")
        .doesNotContain("junit-jupiter-api");
    assertThat(log("one")).startsWith("OMP_NUM_THREADS=1\nTF_ENABLE_ONEDNN_OPTS=0\n-X");
  }

  @Test
  void runsWithMklAreSkippedWhereItIsMissing() throws Exception {
    build("/jars/some.jar", junit(7, 7, 0));
    Result result = run(NEW_AMD, "--only", "sse,mkl");
    assertThat(result.exit()).isZero();
    assertThat(result.output())
        .contains("skipped: MKL is not on the class path of this build; -Pmkl puts it there")
        .contains("processors: 1 runs passed");
  }

  @Test
  void oneThreadIsTriedWithoutMklToo() throws Exception {
    build("/jars/some.jar", junit(7, 7, 0));
    Result result = run(OLD_INTEL, "--only", "one");
    assertThat(result.exit()).isZero();
    assertThat(result.output())
        .contains("with OpenBLAS: MKL is not on the class path of this build")
        .contains("processors: 1 runs passed");
    assertThat(log("one"))
        .startsWith("OMP_NUM_THREADS=1\nTF_ENABLE_ONEDNN_OPTS=0\n-X")
        .contains("-Dorg.bytedeco.openblas.load=libopenblas -Dtwingraph.threads=1");
  }

  @Test
  void failedTestFailsTheScriptAndTheOtherRunsAreMade() throws Exception {
    build("/jars/some.jar", "Failures (1):\n  ATest:sumIsRight()\n" + junit(7, 6, 1));
    Result result = run(NEW_AMD, "--only", "sse,avx2");
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.output())
        .contains("6 of 7 tests passed, 1 failed, 0 skipped")
        .contains("ATest:sumIsRight()")
        .endsWith("processors: failed: sse avx2\n");
  }

  @Test
  void runThatFindsNoTestFails() throws Exception {
    build("/jars/some.jar", junit(0, 0, 0));
    Result result = run(NEW_AMD, "--only", "avx2");
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.output()).contains("0 of 0 tests passed").contains("failed: avx2");
  }

  @Test
  void unknownNamesAndOptionsAreRefused() throws Exception {
    Result name = run(NEW_AMD, "--only", "sse,neon");
    assertThat(name.exit()).isEqualTo(2);
    assertThat(name.output())
        .contains("'neon' is no run.")
        .contains("expected: one of sse, avx2, avx512, mkl, one");
    assertThat(run(NEW_AMD, "--fast").output()).contains("--fast is no option.");
    assertThat(run(NEW_AMD, "--help").output()).startsWith("Usage: scripts/processors [--all]");
  }
}

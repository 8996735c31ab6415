// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What XLA needs of CUDA's compiler: into the bundle from PyPI, and out of it to Twingraph. */
class CudaCompilerTest {
  private static final String BOTH = "twingraph-cuda-both";

  /** A pip that makes the wheels it is asked for; anything else is done by the real Python. */
  private static final String PIP =
      """
      case $* in
        *'pip --version') exit ;;
        *' download '*) ;;
        *) exec "$PYTHON" "$@" ;;
      esac
      while [ $# -gt 1 ]; do
        [ "$1" != --dest ] || dest=$2
        [ "$1" != --requirement ] || list=$2
        shift
      done
      "$PYTHON" - "$dest" "$list" <<'MAKE'
      import sys, zipfile
      dest, list = sys.argv[1:]
      for line in open(list):
          if line.startswith("#"):
              continue
          name, version = line.strip().replace("-", "_").split("==")
          short = name.removeprefix("nvidia_").removesuffix("_cu12")
          with zipfile.ZipFile(f"{dest}/{name}-{version}-py3-none-any.whl", "w") as wheel:
              for file in ("lib/lib%s.so.1" % short, "bin/ptxas", "bin/other", "nvvm/lib64/libnvvm.so",
                           "nvvm/libdevice/libdevice.10.bc"):
                  wheel.writestr(f"nvidia/{short}/{file}", name)
              wheel.writestr(f"{name}-{version}.dist-info/licenses/License.txt", "licence")
      MAKE
      """;

  @TempDir Path temporary;
  private CudaBundle bundle;

  @BeforeEach
  void makeAProjectAndAPip() throws Exception {
    Path python =
        Stream.of(System.getenv("PATH").split(":"))
            .map(folder -> Path.of(folder, "python3"))
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(null);
    assumeThat(python).as("a python3, which unpacks wheels").isNotNull();
    bundle = new CudaBundle(temporary);
    bundle.set("PYTHON", python).machineHas("python3", PIP);
    bundle.machineHas("df", "echo Avail; echo 99000000000");
    bundle.set("FAKE_NOTES", temporary.resolve("notes"));
  }

  /** The whole of a bundle that was packed and unpacked. */
  private Path whole(String name, Object... arguments) throws Exception {
    bundle.unpack(bundle.pack(name, arguments), temporary);
    return temporary.resolve(name);
  }

  private String report(Path whole) throws Exception {
    Path report = temporary.resolve("report.md");
    bundle.run(whole.resolve("cuda-check"), "--report", report, "--only", "doctor");
    return Files.readString(report);
  }

  private List<String> notes() throws Exception {
    return Files.readAllLines(temporary.resolve("notes"));
  }

  private static List<String> files(Path folder) throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .toList();
    }
  }

  @Test
  void bundleWithBothEnginesBringsTwoFilesOfTheCompilerWithTheirLicence() throws Exception {
    Path whole = whole(BOTH, "--engines", "both");
    assertThat(files(whole.resolve("nvcc")))
        .containsExactlyInAnyOrder(
            "bin/ptxas", "nvvm/libdevice/libdevice.10.bc", "License.txt.nvidia_cuda_nvcc_cu12");
    assertThat(whole.resolve("nvcc/bin/ptxas")).isExecutable().hasContent("nvidia_cuda_nvcc_cu12");
    assertThat(files(whole.resolve("lib")))
        .contains("libcublas.so.1", "License.txt.nvidia_cublas_cu12")
        .noneMatch(name -> name.contains("nvvm") || name.contains("nvcc/"));
  }

  @Test
  void bundleWithTorchAloneBringsNothingOfIt() throws Exception {
    Path whole = whole(CudaBundle.NAME);
    assertThat(whole.resolve("nvcc")).doesNotExist();
    assertThat(report(whole)).doesNotContain("ptxas");
    assertThat(notes()).allMatch(line -> line.endsWith("compiler="));
  }

  @Test
  void checkNamesTheBundlesFolderToTwingraphAndInTheReport() throws Exception {
    Path whole = whole(BOTH, "--engines", "both");
    assertThat(report(whole))
        .contains("| `ptxas` and `libdevice.10.bc`, for XLA | the bundle/nvcc |");
    assertThat(notes())
        .anyMatch(
            line -> line.contains("doctor") && line.endsWith("compiler=" + whole.resolve("nvcc")));
  }

  @Test
  void whatTheUserHasSaidOfXlaStays() throws Exception {
    bundle.set("XLA_FLAGS", "--xla_gpu_cuda_data_dir=/mine");
    assertThat(report(whole(BOTH, "--engines", "both")))
        .contains("for XLA | what XLA_FLAGS says |");
    assertThat(notes()).allMatch(line -> line.endsWith("compiler="));
  }

  @Test
  void folderThatTheUserNamesIsNotReplaced() throws Exception {
    bundle.set("TWINGRAPH_CUDA_COMPILER", "/mine");
    assertThat(report(whole(BOTH, "--engines", "both"))).contains("for XLA | /mine |");
    assertThat(notes()).allMatch(line -> line.endsWith("compiler=/mine"));
  }

  @Test
  void wheelWithoutTheAssemblerIsRefused() throws Exception {
    bundle.machineHas("python3", PIP.replace("\"bin/ptxas\", ", ""));
    assertThat(bundle.run(bundle.packer(), "--engines", "both").output())
        .contains("the wheels of scripts/cuda-compiler.txt have no bin/ptxas, which XLA needs.");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the script that examines a machine finds CUDA's libraries, with a Python that has some. */
class CudaCheckLibrariesTest {
  private static final String ELSEWHERE = "the dynamic linker's own places";

  @TempDir Path temporary;
  private CudaBundle bundle;
  private Path packages;

  @BeforeEach
  void makeAPython() throws Exception {
    bundle = new CudaBundle(temporary);
    packages = Files.createDirectories(temporary.resolve("site-packages/nvidia"));
    Path python = temporary.resolve("python");
    String answer =
        "case $2 in *purelib*) echo '" + packages.getParent() + "' ;; *) exit 1 ;; esac";
    CudaBundle.program(python, "#!/bin/sh\n" + answer + "\n");
    bundle.set("TWINGRAPH_BENCH_PYTHON", python);
    bundle.set("FAKE_NOTES", temporary.resolve("notes"));
  }

  private void has(String folder, String... libraries) throws IOException {
    Path lib = Files.createDirectories(packages.resolve(folder).resolve("lib"));
    for (String library : libraries) {
      Files.writeString(lib.resolve(library), "");
    }
  }

  /** What wheels for CUDA 12 lay down; cuSPARSE has one name in both. */
  private void hasCuda12() throws IOException {
    has("cublas", "libcublas.so.12", "libcublasLt.so.12");
    has("cusparse", "libcusparse.so.12");
    has("cusolver", "libcusolver.so.11");
    has("cudnn", "libcudnn.so.9");
  }

  private void hasCuda13() throws IOException {
    has("cu13", "libcublas.so.13", "libcublasLt.so.13", "libcusparse.so.12", "libcusolver.so.12");
    has("cu13", "libcudart.so.13", "libcurand.so.10");
    has("nccl", "libnccl.so.2");
    has("cudnn", "libcudnn.so.9");
  }

  /** The report of a check of a bundle that was packed with these arguments. */
  private String check(String name, Object... arguments) throws Exception {
    bundle.unpack(bundle.pack(name, arguments), temporary);
    Path report = temporary.resolve("report.md");
    Path script = temporary.resolve(name).resolve("cuda-check");
    bundle.run(script, "--report", report, "--only", "doctor");
    return Files.readString(report);
  }

  private String check12() throws Exception {
    return check(CudaBundle.NAME, "--libraries", "none", "--part-size", "1K");
  }

  private String check13() throws Exception {
    return check(CudaBundle.NAME_13, "--cuda13", "--part-size", "1K");
  }

  private static String row(String library, Object folder) {
    return "| `" + library + "` | " + folder + " |";
  }

  private String searched() throws IOException {
    return Files.readAllLines(temporary.resolve("notes")).get(0);
  }

  @Test
  void bundleForCuda13TakesTheLibrariesOfPythonsPackagesForIt() throws Exception {
    hasCuda13();
    Path cuda = packages.resolve("cu13/lib");
    assertThat(check13())
        .contains("for CUDA 13, engines: torch")
        .contains(row("libcublas.so.13", cuda), row("libcusparse.so.12", cuda))
        .contains(row("libcudart.so.13", cuda), row("libcurand.so.10", cuda))
        .contains(row("libcudnn.so.9", packages.resolve("cudnn/lib")))
        .contains(row("libnccl.so.2", packages.resolve("nccl/lib")))
        .contains(row("libcupti.so.13", ELSEWHERE));
    assertThat(searched())
        .startsWith(cuda + ":" + packages.resolve("cudnn/lib") + ":" + packages.resolve("nccl"));
  }

  @Test
  void packagesForTheOtherCudaAreLeftAlone() throws Exception {
    hasCuda12();
    assertThat(check13()).contains(row("libcusparse.so.12", ELSEWHERE)).doesNotContain("packages");
  }

  @Test
  void packagesForCuda13DoNotServeABundleForCuda12() throws Exception {
    hasCuda13();
    assertThat(check12()).contains(row("libcusparse.so.12", ELSEWHERE)).doesNotContain("packages");
  }

  @Test
  void whereBothAreThereEachBundleTakesItsOwn() throws Exception {
    hasCuda12();
    hasCuda13();
    assertThat(check12())
        .contains("for CUDA 12, engines: torch")
        .contains(row("libcusparse.so.12", packages.resolve("cusparse/lib")))
        .contains(row("libcusolver.so.11", packages.resolve("cusolver/lib")));
    assertThat(searched()).doesNotContain("cu13");
  }

  @Test
  void librariesThatTheBundleBringsAreNotLookedForElsewhere() throws Exception {
    hasCuda13();
    Path mine = Files.createDirectories(temporary.resolve("mine"));
    for (String file : List.of("libcublas.so.13", "libcublasLt.so.13", "libcusparse.so.12")) {
      Files.writeString(mine.resolve(file), "");
    }
    String report = check(CudaBundle.NAME_13, "--cuda13", "--libraries", mine);
    assertThat(report)
        .contains(row("libcublas.so.13", "the bundle/lib"))
        .contains(row("libcusparse.so.12", "the bundle/lib"))
        .contains(row("libcusolver.so.12", packages.resolve("cu13/lib")))
        .doesNotContain("libcudart.so.13", "libcurand.so.10");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.app.CudaBundle.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that makes a bundle for a machine with a GPU, with a build of a moment. */
class CudaPackTest {
  @TempDir Path temporary;
  private CudaBundle bundle;

  @BeforeEach
  void makeAProject() throws IOException {
    bundle = new CudaBundle(temporary);
  }

  private Result pack(Object... arguments) throws Exception {
    return bundle.run(bundle.packer(), arguments);
  }

  private List<String> left() throws IOException {
    Path out = bundle.home().resolve("target/cuda-pack");
    try (Stream<Path> files = Files.list(out)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals(".lock") && !name.endsWith(".log"))
          .sorted()
          .toList();
    }
  }

  /** The names in the packed archive. */
  private List<String> inside(Path packed) throws Exception {
    List<Path> parts = CudaBundle.parts(packed);
    Path tar = temporary.resolve("tar");
    CudaBundle.program(tar, "#!/usr/bin/env bash\ncat \"$@\" | tar -tzf -\n");
    return bundle.run(tar, parts.toArray()).output().lines().toList();
  }

  @Test
  void bundleWithTorchAloneHasNothingOfTensorFlowAndNoMkl() throws Exception {
    Path packed = bundle.pack();
    String root = CudaBundle.NAME + "/";
    assertThat(inside(packed))
        .contains(root + "jars/twingraph-app.jar", root + "jars/pytorch-1-linux-x86_64-gpu.jar")
        .contains(root + "tests/twingraph-app-tests.jar", root + "tests/assertj-core-1.jar")
        .contains(root + "tests/junit-platform-console-standalone-1.jar", root + "jre/bin/java")
        .contains(root + "cuda-check", root + "FACTS", root + "README")
        .contains(root + "jars/cuda-redist-1-linux-x86_64.jar")
        .noneMatch(name -> name.contains("tensorflow") || name.contains("bindings-tf"))
        .noneMatch(name -> name.contains("mkl") || name.contains("junit-jupiter"))
        .noneMatch(name -> name.equals(root + "tests/noise-1.jar"));
    assertThat(left()).containsExactly(CudaBundle.NAME);
    assertThat(Files.readString(bundle.home().resolve("mvnw.txt")))
        .contains("-Pcuda -DskipTests package")
        .contains("dependency:copy@console-launcher");
  }

  @Test
  void bundleWithBothEnginesHasThemBoth() throws Exception {
    Result result = pack("--engines", "both", "--libraries=none", "--part-size", "1K");
    assertThat(result.output()).contains("twingraph-cuda-both").contains("MNIST no (the check");
    assertThat(inside(bundle.home().resolve("target/cuda-pack/twingraph-cuda-both")))
        .anyMatch(name -> name.endsWith("jars/tensorflow-core-native-1-gpu.jar"))
        .anyMatch(name -> name.endsWith("tests/twingraph-bindings-tf-tests.jar"))
        .noneMatch(name -> name.contains("mkl"));
  }

  @Test
  void bundleForCuda13LeavesOutWhatAMachineWithItHas() throws Exception {
    Path packed = bundle.pack(CudaBundle.NAME_13, "--cuda13", "--part-size", "1K");
    String root = CudaBundle.NAME_13 + "/";
    assertThat(inside(packed))
        .contains(root + "jars/twingraph-app.jar", root + "jars/pytorch-1-linux-x86_64-gpu.jar")
        .contains(root + "tests/twingraph-app-tests.jar", root + "tests/twingraph-cuda-tests.jar")
        .noneMatch(name -> name.contains("cuda-redist") || name.contains("/lib/lib"))
        .noneMatch(name -> name.contains("tensorflow") || name.contains("bindings-tf"));
    assertThat(Files.readString(bundle.home().resolve("mvnw.txt")))
        .contains("-Pcuda13 -DskipTests package")
        .contains("-Pcuda13 -pl app dependency:copy@console-launcher");
    assertThat(left()).containsExactly(CudaBundle.NAME_13);
  }

  @Test
  void bundleForCuda13MayBringTheLibraries() throws Exception {
    Path cuda = Files.createDirectory(temporary.resolve("cuda 13"));
    Files.writeString(cuda.resolve("libcublas.so.13"), "library");
    Path packed =
        bundle.pack(CudaBundle.NAME_13, "--cuda13", "--libraries", cuda, "--part-size=500K");
    assertThat(inside(packed))
        .contains(CudaBundle.NAME_13 + "/lib/libcublas.so.13")
        .contains(CudaBundle.NAME_13 + "/jars/cuda-redist-1-linux-x86_64.jar");
  }

  @Test
  void manifestHasSizeAndHashOfEachPartAndNoPartIsLarger() throws Exception {
    Path packed = bundle.pack();
    List<Path> parts = CudaBundle.parts(packed);
    assertThat(parts).hasSizeGreaterThan(5);
    List<String> manifest = Files.readAllLines(packed.resolve("MANIFEST"));
    assertThat(manifest.get(0)).isEqualTo("twingraph-cuda-bundle 1");
    assertThat(manifest).filteredOn(line -> line.startsWith("part ")).hasSameSizeAs(parts);
    for (Path part : parts) {
      assertThat(Files.size(part)).isPositive().isLessThanOrEqualTo(1000);
      assertThat(manifest)
          .anyMatch(
              line ->
                  line.matches("part " + part.getFileName() + " " + size(part) + " [0-9a-f]{64}"));
    }
  }

  private static long size(Path file) {
    return file.toFile().length();
  }

  @Test
  void packingAgainGivesTheSameParts() throws Exception {
    Path packed = bundle.pack();
    String first = Files.readString(packed.resolve("MANIFEST"));
    bundle.pack();
    assertThat(packed.resolve("MANIFEST")).hasContent(first);
  }

  @Test
  void librariesAndDataAreTakenFromFolders() throws Exception {
    Path cuda = Files.createDirectory(temporary.resolve("cuda 12"));
    Files.writeString(cuda.resolve("libcublas.so.12.9"), "library");
    Files.createSymbolicLink(cuda.resolve("libcublas.so.12"), Path.of("libcublas.so.12.9"));
    Path mnist = Files.createDirectories(temporary.resolve("data/mnist"));
    for (String file : List.of("train-images-idx3", "train-labels-idx1", "t10k-images-idx3")) {
      Files.writeString(mnist.resolve(file + "-ubyte.gz"), file);
    }
    Files.writeString(mnist.resolve("t10k-labels-idx1-ubyte"), "labels");
    Result result =
        pack("--libraries", cuda, "--data", temporary.resolve("data"), "--part-size=500K");
    assertThat(result.output()).contains("1 of at most 1 MB").contains("MNIST yes");
    assertThat(inside(bundle.home().resolve("target/cuda-pack").resolve(CudaBundle.NAME)))
        .contains(CudaBundle.NAME + "/lib/libcublas.so.12")
        .contains(CudaBundle.NAME + "/data/mnist/train-images-idx3-ubyte.gz")
        .contains(CudaBundle.NAME + "/data/mnist/t10k-labels-idx1-ubyte");
  }

  @Test
  void buildThatFailsShowsWhyAndLeavesNothing() throws Exception {
    CudaBundle.program(bundle.home().resolve("mvnw"), "#!/bin/sh\necho maven is sad\nexit 1\n");
    Result result = pack("--libraries", "none");
    assertThat(result.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(result.output())
        .contains("maven is sad", "for GPUs: failed (the text above is also in ");
    assertThat(left()).isEmpty();
  }

  @Test
  void packingThatIsStoppedLeavesNothing() throws Exception {
    CudaBundle.program(bundle.home().resolve("mvnw"), "#!/bin/sh\necho > started\nexec sleep 1\n");
    Process process = bundle.process(bundle.packer(), "--libraries", "none").start();
    while (!Files.exists(bundle.home().resolve("started"))) {
      Thread.sleep(20);
    }
    assertThat(left()).isEmpty();
    process.toHandle().destroy();
    assertThat(process.waitFor()).isEqualTo(128 + 15);
    assertThat(left()).isEmpty();
  }

  @Test
  void tooLittleSpaceIsRefusedBeforeAnythingIsMade() throws Exception {
    bundle.machineHas("df", "echo Avail; echo 0");
    Result result = pack("--libraries", "none", "--part-size", "1K");
    assertThat(result.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(result.output())
        .contains("not enough space in ")
        .contains("the parts takes about 1 MB, but 0 MB are free.")
        .contains("or give a folder on another disk with --out");
    assertThat(left()).isEmpty();
  }

  @Test
  void twoAtOnceAreRefused() throws Exception {
    CudaBundle.program(bundle.home().resolve("mvnw"), "#!/bin/sh\necho > started\nexec sleep 1\n");
    Process first = bundle.process(bundle.packer(), "--libraries", "none").start();
    while (!Files.exists(bundle.home().resolve("started"))) {
      Thread.sleep(20);
    }
    assertThat(pack("--libraries", "none").output()).contains("another cuda-pack is at work in ");
    first.destroy();
    first.waitFor();
  }

  @Test
  void wrongArgumentsAreNamed() throws Exception {
    assertThat(pack("--help").output()).contains("Usage:", "Examples:");
    refused(2, "--engines must be torch or both, but was 'tf'", "--engines", "tf");
    refused(2, "with K, M or G behind it if you like, but was '60X'", "--part-size", "60X");
    refused(2, "--part-size must be at least 1K, but was '12'", "--part-size", "12");
    refused(2, "TensorFlow has no natives for CUDA 13", "--cuda13", "--engines", "both");
    refused(2, "unknown option '--cuda13'", "--cuda13=yes");
    refused(2, "unknown argument 'torch'", "torch");
    refused(2, "unknown option '--engine'", "--engine=torch");
    refused(2, "--out needs a value", "--out");
    refused(
        2, "--libraries none cannot be given together", "--libraries", ".", "--libraries", "none");
    refused(3, "expected a folder, pypi or none, but '/no/cuda'", "--libraries", "/no/cuda");
    refused(3, "expected shared libraries (*.so*) in it", "--libraries", temporary);
    refused(3, "the folder that has libcublas.so.13", "--cuda13", "--libraries", temporary);
    refused(
        3,
        "MNIST is neither in '" + temporary + "' nor in '" + temporary + "/mnist'; expected train",
        "--libraries=none",
        "--data",
        temporary);
    bundle.set("TWINGRAPH_DATA", temporary);
    refused(3, "TWINGRAPH_DATA: MNIST is neither in '" + temporary + "' nor", "--libraries=none");
    bundle.set("TWINGRAPH_DATA", "").set("JAVA_HOME", "/no/java");
    refused(3, "Install a JDK 17 or newer", "--libraries", "none");
  }

  private void refused(int exit, String text, Object... arguments) throws Exception {
    Result result = pack(arguments);
    assertThat(result.output()).contains("cuda-pack: ").contains(text);
    assertThat(result.exit()).isEqualTo(exit);
  }
}

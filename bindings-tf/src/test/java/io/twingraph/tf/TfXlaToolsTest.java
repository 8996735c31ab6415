// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.engine.EngineUnavailableException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** XLA on a GPU without CUDA's assembler is refused, as TensorFlow would end the process. */
class TfXlaToolsTest {
  private static final Path TOOLKIT = Path.of("/usr/local/cuda");
  private static final Path FUNCTIONS = TOOLKIT.resolve("nvvm/libdevice/libdevice.10.bc");

  private static void look(Map<String, String> environment, Path... files) {
    TfXlaTools.require("cuda:0", environment, Set.of(files)::contains);
  }

  @Test
  void cpuNeedsNeither() {
    assertThatCode(() -> TfXlaTools.require("cpu", Map.of())).doesNotThrowAnyException();
  }

  @Test
  void toolkitInItsUsualFolderIsFound() {
    assertThatCode(() -> look(Map.of(), TOOLKIT.resolve("bin/ptxas"), FUNCTIONS))
        .doesNotThrowAnyException();
  }

  @Test
  void assemblerIsFoundInThePathAndTheFolderOfTheFlagsComesIn() {
    assertThatCode(
            () -> look(Map.of("PATH", "/bin:/opt/bin"), Path.of("/opt/bin/ptxas"), FUNCTIONS))
        .doesNotThrowAnyException();
    assertThatCode(
            () ->
                look(
                    Map.of("XLA_FLAGS", "--xla_a=1 --xla_gpu_cuda_data_dir=/opt/nvcc --xla_b=2"),
                    Path.of("/opt/nvcc/bin/ptxas"),
                    Path.of("/opt/nvcc/nvvm/libdevice/libdevice.10.bc")))
        .doesNotThrowAnyException();
  }

  @Test
  void folderThatTheUserNamesIsLookedAtEvenIfItsNameHasSpaces() {
    Path folder = Path.of("/my cuda/nvcc");
    assertThatCode(
            () ->
                look(
                    Map.of("TWINGRAPH_CUDA_COMPILER", folder.toString()),
                    folder.resolve("bin/ptxas"),
                    folder.resolve("nvvm/libdevice/libdevice.10.bc")))
        .doesNotThrowAnyException();
  }

  @Test
  void folderThatTheUserNamesDoesNotCountBesideHisOwnFlagsAsXlaWouldNotSeeIt() {
    assertThatThrownBy(
            () ->
                look(
                    Map.of("TWINGRAPH_CUDA_COMPILER", "/nvcc", "XLA_FLAGS", "--xla_a=1"),
                    Path.of("/nvcc/bin/ptxas"),
                    Path.of("/nvcc/nvvm/libdevice/libdevice.10.bc")))
        .hasMessageContaining("libdevice.10.bc in [cuda_sdk_lib, /usr/local/cuda] and for ptxas");
  }

  @Test
  void whatIsMissingIsNamedWithWhereItWasLookedForAndWhoHasIt() {
    assertThatThrownBy(
            () -> look(Map.of("PATH", "/bin", "XLA_FLAGS", "--xla_gpu_cuda_data_dir=/x")))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessage(
            "tensorflow: XLA (TWINGRAPH_TF_XLA=1) on cuda:0 is not available\n"
                + "  missing: ptxas and libdevice.10.bc, looked for as bin/ptxas and"
                + " nvvm/libdevice/libdevice.10.bc in [/x, cuda_sdk_lib, /usr/local/cuda] and for"
                + " ptxas in the PATH\n"
                + "  to do:   install CUDA 12's compiler (Debian and Ubuntu: cuda-nvcc-12-9; PyPI:"
                + " nvidia-cuda-nvcc-cu12) and name its folder: TWINGRAPH_CUDA_COMPILER=FOLDER, or"
                + " --xla_gpu_cuda_data_dir=FOLDER in XLA_FLAGS if you set that; or unset"
                + " TWINGRAPH_TF_XLA");
  }

  @Test
  void userWhoLeavesTheAssemblingToTheDriverNeedsTheFunctionsAlone() {
    Map<String, String> driver =
        Map.of("XLA_FLAGS", "--xla_gpu_unsafe_fallback_to_driver_on_ptxas_not_found=true");
    assertThatCode(() -> look(driver, FUNCTIONS)).doesNotThrowAnyException();
    assertThatThrownBy(() -> look(driver)).hasMessageContaining("missing: libdevice.10.bc, looked");
  }
}

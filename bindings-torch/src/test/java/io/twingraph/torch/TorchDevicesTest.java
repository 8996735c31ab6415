// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.cuda.CudaChain;
import io.twingraph.cuda.CudaLibrary;
import io.twingraph.cuda.CudaSystem;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.EngineUnavailableException;
import io.twingraph.engine.TrainingSession;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TorchDevicesTest {
  private static final Optional<CudaChain.Link> NONE_BROKEN = Optional.empty();

  private static void check(int index, int gpus, boolean cuda, Optional<CudaChain.Link> broken) {
    TorchDevices.cudaMissing(DeviceRequest.cuda(index), gpus, cuda, broken);
  }

  @Test
  void nativesForTheCpuSayHowToGetTheOthers() {
    assertThatThrownBy(() -> check(0, 0, false, NONE_BROKEN))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessage(
            "torch: device cuda:0 is not available\n"
                + "  missing: libtorch_cuda.so: the natives on the class path were built without"
                + " CUDA\n"
                + "  to do:   start with ./twingraph --cuda, or build with -Pcuda (artifact "
                + TorchLibrary.artifact("-gpu")
                + "), or use device 'cpu'");
  }

  @Test
  void libraryThatDoesNotLoadIsNamedWithWhereToGetIt() {
    CudaLibrary driver = CudaLibrary.CHAIN.get(0);
    Optional<CudaChain.Link> broken = Optional.of(new CudaChain.Link(driver, "no such file"));
    assertThatThrownBy(() -> check(0, 0, true, broken))
        .hasMessageContaining("missing: libcuda.so.1 (driver: no such file)")
        .hasMessageContaining("install the NVIDIA driver: package nvidia-driver")
        .hasMessageEndingWith("; `twingraph doctor` shows all that is missing");
  }

  @Test
  void gpuThatIsHiddenIsLookedForElsewhere() {
    assertThatThrownBy(() -> check(0, 0, true, NONE_BROKEN))
        .hasMessageContaining("missing: a GPU that the driver shows to this process")
        .hasMessageContaining("CUDA_VISIBLE_DEVICES");
  }

  @Test
  void cudaNumberThatIsNotThereSaysHowManyThereAre() {
    assertThatThrownBy(() -> check(2, 2, true, NONE_BROKEN))
        .hasMessageContaining("torch: device cuda:2 is not available")
        .hasMessageContaining("missing: GPU number 2: libtorch sees 2")
        .hasMessageContaining("use cuda:0 to cuda:1 or 'cpu'");
    assertThatThrownBy(() -> check(1, 1, true, NONE_BROKEN))
        .hasMessageContaining("use cuda:0 or 'cpu'");
    assertThatCode(() -> check(0, 1, true, NONE_BROKEN)).doesNotThrowAnyException();
  }

  @Test
  void buildForGpusThatRunsOnTheCpuSaysWhy() {
    assertThat(TorchDevices.notice("cuda:0")).isEmpty();
    if (CudaSystem.inThisBuild()) {
      assertThat(TorchDevices.notice("cpu"))
          .extractingByKey(TrainingSession.NOTICE)
          .asString()
          .startsWith("runs on the CPU, as no GPU can be used: ");
    } else {
      assertThat(TorchDevices.notice("cpu")).isEmpty();
    }
  }
}

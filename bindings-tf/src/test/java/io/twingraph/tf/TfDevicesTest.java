// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twingraph.cuda.CudaChain;
import io.twingraph.cuda.CudaLibrary;
import io.twingraph.cuda.CudaSystem;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.EngineUnavailableException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class TfDevicesTest {
  private static TfDevices devices;

  @BeforeAll
  static void look() {
    TfLibrary.load(new TfEngineProvider().environment(2));
    devices = TfLibrary.quietly(() -> TfDevices.look(DeviceRequest.AUTO, 2));
  }

  @Test
  void cpuIsAlwaysThere() {
    assertThat(devices.names()).contains("/device:CPU:0");
    assertThat(devices.device(DeviceRequest.CPU)).isEqualTo("cpu");
    assertThat(TfDevices.nativeName("cpu")).isEqualTo("/device:CPU:0");
    assertThat(TfDevices.nativeName("cuda:1")).isEqualTo("/device:GPU:1");
  }

  @Test
  void autoTakesAGpuWhereThereIsOne() {
    TfDevices with = new TfDevices(List.of("/device:CPU:0", "/device:GPU:0"), true);
    assertThat(with.device(DeviceRequest.AUTO)).isEqualTo("cuda:0");
    assertThat(new TfDevices(List.of("/device:CPU:0"), true).device(DeviceRequest.AUTO))
        .isEqualTo("cpu");
  }

  @Test
  void cudaWithCpuNativesNamesTheArtifactToPutInTheirPlace() {
    assumeTrue(!CudaSystem.inThisBuild(), "skipped: the natives on the class path are for GPUs");
    assertThatThrownBy(() -> devices.device(DeviceRequest.cuda(0)))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessageContaining("tensorflow: device cuda:0 is not available")
        .hasMessageContaining("the natives on the class path were built without it")
        .hasMessageContaining("start with ./twingraph --cuda, or build with -Pcuda")
        .hasMessageContaining("org.tensorflow:tensorflow-core-native:1.1.0:")
        .hasMessageContaining("-gpu");
  }

  @Test
  void theFirstLibraryThatIsMissingIsNamedWithWhereToGetIt() {
    CudaLibrary cudnn =
        CudaLibrary.CHAIN.stream().filter(one -> one.title().equals("cuDNN")).findFirst().get();
    CudaChain.Link broken = new CudaChain.Link(cudnn, "cannot open shared object file");
    assertThatThrownBy(
            () -> TfDevices.cudaMissing(DeviceRequest.cuda(0), 0, true, Optional.of(broken)))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessageContaining("libcudnn.so.9 (cuDNN: cannot open shared object file)")
        .hasMessageContaining(cudnn.source())
        .hasMessageContaining("`twingraph doctor` shows all that is missing");
  }

  @Test
  void aGpuThatIsHiddenIsLookedForElsewhere() {
    assertThatThrownBy(
            () -> TfDevices.cudaMissing(DeviceRequest.cuda(0), 0, true, Optional.empty()))
        .hasMessageContaining("a GPU that the driver shows to this process")
        .hasMessageContaining("CUDA_VISIBLE_DEVICES");
  }

  @Test
  void gpuNumberThatIsNotThereIsRefusedWithTheNumberThatIs() {
    assertThatThrownBy(
            () -> TfDevices.cudaMissing(DeviceRequest.cuda(2), 2, true, Optional.empty()))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessageContaining("GPU number 2: TensorFlow sees 2")
        .hasMessageContaining("use cuda:0 to cuda:1 or 'cpu'");
    assertThatCode(() -> TfDevices.cudaMissing(DeviceRequest.cuda(1), 2, true, Optional.empty()))
        .doesNotThrowAnyException();
  }

  @Test
  void twoThreadsRunTwoOperationsOnSmallBatchesAndOneOnLarge() {
    assertThat(TfLibrary.threads(2, 32)).containsExactly(1, 2);
    assertThat(TfLibrary.threads(2, 128)).containsExactly(2, 1);
    assertThat(TfLibrary.threads(1, 32)).containsExactly(1, 1);
    assertThat(TfLibrary.threads(8, 32)).containsExactly(8, 1);
  }
}

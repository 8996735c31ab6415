// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import static org.bytedeco.pytorch.global.torch.cuda_device_count;
import static org.bytedeco.pytorch.global.torch.cuda_is_available;

import io.twingraph.cuda.CudaChain;
import io.twingraph.cuda.CudaRefusal;
import io.twingraph.cuda.CudaSystem;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.EngineUnavailableException;
import io.twingraph.engine.TrainingSession;
import java.util.Map;
import java.util.Optional;

/** Which device a request means, once libtorch is loaded. */
final class TorchDevices {
  private TorchDevices() {}

  /**
   * The device in use, {@code "cpu"} or {@code "cuda:N"}.
   *
   * @throws EngineUnavailableException if CUDA is asked for and cannot be had
   */
  static String device(DeviceRequest request) {
    return switch (request.kind()) {
      case CPU -> "cpu";
      case AUTO -> cuda_is_available() ? "cuda:0" : "cpu";
      case CUDA -> {
        boolean built = TorchLibrary.builtWithCuda();
        int gpus = cuda_is_available() ? cuda_device_count() : 0;
        Optional<CudaChain.Link> broken =
            built && gpus == 0 ? CudaChain.firstBroken() : Optional.empty();
        cudaMissing(request, gpus, built, broken);
        yield request.toString();
      }
    };
  }

  /**
   * Throws if the GPU cannot be had, from what is there.
   *
   * @param gpus that libtorch sees
   * @param cuda whether the natives were built with CUDA
   * @param broken the first library that they need and that does not load
   */
  static void cudaMissing(
      DeviceRequest request, int gpus, boolean cuda, Optional<CudaChain.Link> broken) {
    Optional<CudaRefusal> refusal =
        cuda
            ? CudaRefusal.of("libtorch", request.index(), gpus, broken)
            : Optional.of(
                new CudaRefusal(
                    "libtorch_cuda.so: the natives on the class path were built without CUDA",
                    "start with ./twingraph --cuda, or build with -Pcuda (artifact "
                        + TorchLibrary.artifact("-gpu")
                        + "), or use device 'cpu'"));
    if (refusal.isPresent()) {
      throw new EngineUnavailableException(
          TorchEngineProvider.NAME,
          "device " + request,
          refusal.get().missing(),
          refusal.get().hint(),
          null);
    }
  }

  /** What a user who left the choice to us should know: that a build for GPUs found none. */
  static Map<String, String> notice(String device) {
    return CudaSystem.whyOnCpu(device)
        .map(why -> Map.of(TrainingSession.NOTICE, why))
        .orElse(Map.of());
  }
}

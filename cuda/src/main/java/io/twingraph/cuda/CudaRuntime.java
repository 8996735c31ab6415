// SPDX-License-Identifier: Apache-2.0
package io.twingraph.cuda;

import static org.bytedeco.cuda.global.cudart.cudaDriverGetVersion;
import static org.bytedeco.cuda.global.cudart.cudaGetDevice;
import static org.bytedeco.cuda.global.cudart.cudaGetDeviceCount;
import static org.bytedeco.cuda.global.cudart.cudaGetDeviceProperties;
import static org.bytedeco.cuda.global.cudart.cudaMemGetInfo;
import static org.bytedeco.cuda.global.cudart.cudaRuntimeGetVersion;
import static org.bytedeco.cuda.global.cudart.cudaSetDevice;
import static org.bytedeco.cuda.global.cudart.cudaSuccess;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.bytedeco.cuda.cudart.cudaDeviceProp;
import org.bytedeco.javacpp.SizeTPointer;

/** What is asked of the CUDA runtime about this machine. */
final class CudaRuntime {
  private CudaRuntime() {}

  /**
   * Asks for versions and GPUs. Memory is asked of each GPU, which opens it for this process.
   *
   * @throws LinkageError if the runtime or the driver's library is missing
   */
  static CudaSystem look() {
    String driver = version(number(cudart -> cudaDriverGetVersion(cudart)));
    String runtime = version(number(cudart -> cudaRuntimeGetVersion(cudart)));
    int[] count = new int[1];
    int code = cudaGetDeviceCount(count);
    if (code != cudaSuccess) {
      return new CudaSystem(
          driver, runtime, List.of(), "the CUDA runtime says: " + CudaException.text(code));
    }
    if (count[0] == 0) {
      return new CudaSystem(driver, runtime, List.of(), "the CUDA runtime sees no GPU");
    }
    int[] current = new int[1];
    CudaException.check(cudaGetDevice(current));
    List<CudaDevice> devices = new ArrayList<>();
    try {
      for (int i = 0; i < count[0]; i++) {
        devices.add(device(i));
      }
    } catch (CudaException e) {
      return new CudaSystem(driver, runtime, List.of(), e.getMessage());
    } finally {
      cudaSetDevice(current[0]);
    }
    return new CudaSystem(driver, runtime, devices, "");
  }

  /** The free bytes of one GPU, without opening the others; empty if it cannot be asked. */
  static Optional<Long> freeBytes(int index) {
    int[] current = new int[1];
    if (cudaGetDevice(current) != cudaSuccess || cudaSetDevice(index) != cudaSuccess) {
      return Optional.empty();
    }
    try (SizeTPointer free = new SizeTPointer(1);
        SizeTPointer total = new SizeTPointer(1)) {
      boolean told = cudaMemGetInfo(free, total) == cudaSuccess;
      return told ? Optional.of(free.get()) : Optional.empty();
    } finally {
      cudaSetDevice(current[0]);
    }
  }

  private static CudaDevice device(int index) {
    try (cudaDeviceProp properties = new cudaDeviceProp();
        SizeTPointer free = new SizeTPointer(1);
        SizeTPointer total = new SizeTPointer(1)) {
      CudaException.check(cudaGetDeviceProperties(properties, index));
      CudaException.check(cudaSetDevice(index));
      CudaException.check(cudaMemGetInfo(free, total));
      return new CudaDevice(
          index,
          properties.name().getString(),
          properties.major(),
          properties.minor(),
          free.get(),
          total.get());
    }
  }

  /** 12090 as {@code "12.9"}; 0 is what a missing driver says. */
  static String version(int number) {
    return number == 0 ? "" : number / 1000 + "." + number % 1000 / 10;
  }

  private static int number(ToIntFunction<int[]> call) {
    int[] number = new int[1];
    return call.applyAsInt(number) == cudaSuccess ? number[0] : 0;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.cuda;

import java.util.List;

/**
 * A shared library that the engines' GPU natives load, in the order in which they depend on each
 * other.
 *
 * @param file name that the dynamic linker looks for
 * @param title for people
 * @param needed whether an engine does not load without it; NCCL is for several GPUs, and neither
 *     engine's natives ask for it
 * @param inJar whether {@code org.bytedeco:cuda-redist} brings it
 * @param packages of Debian and Ubuntu that have it, from NVIDIA's repository unless it is the
 *     driver
 * @param wheel of PyPI that has it; empty for the driver
 */
public record CudaLibrary(
    String file, String title, boolean needed, boolean inJar, String packages, String wheel) {

  /** Versions: CUDA 12.9 and cuDNN 9, what both engines' natives were built for. */
  public static final List<CudaLibrary> CHAIN =
      List.of(
          new CudaLibrary(
              "libcuda.so.1",
              "driver",
              true,
              false,
              "nvidia-driver (Debian), nvidia-driver-575-server or newer (Ubuntu)",
              ""),
          own("libcudart.so.12", "CUDA runtime", "cuda-cudart-12-9", "nvidia-cuda-runtime-cu12"),
          own("libnvJitLink.so.12", "JIT linker", "libnvjitlink-12-9", "nvidia-nvjitlink-cu12"),
          own("libnvrtc.so.12", "run-time compiler", "cuda-nvrtc-12-9", "nvidia-cuda-nvrtc-cu12"),
          needed("libcublasLt.so.12", "cuBLAS Lt", "libcublas-12-9", "nvidia-cublas-cu12"),
          needed("libcublas.so.12", "cuBLAS", "libcublas-12-9", "nvidia-cublas-cu12"),
          needed("libcudnn.so.9", "cuDNN", "libcudnn9-cuda-12", "nvidia-cudnn-cu12"),
          needed("libcusparse.so.12", "cuSPARSE", "libcusparse-12-9", "nvidia-cusparse-cu12"),
          needed("libcusolver.so.11", "cuSOLVER", "libcusolver-12-9", "nvidia-cusolver-cu12"),
          own("libcufft.so.11", "cuFFT", "libcufft-12-9", "nvidia-cufft-cu12"),
          own("libcurand.so.10", "cuRAND", "libcurand-12-9", "nvidia-curand-cu12"),
          own("libcupti.so.12", "CUPTI", "cuda-cupti-12-9", "nvidia-cuda-cupti-cu12"),
          own("libcufile.so.0", "cuFile", "libcufile-12-9", "nvidia-cufile-cu12"),
          new CudaLibrary("libnccl.so.2", "NCCL", false, false, "libnccl2", "nvidia-nccl-cu12"));

  private static CudaLibrary own(String file, String title, String packages, String wheel) {
    return new CudaLibrary(file, title, true, true, packages, wheel);
  }

  private static CudaLibrary needed(String file, String title, String packages, String wheel) {
    return new CudaLibrary(file, title, true, false, packages, wheel);
  }

  /** Where to get it. */
  public String source() {
    if (wheel.isEmpty()) {
      return "install the NVIDIA driver: package " + packages;
    }
    String elsewhere =
        "install package "
            + packages
            + " of NVIDIA's repository for Debian and Ubuntu, or wheel "
            + wheel
            + " of PyPI with its lib folder in LD_LIBRARY_PATH";
    return inJar
        ? "put artifact org.bytedeco:cuda-redist on the class path, or " + elsewhere
        : elsewhere;
  }
}

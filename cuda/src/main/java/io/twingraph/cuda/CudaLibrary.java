// SPDX-License-Identifier: Apache-2.0
package io.twingraph.cuda;

import java.util.List;

/**
 * A shared library that the engines' GPU natives load, in the order in which they depend on each
 * other.
 *
 * @param file name that the dynamic linker looks for
 * @param title for people
 * @param without what there is not without it: {@code "no CUDA graphs for torch"}; empty if an
 *     engine does not load then
 * @param inJar whether {@code org.bytedeco:cuda-redist} brings it
 * @param packages of Debian and Ubuntu that have it, from NVIDIA's repository unless it is the
 *     driver
 * @param wheel of PyPI that has it; empty for the driver
 */
public record CudaLibrary(
    String file, String title, String without, boolean inJar, String packages, String wheel) {

  /** Those of the CUDA that this build is for. */
  public static final List<CudaLibrary> CHAIN = chain(CudaRelease.ofThisBuild());

  private static final int THIRTEEN = 13;

  /**
   * The libraries of a CUDA 12 or 13. A library's number is its own and not always CUDA's: cuSPARSE
   * is {@code .so.12} in both.
   */
  static List<CudaLibrary> chain(CudaRelease release) {
    boolean thirteen = release.major() >= THIRTEEN;
    From from = new From(release.dashed(), "so." + release.major(), thirteen ? "" : "-cu12");
    String cufft = thirteen ? "libcufft.so.12" : "libcufft.so.11";
    String cusolver = thirteen ? ".so.12" : ".so.11";
    String cudnn = "cudnn" + release.cudnn() + "-cuda-" + release.major();
    String ofCudnn = "nvidia-cudnn-cu" + release.major();
    return List.of(
        driver(thirteen ? 580 : 575),
        from.jar("libcudart." + from.number(), "CUDA runtime", "cuda-cudart", "cuda-runtime"),
        from.jar("libnvJitLink." + from.number(), "JIT linker", "libnvjitlink", "nvjitlink"),
        from.jar("libnvrtc." + from.number(), "run-time compiler", "cuda-nvrtc", "cuda-nvrtc"),
        from.machine("libcublasLt." + from.number(), "cuBLAS Lt", "libcublas", "cublas"),
        from.machine("libcublas." + from.number(), "cuBLAS", "libcublas", "cublas"),
        needed("libcudnn.so." + release.cudnn(), "cuDNN", "lib" + cudnn, ofCudnn),
        from.machine("libcusparse.so.12", "cuSPARSE", "libcusparse", "cusparse"),
        from.machine("libcusolver" + cusolver, "cuSOLVER", "libcusolver", "cusolver"),
        // libtorch's preset for streams and memory loads it, though libtorch does not.
        new CudaLibrary(
            "libcusolverMg" + cusolver,
            "cuSOLVER Mg",
            "no CUDA graphs for torch, and no time by the GPU's clock",
            false,
            from.debian("libcusolver"),
            from.pypi("cusolver")),
        from.jar(cufft, "cuFFT", "libcufft", "cufft"),
        from.jar("libcurand.so.10", "cuRAND", "libcurand", "curand"),
        from.jar("libcupti." + from.number(), "CUPTI", "cuda-cupti", "cuda-cupti"),
        from.jar("libcufile.so.0", "cuFile", "libcufile", "cufile"),
        // For several GPUs: libtorch 2.10 names it all the same, the natives for CUDA 12 do not.
        new CudaLibrary(
            "libnccl.so.2",
            "NCCL",
            thirteen ? "" : "nothing is lost on one GPU",
            false,
            "libnccl2",
            "nvidia-nccl-cu" + release.major()));
  }

  /**
   * How packages and wheels of one CUDA are named.
   *
   * @param version at the end of a package's name
   * @param number of the libraries that have CUDA's own
   * @param wheels what wheels end with: those for CUDA 13 have no number in their names
   */
  private record From(String version, String number, String wheels) {
    CudaLibrary jar(String file, String title, String packages, String wheel) {
      return new CudaLibrary(file, title, "", true, debian(packages), pypi(wheel));
    }

    CudaLibrary machine(String file, String title, String packages, String wheel) {
      return needed(file, title, debian(packages), pypi(wheel));
    }

    private String debian(String packages) {
      return packages + "-" + version;
    }

    private String pypi(String wheel) {
      return "nvidia-" + wheel + wheels;
    }
  }

  private static CudaLibrary driver(int version) {
    String packages =
        "nvidia-driver (Debian), nvidia-driver-" + version + "-server or newer (Ubuntu)";
    return new CudaLibrary("libcuda.so.1", "driver", "", false, packages, "");
  }

  private static CudaLibrary needed(String file, String title, String packages, String wheel) {
    return new CudaLibrary(file, title, "", false, packages, wheel);
  }

  /** Whether an engine does not load without it. */
  public boolean needed() {
    return without.isEmpty();
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

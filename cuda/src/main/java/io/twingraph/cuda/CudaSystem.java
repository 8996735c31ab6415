// SPDX-License-Identifier: Apache-2.0
package io.twingraph.cuda;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the CUDA runtime says of this machine.
 *
 * @param driverVersion newest CUDA that the driver can run: {@code "12.9"}; empty if unknown
 * @param runtimeVersion of the CUDA runtime in use; empty if it did not load
 * @param devices in the runtime's order; none where there is a problem
 * @param problem why no GPU can be used; empty where one can
 */
public record CudaSystem(
    String driverVersion, String runtimeVersion, List<CudaDevice> devices, String problem) {
  static final String API = "org.bytedeco.cuda.global.cudart";

  public CudaSystem {
    devices = List.copyOf(devices);
  }

  /**
   * Whether the running build is the one for GPUs (Maven profile {@code cuda} or {@code cuda13}).
   */
  public static boolean inThisBuild() {
    try {
      Class.forName(API, false, CudaSystem.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** Asks the CUDA runtime; says why where it cannot be asked. Never throws. */
  public static CudaSystem look() {
    if (!inThisBuild()) {
      return without("this build is for the CPU");
    }
    try {
      return CudaRuntime.look();
    } catch (LinkageError e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      return without("the CUDA runtime did not load (" + cause.getMessage() + ")");
    }
  }

  /**
   * Why no GPU can be used here, in a sentence without its full stop: the first library that does
   * not load, or what the runtime says; empty where one can be used.
   */
  public static String whyNone() {
    return inThisBuild()
        ? whyNone(CudaChain.firstBroken(), CudaSystem::look)
        : "this build is for the CPU";
  }

  /**
   * What to tell a user who left the choice of the device to an engine: why a build for GPUs runs
   * on the CPU; empty on a GPU, and in a build for the CPU.
   */
  public static Optional<String> whyOnCpu(String device) {
    return device.equals("cpu") && inThisBuild()
        ? Optional.of(
            "runs on the CPU, as no GPU can be used: "
                + whyNone()
                + "; `twingraph doctor` says more")
        : Optional.empty();
  }

  /** The same from what was found; the runtime is asked only where all libraries load. */
  static String whyNone(Optional<CudaChain.Link> broken, Supplier<CudaSystem> system) {
    return broken
        .map(link -> link.library().file() + " (" + link.library().title() + ") does not load")
        .orElseGet(() -> system.get().problem());
  }

  /** The bytes free on a GPU now; empty where that cannot be asked. */
  public static Optional<Long> freeBytes(int device) {
    try {
      return inThisBuild() ? CudaRuntime.freeBytes(device) : Optional.empty();
    } catch (LinkageError e) {
      return Optional.empty();
    }
  }

  /**
   * A GPU and what drives it, for a run's record.
   *
   * @param device in use: {@code "cuda:0"}; nothing is said of {@code "cpu"}
   */
  public static Map<String, String> details(String device) {
    return device.equals("cpu") ? Map.of() : look().detailsOf(device);
  }

  /** The same from what was found. */
  Map<String, String> detailsOf(String device) {
    Map<String, String> details = new LinkedHashMap<>();
    devices.stream()
        .filter(one -> device.equals("cuda:" + one.index()))
        .forEach(
            one -> {
              details.put("gpu", one.name());
              details.put("computeCapability", one.major() + "." + one.minor());
              details.put("gpuMemoryBytes", Long.toString(one.totalBytes()));
            });
    details.put("cudaDriver", driverVersion);
    details.put("cudaRuntime", runtimeVersion);
    return details;
  }

  private static CudaSystem without(String problem) {
    return new CudaSystem("", "", List.of(), problem);
  }
}

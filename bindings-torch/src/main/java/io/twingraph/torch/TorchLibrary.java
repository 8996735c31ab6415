// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import static org.bytedeco.pytorch.global.torch.TORCH_VERSION;
import static org.bytedeco.pytorch.global.torch.cuda_device_count;
import static org.bytedeco.pytorch.global.torch.cuda_is_available;
import static org.bytedeco.pytorch.global.torch.get_num_interop_threads;
import static org.bytedeco.pytorch.global.torch.get_num_threads;
import static org.bytedeco.pytorch.global.torch.globalContext;
import static org.bytedeco.pytorch.global.torch.set_num_threads;
import static org.bytedeco.pytorch.global.torch.show_config;

import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.EngineUnavailableException;
import io.twingraph.nativelib.BlasInParts;
import io.twingraph.nativelib.ProcessTuning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;

/** libtorch as a library in this process: loading it once, its settings, what it says of itself. */
final class TorchLibrary {
  private static final String UNKNOWN = "unknown";
  private static final Path MAPS = Path.of("/proc/self/maps");
  private static String loadedAfter;
  private static Map<String, String> tuning = Map.of();

  private TorchLibrary() {}

  /**
   * Loads the natives; later calls do nothing. What speeds them up is set first, where the user has
   * not set it: system properties, and the environment as far as it can still be set.
   *
   * @throws EngineUnavailableException if the natives are missing or do not load
   */
  static synchronized void load(Map<String, String> environment) {
    if (loadedAfter != null) {
      return;
    }
    TorchBlas blas = TorchBlas.choice();
    properties().forEach(TorchLibrary::setIfUnset);
    tuning = ProcessTuning.apply(environment);
    String earlier = mapped("libtensorflow").equals(UNKNOWN) ? "nothing" : "TensorFlow";
    try {
      if (blas == TorchBlas.OPENBLAS_IN_PARTS) {
        BlasInParts.install();
      }
      Loader.load(torch.class);
      BlasInParts.start();
    } catch (LinkageError e) {
      throw TorchErrors.notLoaded(artifact(""), e);
    }
    loadedAfter = earlier;
  }

  /** System properties that should be set before anything native is loaded. */
  static Map<String, String> properties() {
    Map<String, String> properties = new LinkedHashMap<>(TorchBlas.choice().properties());
    properties.put("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    return properties;
  }

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
        cudaMissing(config(), cuda_is_available() ? cuda_device_count() : 0, request);
        yield request.toString();
      }
    };
  }

  /** Throws if the GPU cannot be had, from libtorch's build options and the GPUs it sees. */
  static void cudaMissing(String config, int gpus, DeviceRequest request) {
    String missing;
    String hint;
    if (!Pattern.compile("USE_CUDA=(1|ON)").matcher(config).find()) {
      missing = "libtorch_cuda.so: the natives on the class path were built without CUDA";
      hint = "add the artifact " + artifact("-gpu") + ", or use device 'cpu'";
    } else if (gpus == 0) {
      missing = "the NVIDIA driver (libcuda.so.1), or a GPU that it shows to this process";
      hint = "install the driver for CUDA 12 and check that nvidia-smi runs, or use device 'cpu'";
    } else if (request.index() >= gpus) {
      missing = "GPU number " + request.index() + ": libtorch sees " + gpus;
      hint = "use cuda:0" + (gpus > 1 ? " to cuda:" + (gpus - 1) : "") + " or 'cpu'";
    } else {
      return;
    }
    throw new EngineUnavailableException(
        TorchEngineProvider.NAME, "device " + request, missing, hint, null);
  }

  /**
   * Sets the number of threads for one operation where it is another: libtorch has one number for
   * the whole process, and two engines may want two.
   */
  static void useThreads(int threads) {
    if (get_num_threads() != threads) {
      set_num_threads(threads);
    }
    BlasInParts.useThreads(threads);
  }

  /** Sets libtorch's process-wide switches: threads, no TF32, deterministic kernels. */
  static void configure(int threads, String device) {
    set_num_threads(threads);
    BlasInParts.useThreads(threads);
    Context context = globalContext();
    context.setAllowTF32CuBLAS(false);
    context.setAllowTF32CuDNN(false);
    context.setBenchmarkCuDNN(false);
    context.setDeterministicCuDNN(true);
    context.setDeterministicFillUninitializedMemory(false);
    // Warn only: a few CUDA kernels have no deterministic form, and refusing to train helps nobody.
    context.setDeterministicAlgorithms(!device.equals("cpu"), true);
  }

  /** What libtorch says of itself, and what the process shows. */
  static EngineInfo info(String device, int threads) {
    String config = config();
    Map<String, String> details = new LinkedHashMap<>();
    details.put("natives", artifact(""));
    details.put("blas", blas());
    details.put("openmp", mapped("libiomp5|libgomp"));
    details.put("oneDNN", find("MKL-DNN v([0-9.]+)", config));
    details.put("cpuCapability", find("CPU capability usage: (\\S+)", config));
    details.put("compiler", find("(GCC [0-9.]+|clang [0-9.]+)", config));
    details.put("cuda", find("USE_CUDA=(\\w+)", config));
    details.put("interOpThreads", Long.toString(get_num_interop_threads()));
    details.put("tf32", "off");
    details.put("deterministic", device.equals("cpu") ? "on" : "on where libtorch can");
    details.put("loadedAfter", loadedAfter);
    details.put("tunedInProcess", tuning.toString());
    for (String name : TorchEngineProvider.tuning(threads).keySet()) {
      details.put(name, environment(name));
    }
    return new EngineInfo(TorchEngineProvider.NAME, TORCH_VERSION, device, threads, details);
  }

  /** The artifact with the natives of this platform, with {@code ""} or {@code "-gpu"}. */
  static String artifact(String extension) {
    return "org.bytedeco:pytorch:2.7.1-1.5.12:" + Loader.getPlatform() + extension;
  }

  private static String config() {
    try (BytePointer text = show_config()) {
      return text.getString();
    }
  }

  private static String blas() {
    String library = mapped("libmkl_rt");
    if (!library.equals(UNKNOWN)) {
      return library;
    }
    return mapped("libopenblas") + (BlasInParts.working() ? ", in parts" : "");
  }

  /** The file names of the libraries of these names that the process has mapped. */
  private static String mapped(String names) {
    Pattern library = Pattern.compile("/((?:" + names + ")[^/]*\\.so[^/]*)$");
    try (Stream<String> lines = Files.lines(MAPS)) {
      String found =
          lines
              .map(library::matcher)
              .filter(Matcher::find)
              .map(matcher -> matcher.group(1))
              .distinct()
              .collect(Collectors.joining(", "));
      return found.isEmpty() ? UNKNOWN : found;
    } catch (IOException e) {
      return UNKNOWN; // no such file on this operating system
    }
  }

  private static String environment(String name) {
    String value = ProcessTuning.nativeValue(name);
    return value.isEmpty() ? Optional.ofNullable(System.getenv(name)).orElse("not set") : value;
  }

  private static String find(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    return matcher.find() ? matcher.group(1) : UNKNOWN;
  }

  private static void setIfUnset(String name, String value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }
}

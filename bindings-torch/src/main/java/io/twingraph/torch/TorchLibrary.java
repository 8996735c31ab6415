// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import static org.bytedeco.pytorch.global.torch.get_num_interop_threads;
import static org.bytedeco.pytorch.global.torch.get_num_threads;
import static org.bytedeco.pytorch.global.torch.globalContext;
import static org.bytedeco.pytorch.global.torch.set_num_threads;
import static org.bytedeco.pytorch.global.torch.show_config;

import io.twingraph.cuda.CudaChain;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.EngineUnavailableException;
import io.twingraph.engine.TrainingSession;
import io.twingraph.nativelib.BlasInParts;
import io.twingraph.nativelib.MemoryLimit;
import io.twingraph.nativelib.NativeLibraries;
import io.twingraph.nativelib.NativeProblem;
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

  private static final Pattern WITH_CUDA = Pattern.compile("USE_CUDA=(1|ON)");
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
      NativeLibraries.load(torch.class);
      BlasInParts.start();
    } catch (LinkageError e) {
      boolean refusedByLinker = e.getCause() instanceof LinkageError;
      throw refusedByLinker && gpuNativesAtHand()
          ? TorchErrors.notLoadedForGpus(artifact("-gpu"), CudaChain.firstBroken(), e)
          : TorchErrors.notLoaded(artifact(""), NativeProblem.of(e), e);
    }
    loadedAfter = earlier;
  }

  /** Whether the natives on the class path are those for GPUs, which need CUDA's libraries. */
  private static boolean gpuNativesAtHand() {
    String folder = "/org/bytedeco/pytorch/" + Loader.getPlatform() + "-gpu/";
    return TorchLibrary.class.getResource(folder + "libtorch_cuda.so") != null
        || TorchLibrary.class.getResource(folder + "torch_cuda.dll") != null;
  }

  /** System properties that should be set before anything native is loaded. */
  static Map<String, String> properties() {
    Map<String, String> properties = new LinkedHashMap<>(TorchBlas.choice().properties());
    properties.put(MemoryLimit.PROPERTY, "0");
    return properties;
  }

  /** Whether the natives that are loaded were built with CUDA. */
  static boolean builtWithCuda() {
    return hasCuda(config());
  }

  private static boolean hasCuda(String config) {
    return WITH_CUDA.matcher(config).find();
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
    if (TorchCuda.is(device)) {
      // Warn only: a few CUDA kernels have no deterministic form, and refusing to train helps
      // nobody. It stays on: an engine on the CPU, opened later, must not take it from this one.
      context.setDeterministicAlgorithms(true, true);
    }
  }

  /** What libtorch says of itself, and what the process shows. */
  static EngineInfo info(String device, int threads) {
    String config = config();
    Map<String, String> details = new LinkedHashMap<>();
    details.put("natives", artifact(hasCuda(config) ? "-gpu" : ""));
    details.put("blas", blas());
    details.put("openmp", mapped("libiomp5|libgomp"));
    details.put("oneDNN", find("MKL-DNN v([0-9.]+)", config));
    details.put("cpuCapability", find("CPU capability usage: (\\S+)", config));
    details.put("compiler", find("(GCC [0-9.]+|clang [0-9.]+)", config));
    details.put("cuda", find("USE_CUDA=(\\w+)", config));
    details.put("interOpThreads", Long.toString(get_num_interop_threads()));
    details.putAll(settings(globalContext(), TorchCuda.is(device)));
    if (TorchCuda.is(device)) {
      details.putAll(TorchCuda.details(device));
    }
    MemoryLimit.notice().ifPresent(notice -> details.put(TrainingSession.NOTICE, notice));
    details.put("loadedAfter", loadedAfter);
    details.put("tunedInProcess", tuning.toString());
    for (String name : TorchEngineProvider.tuning(threads).keySet()) {
      details.put(name, environment(name));
    }
    String version = find("TORCH_VERSION=([0-9.]+)", config);
    return new EngineInfo(TorchEngineProvider.NAME, version, device, threads, details);
  }

  /**
   * The math modes as libtorch itself tells them, whoever has set them. CPU kernels know no TF32
   * and are deterministic for a number of threads, whatever is set.
   */
  private static Map<String, String> settings(Context context, boolean gpu) {
    Map<String, String> settings = new LinkedHashMap<>();
    boolean blas = context.allowTF32CuBLAS();
    boolean dnn = context.allowTF32CuDNN();
    settings.put(
        "tf32", blas == dnn ? onOff(blas) : "cuBLAS " + onOff(blas) + ", cuDNN " + onOff(dnn));
    if (!gpu) {
      settings.put("deterministic", "on");
      return settings;
    }
    String where = context.deterministicAlgorithmsWarnOnly() ? "on where libtorch can" : "on";
    settings.put("deterministic", context.deterministicAlgorithms() ? where : "off");
    settings.put("cudnnDeterministic", onOff(context.deterministicCuDNN()));
    settings.put("cudnnBenchmark", onOff(context.benchmarkCuDNN()));
    return settings;
  }

  private static String onOff(boolean on) {
    return on ? "on" : "off";
  }

  /**
   * The artifact with the natives of this platform, with {@code ""} or {@code "-gpu"}; its version
   * is that of the preset on the class path.
   */
  static String artifact(String extension) {
    String version = torch.class.getPackage().getImplementationVersion();
    return "org.bytedeco:pytorch:"
        + Optional.ofNullable(version).orElse("?")
        + ":"
        + Loader.getPlatform()
        + extension;
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

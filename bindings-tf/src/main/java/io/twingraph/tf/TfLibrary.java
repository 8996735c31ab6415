// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_CloseSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_FLOAT;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetConfig;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_Version;

import io.twingraph.cuda.CudaSystem;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.TrainingSession;
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
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_SessionOptions;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.TF_Tensor;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.RewriterConfig;

/** TensorFlow as a library in this process: loading it once, its settings, opening sessions. */
final class TfLibrary {
  /** Batches up to this size leave one operation too little work for several threads. */
  static final int SMALL_BATCH = 64;

  /**
   * Lines that TensorFlow logs once, as it is loaded or at its first run, whatever
   * TF_CPP_MIN_LOG_LEVEL says. Those of factories come from the GPU natives, which register some
   * twice; nothing is missing for it.
   */
  private static final Pattern CHATTER =
      Pattern.compile(
          "WARNING: All log messages before absl::InitializeLog.*|[IW]\\d{4} .*"
              + "|E\\d{4} .*Unable to register cu\\w+ factory: .*");

  private static final Path MAPS = Path.of("/proc/self/maps");
  private static final Object CLOSING = new Object();
  private static Map<String, String> tuning = Map.of();
  private static String loadedAfter;

  private TfLibrary() {}

  /**
   * Loads the natives; later calls do nothing. Properties and variables that speed them up are set
   * first, where the user has not set them.
   *
   * @param environment as a worker process would have it
   */
  static synchronized void load(Map<String, String> environment) {
    if (loadedAfter != null) {
      return;
    }
    properties().forEach(TfLibrary::setIfUnset);
    tuning = ProcessTuning.apply(environment);
    String earlier = mapped("libtorch_cpu|libtorch").isPresent() ? "libtorch" : "";
    try {
      quietly(() -> NativeLibraries.load(tensorflow.class));
    } catch (LinkageError e) {
      throw TfErrors.notLoaded(artifact(""), NativeProblem.of(e), e);
    }
    makeSharedObjects();
    loadedAfter = earlier;
  }

  /** System properties that should be set before anything native is loaded. */
  static Map<String, String> properties() {
    return Map.of(MemoryLimit.PROPERTY, "0");
  }

  /**
   * What TensorFlow says of itself, and what the process shows.
   *
   * @param variables of the environment that matter
   */
  static EngineInfo info(TfDevices devices, String device, int threads, Set<String> variables) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("natives", artifact(CudaSystem.inThisBuild() ? "-gpu" : ""));
    details.putAll(CudaSystem.details(device));
    details.put("oneDNN", devices.oneDnn() ? "on" : "off");
    details.put("devices", String.join(", ", devices.names()));
    int[] small = threads(threads, 1);
    int[] large = threads(threads, SMALL_BATCH + 1);
    details.put(
        "intraOpThreads", small[0] + " (batches above " + SMALL_BATCH + ": " + large[0] + ")");
    details.put(
        "interOpThreads", small[1] + " (batches above " + SMALL_BATCH + ": " + large[1] + ")");
    MemoryLimit.notice().ifPresent(notice -> details.put(TrainingSession.NOTICE, notice));
    details.put("loadedAfter", loadedAfter.isEmpty() ? "nothing" : loadedAfter);
    details.put("setInProcess", tuning.isEmpty() ? "nothing" : String.join(", ", tuning.keySet()));
    details.put("xla", "off");
    for (String name : variables) {
      details.put(name, variable(name));
    }
    try (BytePointer version = TF_Version()) {
      return new EngineInfo(TfEngineProvider.NAME, version.getString(), device, threads, details);
    }
  }

  /**
   * Opens a native session; the caller owns it and closes it with {@link #closeSession}.
   *
   * @param threads that the user allows
   * @param batchSize that steps will have
   */
  static TF_Session openSession(TF_Graph graph, int threads, int batchSize, String device) {
    return openSession(graph, threads, batchSize, device, false);
  }

  /** The same, with XLA or without. */
  static TF_Session openSession(
      TF_Graph graph, int threads, int batchSize, String device, boolean xla) {
    byte[] config = config(threads, batchSize, device, xla).toByteArray();
    try (TF_Status status = TF_Status.newStatus();
        TF_SessionOptions options = TF_SessionOptions.newSessionOptions();
        BytePointer bytes = new BytePointer(config)) {
      TF_SetConfig(options, bytes, config.length, status);
      TfErrors.check(status, "the configuration of a session");
      TF_Session session = tensorflow.TF_NewSession(graph, options, status);
      TfErrors.check(status, "the opening of a session");
      return session;
    }
  }

  /** Ends a session; only one at a time in a process, because TensorFlow's own code may not. */
  static void closeSession(TF_Session session) {
    synchronized (CLOSING) {
      try (TF_Status status = TF_Status.newStatus()) {
        TF_CloseSession(session, status);
        TfErrors.check(status, "the closing of a session");
        TF_DeleteSession(session, status);
        TfErrors.check(status, "the deletion of a session");
        session.setNull();
      }
    }
  }

  /**
   * Threads within one operation and operations at a time. Two threads do more on small batches as
   * one each for two operations (a gradient by the kernel and one by the input) than as two for one
   * operation: 31 against 35 ms for the matched preset; from batches of 128 on it is the reverse,
   * 72 against 91 ms. Measured on two cores.
   */
  static int[] threads(int threads, int batchSize) {
    return threads == 2 && batchSize <= SMALL_BATCH ? new int[] {1, 2} : new int[] {threads, 1};
  }

  /** Runs code that may make TensorFlow log; drops information and warnings unless asked for. */
  static <T> T quietly(Supplier<T> body) {
    boolean wanted = variable("TF_CPP_MIN_LOG_LEVEL").matches("[01]");
    return wanted
        ? body.get()
        : ProcessTuning.withoutChatter(body, line -> CHATTER.matcher(line).matches());
  }

  /** The artifact with the natives of this platform, with {@code ""} or {@code "-gpu"}. */
  static String artifact(String extension) {
    return "org.tensorflow:tensorflow-core-native:1.1.0:" + Loader.getPlatform() + extension;
  }

  private static ConfigProto config(int threads, int batchSize, String device, boolean xla) {
    int[] split = threads(threads, batchSize);
    // The graph runs as it was lowered; Grappler's rewriting gained nothing that could be measured.
    GraphOptions.Builder asLowered =
        GraphOptions.newBuilder()
            .setRewriteOptions(RewriterConfig.newBuilder().setDisableMetaOptimizer(true));
    if (xla) {
      asLowered.setOptimizerOptions(TfXla.compiling());
    }
    ConfigProto.Builder config =
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(split[0])
            .setInterOpParallelismThreads(split[1])
            .setUsePerSessionThreads(true)
            .setGraphOptions(asLowered)
            .setAllowSoftPlacement(!device.equals("cpu"))
            .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true));
    if (device.equals("cpu")) {
      config.putDeviceCount("GPU", 0);
    }
    return config.build();
  }

  /** Makes what JavaCPP makes once in a process, so that no engine's balance counts it. */
  private static void makeSharedObjects() {
    try (BytePointer bytes = new BytePointer(Float.BYTES)) {
      TF_Tensor.newTensor(TF_FLOAT, new long[] {1}, bytes).close();
    }
  }

  /** The file name of the first library of these names that the process has mapped. */
  private static Optional<String> mapped(String names) {
    Pattern library = Pattern.compile("/((?:" + names + ")[^/]*\\.so[^/]*)$");
    try (Stream<String> lines = Files.lines(MAPS)) {
      return lines
          .map(library::matcher)
          .filter(Matcher::find)
          .map(matcher -> matcher.group(1))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty(); // no such file on this operating system
    }
  }

  private static String variable(String name) {
    String seen = ProcessTuning.nativeValue(name);
    return seen.isEmpty() ? Optional.ofNullable(System.getenv(name)).orElse("not set") : seen;
  }

  private static void setIfUnset(String name, String value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }
}

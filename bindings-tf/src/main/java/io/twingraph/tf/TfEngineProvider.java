// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.EngineProvider;
import io.twingraph.engine.EngineUnavailableException;
import io.twingraph.error.SpecException;
import io.twingraph.op.OpSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Offers TensorFlow, through its C API, as the engine {@code tensorflow}. Stateless; safe for use
 * by several threads. Natives are loaded by {@link #open}, once in a process.
 */
public final class TfEngineProvider implements EngineProvider {

  /** The engine's name. */
  static final String NAME = "tensorflow";

  private final Map<String, String> settings;

  /** Called by {@link java.util.ServiceLoader}; loads nothing native. */
  public TfEngineProvider() {
    this(System.getenv());
  }

  /** A provider that finds its switches in {@code settings} and not in the environment. */
  TfEngineProvider(Map<String, String> settings) {
    this.settings = Map.copyOf(settings);
  }

  @Override
  public String name() {
    return NAME;
  }

  /**
   * Opens TensorFlow. Unless the process has {@code TF_OVERRIDE_GLOBAL_THREADPOOL} set, the first
   * engine of a process decides for all how many threads one operation uses.
   *
   * @throws EngineUnavailableException if the natives do not load, the device cannot be had, or XLA
   *     is wanted on a GPU and finds no assembler there
   * @throws SpecException if a switch in the environment has a value that means nothing
   */
  @Override
  public Engine open(EngineOptions options) {
    int threads = options.effectiveThreads();
    boolean xla = TfXla.wanted(settings);
    Map<String, String> environment = environment(threads);
    TfOps.TABLE.complete(OpSet.standard());
    TfLibrary.load(environment);
    TfDevices devices = TfLibrary.quietly(() -> TfDevices.look(options.device(), threads));
    String device = devices.device(options.device());
    if (xla) {
      TfXlaTools.require(device, settings);
    }
    EngineInfo info = TfLibrary.info(devices, device, threads, environment.keySet());
    boolean wanted = options.device().kind() == DeviceRequest.Kind.AUTO;
    return new TfEngine(wanted ? info.with(TfDevices.notice(device)) : info, xla);
  }

  /**
   * No log chatter, threads for each session instead of for the process, no TF32, deterministic
   * kernels, GPU memory taken as needed, and a malloc that keeps what a step frees: gradients of
   * tens of megabytes are otherwise mapped and unmapped in each step. And what {@link
   * TfXla#environment} has.
   *
   * @throws SpecException if a switch in the environment has a value that means nothing
   */
  @Override
  public Map<String, String> environment(int threads) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("TF_CPP_MIN_LOG_LEVEL", "3");
    environment.put("TF_ENABLE_ONEDNN_OPTS", "1");
    environment.put("TF_OVERRIDE_GLOBAL_THREADPOOL", "1");
    environment.put("TF_DETERMINISTIC_OPS", "1");
    environment.put("TF_FORCE_GPU_ALLOW_GROWTH", "true");
    environment.put("NVIDIA_TF32_OVERRIDE", "0");
    environment.put("MALLOC_MMAP_MAX_", "0");
    environment.put("MALLOC_TRIM_THRESHOLD_", Long.toString(2L << 30));
    environment.put("MALLOC_TOP_PAD_", Long.toString(64L << 20));
    environment.putAll(TfXla.environment(settings));
    return environment;
  }

  /** No limit of JavaCPP's on resident memory. */
  @Override
  public List<String> jvmArguments() {
    return TfLibrary.properties().entrySet().stream()
        .map(property -> "-D" + property.getKey() + "=" + property.getValue())
        .toList();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.EngineProvider;
import io.twingraph.engine.EngineUnavailableException;
import io.twingraph.op.OpSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Offers libtorch, through the Bytedeco pytorch presets, as the engine {@code torch}. Stateless;
 * safe for use by several threads. Natives are loaded by {@link #open}, once in a process.
 */
public final class TorchEngineProvider implements EngineProvider {

  /** The engine's name. */
  static final String NAME = "torch";

  /** Called by {@link java.util.ServiceLoader}; loads nothing native. */
  public TorchEngineProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  /**
   * Opens libtorch. The number of threads and the math modes (no TF32, deterministic kernels) are
   * libtorch's own process-wide settings: the last engine opened decides for all, but what one on a
   * GPU has made deterministic stays so.
   *
   * @throws EngineUnavailableException if the natives do not load or the device cannot be had
   */
  @Override
  public Engine open(EngineOptions options) {
    boolean graphs = TorchGraphs.wanted(System.getenv());
    TorchOps.TABLE.complete(OpSet.standard());
    TorchLibrary.load(environment(options.effectiveThreads()));
    String device = TorchDevices.device(options.device());
    TorchLibrary.configure(options.effectiveThreads(), device);
    EngineInfo info = TorchLibrary.info(device, options.effectiveThreads());
    boolean leftToUs = options.device().kind() == DeviceRequest.Kind.AUTO;
    return new TorchEngine(leftToUs ? info.with(TorchDevices.notice(device)) : info, graphs);
  }

  /**
   * Threads that spin briefly before they sleep, one OpenMP runtime for libtorch and MKL, the same
   * bits from MKL in every run on one machine (which on some processors is also its faster code),
   * and a malloc that keeps what a step frees: gradients of tens of megabytes are otherwise mapped
   * and unmapped in each step.
   */
  @Override
  public Map<String, String> environment(int threads) {
    TorchGraphs.wanted(System.getenv()); // refused here, it is refused before a process starts
    return tuning(threads);
  }

  static Map<String, String> tuning(int threads) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("OMP_NUM_THREADS", Integer.toString(threads));
    environment.put("OMP_WAIT_POLICY", "passive");
    environment.put("GOMP_SPINCOUNT", "5000");
    environment.putAll(TorchBlas.choice().environment());
    environment.put("MALLOC_ARENA_MAX", "1");
    environment.put("MALLOC_MMAP_MAX_", "0");
    environment.put("MALLOC_TRIM_THRESHOLD_", Long.toString(2L << 30));
    environment.put("MALLOC_TOP_PAD_", Long.toString(64L << 20));
    environment.put("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1");
    environment.put("CUBLAS_WORKSPACE_CONFIG", ":4096:8");
    return environment;
  }

  /** MKL where it is on the class path, and no limit of JavaCPP's on resident memory. */
  @Override
  public List<String> jvmArguments() {
    return TorchLibrary.properties().entrySet().stream()
        .map(property -> "-D" + property.getKey() + "=" + property.getValue())
        .toList();
  }
}

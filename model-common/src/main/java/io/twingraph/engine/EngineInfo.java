// SPDX-License-Identifier: Apache-2.0
package io.twingraph.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an engine says of itself.
 *
 * @param name as {@link EngineProvider#name}
 * @param version of the native library: {@code "2.7.1"}
 * @param device in use: {@code "cpu"} or {@code "cuda:0"}
 * @param threads for one operation
 * @param details everything else worth recording, in a fixed order: BLAS, OpenMP runtime, build
 *     options, load order; never empty
 */
public record EngineInfo(
    String name, String version, String device, int threads, Map<String, String> details) {
  public EngineInfo {
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }

  /** Whether the device is a GPU. */
  public boolean onGpu() {
    return device.startsWith("cuda:");
  }

  /** The same with more details after these. */
  public EngineInfo with(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(details);
    all.putAll(more);
    return new EngineInfo(name, version, device, threads, all);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.engine;

/**
 * How an engine is to run.
 *
 * @param device where
 * @param threads for one operation, at least 1; 0 means one for each processor
 */
public record EngineOptions(DeviceRequest device, int threads) {
  /** Whatever device is best, and one thread for each processor. */
  public static final EngineOptions DEFAULT = new EngineOptions(DeviceRequest.AUTO, 0);

  public EngineOptions {
    if (threads < 0 || threads > 1024) {
      throw new IllegalArgumentException(
          "threads must be 1 to 1024, or 0 for one for each processor, got " + threads);
    }
  }

  /** The number of threads with 0 replaced by the number of processors. */
  public int effectiveThreads() {
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }
}

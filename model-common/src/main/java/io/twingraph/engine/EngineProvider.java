// SPDX-License-Identifier: Apache-2.0
package io.twingraph.engine;

import java.util.List;
import java.util.Map;

/**
 * How an engine is found: one implementation in each binding, named in {@code
 * META-INF/services/io.twingraph.engine.EngineProvider}. Making a provider loads nothing native.
 */
public interface EngineProvider {

  /** The name that users give: {@code "torch"}, {@code "tensorflow"}, {@code "reference"}. */
  String name();

  /**
   * Loads the native library (once in a process) and opens the engine on a device.
   *
   * @throws EngineUnavailableException if a library, driver or device is missing; the message says
   *     which and how to get it
   */
  Engine open(EngineOptions options);

  /**
   * Environment variables that a process should have from its start for this engine to run at its
   * best. A process started without them works, more slowly.
   *
   * @param threads as {@link EngineOptions#effectiveThreads}
   */
  Map<String, String> environment(int threads);

  /** Arguments for a JVM that is to run this engine at its best, such as {@code -Dname=value}. */
  List<String> jvmArguments();
}

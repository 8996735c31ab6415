// SPDX-License-Identifier: Apache-2.0
package io.twingraph.nativelib;

import org.bytedeco.javacpp.annotation.Namespace;
import org.bytedeco.javacpp.annotation.Platform;

/** The functions of {@code src/main/cpp}; JavaCPP's builder makes the bridge. */
@Platform(include = "process_tuning.cpp", library = "jnitwingraph")
@Namespace("twingraph")
final class NativeCalls {
  static {
    NativeLibraries.load(NativeCalls.class);
  }

  private NativeCalls() {}

  static native int set_if_absent(String name, String value);

  static native String current_value(String name);

  static native int keep_large_blocks();

  static native int release_free_memory();

  static native int hold_errors();

  static native String restore_errors();
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.nativelib;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.annotation.Cast;
import org.bytedeco.javacpp.annotation.Namespace;
import org.bytedeco.javacpp.annotation.Platform;

/** The functions of {@code blas_in_parts.cpp}, in a library of its own that is made global. */
@Platform(include = "blas_in_parts.cpp", library = "jnitwingraph_blas", value = "linux")
@Namespace("twingraph")
final class BlasCalls {
  private BlasCalls() {}

  /** Loads the library for this class alone; its path. */
  static String load() {
    return NativeLibraries.load(BlasCalls.class);
  }

  /** Lets libraries that come after it see its {@code sgemm_}. */
  static void install() {
    Loader.loadGlobal(load());
  }

  static native void use_blas_threads(int threads);

  static native int find_blas();

  @Cast("long")
  static native long products_in_parts();
}

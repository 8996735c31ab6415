// SPDX-License-Identifier: Apache-2.0
package io.twingraph.nativelib;

/**
 * Threads for the matrix products of a BLAS that runs on one: each product that libtorch asks for
 * is cut into one part for each thread of libtorch's own OpenMP team. Bits do not depend on how
 * busy the machine is, only on the number of threads.
 *
 * <p>Linux with glibc, and where the project's C++ was built. Safe for use by several threads.
 */
public final class BlasInParts {
  private static boolean installed;

  private BlasInParts() {}

  /** Whether {@link #install} can do anything here. */
  public static boolean available() {
    return System.getProperty("os.name").equals("Linux") && NativeParts.available();
  }

  /**
   * Puts the function in the BLAS's place, for libraries that are loaded after this call; later
   * calls do nothing. The BLAS itself must be told to use one thread.
   *
   * @throws UnsatisfiedLinkError where {@link #available} is false
   */
  public static synchronized void install() {
    if (!installed) {
      BlasCalls.install();
      installed = true;
    }
  }

  /** Sets the number of parts, at least 1; does nothing before {@link #install}. */
  public static synchronized void useThreads(int threads) {
    if (installed) {
      BlasCalls.use_blas_threads(threads);
    }
  }

  /** Whether a product was made, and in parts. */
  public static synchronized boolean working() {
    return installed && BlasCalls.blas_state() == 1;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.nativelib;

/**
 * Threads for the matrix products of a BLAS that runs on one: each product that libtorch asks for
 * is cut into one part for each thread of libtorch's own OpenMP team. Bits do not depend on how
 * busy the machine is, only on the number of threads. Other libraries that are loaded later and ask
 * the process for a {@code sgemm_} get this one, too.
 *
 * <p>Linux with glibc, and where the project's C++ was built. Safe for use by several threads.
 */
public final class BlasInParts {
  private static final boolean AVAILABLE = tryToLoad();
  private static boolean installed;
  private static boolean working;

  private BlasInParts() {}

  /** Whether {@link #install} can do anything here. */
  public static boolean available() {
    return AVAILABLE;
  }

  private static boolean tryToLoad() {
    try {
      return System.getProperty("os.name").equals("Linux") && BlasCalls.load() != null;
    } catch (LinkageError e) {
      return false; // not built; NativeParts says so
    }
  }

  /**
   * Puts the function in the BLAS's place, for libraries that are loaded after this call; later
   * calls do nothing.
   *
   * @throws UnsatisfiedLinkError where {@link #available} is false
   */
  public static synchronized void install() {
    if (!installed) {
      BlasCalls.install();
      installed = true;
    }
  }

  /**
   * Finds libtorch's BLAS, once libtorch is loaded, and has it use one thread.
   *
   * @return whether products run in parts from now on; otherwise they run as the BLAS has them
   */
  public static synchronized boolean start() {
    working = installed && BlasCalls.find_blas() == 1;
    return working;
  }

  /**
   * Sets the number of parts of the calling thread's products; does nothing where there are none.
   */
  public static synchronized void useThreads(int threads) {
    if (installed) {
      BlasCalls.use_blas_threads(threads);
    }
  }

  /** How many products were cut into parts in this process so far. */
  public static synchronized long products() {
    return installed ? BlasCalls.products_in_parts() : 0;
  }

  /** Whether products run in parts. */
  public static synchronized boolean working() {
    return working;
  }
}

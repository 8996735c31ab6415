// SPDX-License-Identifier: Apache-2.0
package io.twingraph.nativelib;

/**
 * Natives that cannot be loaded, with the reason. An error, as what JavaCPP throws, because it
 * comes out of static initializers.
 */
public final class NativeLoadError extends UnsatisfiedLinkError {
  private static final long serialVersionUID = 1L;

  private final transient NativeProblem problem;

  NativeLoadError(NativeProblem problem, Throwable cause) {
    super(problem.what());
    this.problem = problem;
    if (cause != null) {
      initCause(cause);
    }
  }

  /** Why, and what to do. */
  public NativeProblem problem() {
    return problem;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.nativelib;

/**
 * Why natives cannot be loaded.
 *
 * @param what went wrong, a clause: {@code "/cache is mounted noexec: …"}
 * @param toDo what to do about it; empty where the natives are not on the class path, as only the
 *     caller knows where they come from
 */
public record NativeProblem(String what, String toDo) {

  /** Whether the class path has no natives for this platform. */
  public boolean absent() {
    return toDo.isEmpty();
  }

  /**
   * What to do.
   *
   * @param ifAbsent how to get natives that are not there at all
   */
  public String toDo(String ifAbsent) {
    return absent() ? ifAbsent : toDo;
  }

  /** Of whatever was thrown while natives were loaded. */
  public static NativeProblem of(LinkageError thrown) {
    return thrown instanceof NativeLoadError known
        ? known.problem()
        : LoadFailures.explain(thrown, LoadFailures.Circumstances.unknown());
  }
}

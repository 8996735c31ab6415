// SPDX-License-Identifier: Apache-2.0
package io.twingraph.cuda;

import java.util.Locale;

/**
 * A GPU as the CUDA runtime describes it.
 *
 * @param index from 0, as in {@code cuda:0}; after {@code CUDA_VISIBLE_DEVICES}
 * @param name as NVIDIA sells it
 * @param major of the compute capability
 * @param minor of the compute capability
 * @param freeBytes of its memory, at the time of asking
 * @param totalBytes of its memory
 */
public record CudaDevice(
    int index, String name, int major, int minor, long freeBytes, long totalBytes) {
  private static final double GIB = 1L << 30;

  /** For people: name, compute capability and memory. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s, compute capability %d.%d, %.1f of %.1f GiB free",
        name,
        major,
        minor,
        freeBytes / GIB,
        totalBytes / GIB);
  }
}

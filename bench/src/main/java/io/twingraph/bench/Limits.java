// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import java.time.Duration;

/**
 * How long things may take before they are taken for hung.
 *
 * @param preparation of a peer, which may download much
 * @param steps a process that makes steps
 * @param epoch a process that trains an epoch
 */
public record Limits(Duration preparation, Duration steps, Duration epoch) {
  /** Many times what is usual. */
  public static final Limits GENEROUS =
      new Limits(Duration.ofMinutes(40), Duration.ofMinutes(6), Duration.ofMinutes(30));

  Duration of(Workload workload) {
    return workload.kind() == Workload.Kind.EPOCH ? epoch : steps;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import java.io.IOException;

/** Hears how a benchmark goes, in the thread that runs it. */
public interface BenchListener {
  /** Peer {@code number} of {@code count} is made ready. */
  default void preparing(String label, int number, int count) {}

  /** A peer is ready, or is not: then {@code problem} is not {@code null}. */
  default void prepared(String label, String problem) {}

  /**
   * A process starts.
   *
   * @param done processes that have ended
   * @param all processes that there will be, if none drops out
   */
  default void started(Workload workload, int round, String label, int done, int all) {}

  /** A process ended without a result. */
  default void failed(Workload workload, int round, String label, String reason) {}

  /** A round is over; {@code soFar} has everything that was measured. */
  default void roundFinished(BenchResult soFar) throws IOException {}
}

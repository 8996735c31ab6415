// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

/**
 * Records operations once and runs them again and again, on the tensors that they were recorded
 * with. Holds one recording at a time.
 */
interface TorchRecorder {

  /**
   * Records what {@code work} asks libtorch for, without running it.
   *
   * @throws RuntimeException if it cannot be recorded; then there is no recording
   */
  void record(Runnable work);

  /** Runs the recording, and waits for it. */
  void run();

  /** Gives the recording back with what it held, if there is one. */
  void close();
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.worker;

import io.twingraph.error.SpecException;
import io.twingraph.spec.Experiment;

/**
 * What a worker is to do. Plain data that travels as JSON.
 *
 * @param engine name of the engine
 * @param device as {@link io.twingraph.engine.DeviceRequest#parse} reads it
 * @param threads for one operation; 0 for one for each processor
 * @param experiment what to train; {@code null} to try the engine out on a single tiny step
 * @param data name or folder of the data set, as given to {@code --data}; {@code null} for the
 *     default
 * @param trainLimit number of training images to use, validation included
 * @param testLimit number of test images to use
 */
public record WorkerJob(
    String engine,
    String device,
    int threads,
    Experiment experiment,
    String data,
    int trainLimit,
    int testLimit) {

  /**
   * The longest job as JSON. An experiment file has at most a mebibyte, and of its shortest layers
   * the JSON, with all that is left out, is some twenty times as long.
   */
  static final int MAX_BYTES = 64 << 20;

  /**
   * One line of JSON in ASCII.
   *
   * @throws SpecException if it is longer than a worker takes
   */
  String toJson() {
    String json = Frames.toJson(this);
    if (json.length() > MAX_BYTES) {
      throw SpecException.of(
          "an experiment too large for a process of its own",
          "--experiment",
          "at most " + MAX_BYTES + " bytes as JSON",
          json.length() + " bytes",
          "give it fewer layers, or run it with --workers none");
    }
    return json;
  }

  /** A job that opens an engine, makes one tiny training step and reports what the engine is. */
  public static WorkerJob probe(String engine, String device, int threads) {
    return new WorkerJob(engine, device, threads, null, null, 0, 0);
  }
}

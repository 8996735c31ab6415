// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.worker;

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

  /** A job that opens an engine, makes one tiny training step and reports what the engine is. */
  public static WorkerJob probe(String engine, String device, int threads) {
    return new WorkerJob(engine, device, threads, null, null, 0, 0);
  }
}

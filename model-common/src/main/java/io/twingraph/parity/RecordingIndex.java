// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.engine.EngineInfo;
import io.twingraph.run.Provenance;
import io.twingraph.spec.Experiment;
import java.util.List;

/**
 * {@code recording.json}: what a {@link Recording} is of.
 *
 * @param format {@link #FORMAT}
 * @param experiment what the engine trained
 * @param data name of the data
 * @param dataSha256 of the data as {@link io.twingraph.run.TrainingData#sha256}; empty if the
 *     batches came from elsewhere
 * @param engine who was recorded
 * @param steps how many
 * @param mode always resync: the recorded engine leads
 * @param provenance versions, machine, seeds
 * @param batches SHA-256 of each step's batch
 */
record RecordingIndex(
    String format,
    Experiment experiment,
    String data,
    String dataSha256,
    EngineInfo engine,
    int steps,
    ParityMode mode,
    Provenance provenance,
    List<String> batches) {
  static final String FORMAT = "twingraph recording 1";

  RecordingIndex {
    batches = List.copyOf(batches);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.data.Batch;
import io.twingraph.data.BatchSource;
import io.twingraph.data.DataException;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.Evaluation;
import io.twingraph.engine.OptimizerState;
import io.twingraph.engine.TensorMap;

/** An engine that ran elsewhere. It goes where it went, so that it can lead and not follow. */
final class RecordedSubject implements Subject {
  private final Recording recording;
  private Observation next;
  private Observation previous;
  private int steps;

  /**
   * Opens the first step.
   *
   * @throws io.twingraph.data.DataException if its file is missing or damaged
   */
  RecordedSubject(Recording recording) {
    this.recording = recording;
    this.next = recording.observation(1, null);
  }

  @Override
  public EngineInfo info() {
    return recording.engine();
  }

  @Override
  public TensorMap parameters() {
    return previous == null ? next.before() : previous.updated();
  }

  /**
   * The next recorded step; that the batch is the recorded one is {@link RecordedBatches}'s job.
   */
  @Override
  public Observation step(Batch batch) {
    steps++;
    Observation now = next == null ? recording.observation(steps, previous) : next;
    next = null;
    previous = now;
    int recorded = now.trace().labels().size();
    if (recorded != batch.size()) {
      throw DataException.of(
          "a file of the recording is damaged",
          recording.folder().resolve(StepFile.name(steps)).toString(),
          "the " + batch.size() + " samples of the batch",
          recorded + " labels",
          "copy the whole folder again, or record it again with --save");
    }
    return now;
  }

  @Override
  public void follow(TensorMap parameters, OptimizerState state) {
    throw new IllegalStateException("a recorded engine leads");
  }

  @Override
  public Evaluation evaluate(BatchSource batches) {
    return null;
  }

  @Override
  public void close() {}
}

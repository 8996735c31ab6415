// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.data.Batch;
import io.twingraph.graph.Graph;
import io.twingraph.op.LedgerRow;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/** Batches, each of which must be the one that a recording was made on. */
final class RecordedBatches implements Iterator<Batch> {
  private final Recording recording;
  private final Iterator<Batch> batches;
  private final boolean sameData;
  private int step;

  /** The live side has another batch than the recorded one. */
  static final class OtherBatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Divergence divergence;

    OtherBatchException(Divergence divergence) {
      super("another batch");
      this.divergence = divergence;
    }

    Divergence divergence() {
      return divergence;
    }
  }

  RecordedBatches(Recording recording, Iterator<Batch> batches, String dataSha256) {
    this.recording = recording;
    this.batches = batches;
    this.sameData = dataSha256.equals(recording.dataSha256());
  }

  @Override
  public boolean hasNext() {
    return batches.hasNext();
  }

  /**
   * The next batch.
   *
   * @throws OtherBatchException if it is not the recorded one
   */
  @Override
  public Batch next() {
    Batch batch = batches.next();
    step++;
    if (!batch.sha256().equals(recording.batchSha256(step))) {
      throw new OtherBatchException(divergence(batch));
    }
    return batch;
  }

  private Divergence divergence(Batch batch) {
    // Only what the batch was is looked at, so the step before does not matter.
    Observation recorded = recording.observation(step, step == 1 ? null : start());
    var images = recorded.trace().activations().get(Graph.INPUT);
    float[] live = new float[batch.size() * batch.imageSize()];
    batch.images().get(live);
    int at = 0;
    int both = Math.min(live.length, images.size());
    while (at < both - 1 && live[at] == images.value(at)) {
      at++;
    }
    boolean sameImages = live.length == images.size() && live[at] == images.value(at);
    int label = 0;
    int labels = Math.min(batch.size(), recorded.trace().labels().size());
    while (sameImages && label < labels - 1 && same(batch, recorded, label)) {
      label++;
    }
    return new Divergence(
        step,
        Stage.BATCH,
        Graph.INPUT,
        sameImages ? Place.LABELS : Graph.INPUT,
        sameImages ? List.of(label) : Divergence.index(images.index(at)),
        sameImages ? recorded.trace().labels().get(label) : images.value(at),
        sameImages ? batch.label(label) : live[at],
        null,
        0,
        null,
        sameData ? LedgerRow.SHUFFLE : LedgerRow.DECODING_AND_SCALING,
        explanation(batch));
  }

  private String explanation(Batch batch) {
    return String.format(
        Locale.ROOT,
        "the recording was made on another batch (SHA-256 %.12s, here %.12s): %s",
        recording.batchSha256(step),
        batch.sha256(),
        sameData
            ? "the images are the same, and their order is not"
            : "give the --data and --train-limit of the recording ('" + recording.data() + "')");
  }

  private Observation start() {
    return recording.observation(1, null);
  }

  private static boolean same(Batch batch, Observation recorded, int label) {
    return batch.label(label) == recorded.trace().labels().get(label);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.data.Batch;
import io.twingraph.data.BatchSource;
import io.twingraph.data.ImageSet;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Philox;
import java.util.Iterator;

/**
 * The batches that a training run would see, epoch after epoch without an end: in the experiment's
 * order for each epoch, smaller last batches included.
 */
final class ParityBatches implements Iterator<Batch> {
  private final Experiment experiment;
  private final BatchSource source;
  private Iterator<Batch> epoch;
  private int epochs;

  ParityBatches(Experiment experiment, ImageSet images) {
    this.experiment = experiment;
    this.source = BatchSource.of(images, experiment.model().input(), experiment.batchSize());
  }

  @Override
  public boolean hasNext() {
    return true;
  }

  @Override
  public Batch next() {
    if (epoch == null || !epoch.hasNext()) {
      epochs++;
      epoch =
          experiment.shuffle()
              ? source
                  .inOrder(
                      Philox.permutation(experiment.seeds().shuffle(), epochs, source.samples()))
                  .iterator()
              : source.iterator();
    }
    return epoch.next();
  }
}

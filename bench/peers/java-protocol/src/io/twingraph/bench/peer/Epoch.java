// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench.peer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What an epoch gives.
 *
 * @param validationAccuracy 0..1
 */
public record Epoch(double trainLoss, double validationLoss, double validationAccuracy) {

  /** Shuffles the numbers of the samples and gathers each batch into memory of its own. */
  static Epoch gathered(PeerRun run, Samples all, Peer.Model model) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < run.train(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(7));
    Samples memory = Samples.allocate(run.batch(), all.pixels());
    double trainLoss = 0;
    for (int from = 0; from < run.train(); from += run.batch()) {
      int size = Math.min(run.batch(), run.train() - from);
      for (int i = 0; i < size; i++) {
        memory.put(i, all, order.get(from + i));
      }
      trainLoss += (double) model.train(memory.slice(0, size)) * size;
    }
    double loss = 0;
    int correct = 0;
    for (int from = 0; from < run.validation(); from += PeerRun.EVALUATION_BATCH) {
      int size = Math.min(PeerRun.EVALUATION_BATCH, run.validation() - from);
      Peer.Evaluation part = model.evaluate(all.slice(run.train() + from, size));
      loss += (double) part.loss() * size;
      correct += part.correct();
    }
    double count = run.validation();
    return new Epoch(trainLoss / run.train(), loss / count, correct / count);
  }
}

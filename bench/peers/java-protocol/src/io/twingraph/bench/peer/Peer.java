// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench.peer;

import java.util.List;
import java.util.Map;

/** A library that trains the benchmark's network; one object in a process. */
public interface Peer {

  /** Loads the library, with so many threads; the versions of what was loaded. */
  Map<String, String> load(int threads);

  /** A network with these initial values, in the canonical order and layout. */
  Model open(PeerRun run, List<Parameter> canonical) throws Exception;

  /** A network in training. */
  interface Model extends AutoCloseable {

    /** One step of gradient descent; the loss before it. */
    float train(Samples batch);

    /** The logits, in host memory, without gradients. */
    float[] predict(Samples batch);

    /** The mean loss and the number of correct predictions, without gradients. */
    Evaluation evaluate(Samples batch);

    /** An epoch over the shuffled training samples, and an evaluation of the others. */
    default Epoch epoch(PeerRun run, Samples all) throws Exception {
      return Epoch.gathered(run, all, this);
    }

    @Override
    void close();
  }

  /** Of one batch. */
  record Evaluation(float loss, int correct) {

    /** From the mean loss and the logits of a batch. */
    public static Evaluation of(Samples batch, float loss, float[] logits) {
      int classes = logits.length / batch.size();
      int correct = 0;
      for (int i = 0; i < batch.size(); i++) {
        int best = 0;
        for (int c = 1; c < classes; c++) {
          if (logits[i * classes + c] > logits[i * classes + best]) {
            best = c;
          }
        }
        correct += best == batch.labels()[i] ? 1 : 0;
      }
      return new Evaluation(loss, correct);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.run;

import io.twingraph.data.Batch;
import io.twingraph.error.SpecException;
import io.twingraph.graph.Graph;
import io.twingraph.graph.Value;
import io.twingraph.spec.Experiment;
import java.util.Locale;

/**
 * How many samples of a graph fit into one batch: the images are a buffer of at most 2^31 - 1
 * bytes, and no tensor of a step has more than 2^31 - 1 values.
 */
final class BatchRoom {
  private final int most;
  private final String limit;

  private BatchRoom(int most, String limit) {
    this.most = most;
    this.limit = limit;
  }

  static BatchRoom of(Graph graph) {
    int input = graph.input().type().size();
    int most = Batch.room(input);
    String limit = input + " values of the input, 4 bytes each, in 2^31 bytes";
    for (Value value : graph.values()) {
      int output = value.type().size();
      if (Integer.MAX_VALUE / output < most) {
        most = Integer.MAX_VALUE / output;
        limit = output + " values of " + value.name() + "'s output in a tensor of 2^31 values";
      }
    }
    return new BatchRoom(most, limit);
  }

  /** As many samples as wanted, or as fit. */
  int atMost(int wanted) {
    return Math.max(1, Math.min(wanted, most));
  }

  /**
   * Refuses an experiment whose batches do not fit.
   *
   * @param samples that there are; no batch has more
   */
  void check(Experiment experiment, int samples) {
    int size = Math.min(experiment.batchSize(), samples);
    if (size > most) {
      throw SpecException.of(
          "a batch too large",
          "batchSize",
          String.format(Locale.ROOT, "at most %,d samples (%s)", most, limit),
          String.format(Locale.ROOT, "%,d samples", size),
          most == 0 ? "use smaller images" : "use a smaller batchSize or smaller images");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.data.BatchSource;
import io.twingraph.data.ImageSet;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.Evaluation;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.TrainingSession;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Presets;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Batches that are evaluated two at a time give what each gives by itself. */
class TfEvaluationTest {
  private static final int BATCH = 16;
  private static final int SAMPLES = 5 * BATCH + 3;

  @Test
  void batchesInPairsGiveWhatSingleOnesGive() {
    Experiment experiment = Presets.matched();
    EngineOptions twoThreads = new EngineOptions(DeviceRequest.parse("cpu"), 2);
    assertThat(TfLibrary.threads(2, experiment.batchSize())[1]).as("lanes").isEqualTo(2);
    BatchSource all = BatchSource.of(images(), Input.of(28, 28, 1), BATCH);
    try (Engine engine = new TfEngineProvider().open(twoThreads);
        TrainingSession session = engine.open(experiment, InitialParameters.draw(experiment))) {
      Evaluation together = session.evaluate(all);

      double loss = 0;
      int correct = 0;
      for (int from = 0; from < SAMPLES; from += BATCH) {
        int[] batch = IntStream.range(from, Math.min(from + BATCH, SAMPLES)).toArray();
        Evaluation alone = session.evaluate(all.inOrder(batch));
        assertThat(alone.predictions())
            .containsExactly(IntStream.of(batch).map(i -> together.predictions()[i]).toArray());
        loss += alone.loss() * batch.length;
        correct += alone.correct();
      }
      assertThat(together.loss()).isEqualTo(loss / SAMPLES);
      assertThat(together.correct()).isEqualTo(correct).isBetween(1, SAMPLES - 1);
    }
  }

  private static ImageSet images() {
    byte[] pixels = new byte[SAMPLES * 28 * 28];
    byte[] labels = new byte[SAMPLES];
    Random random = new Random(1);
    random.nextBytes(pixels);
    for (int i = 0; i < SAMPLES; i++) {
      labels[i] = (byte) random.nextInt(10);
    }
    return ImageSet.wrap(28, 28, 1, pixels, labels);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.data.Batch;
import io.twingraph.data.BatchSource;
import io.twingraph.engine.Evaluation;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.Logits;
import io.twingraph.engine.OptimizerState;
import io.twingraph.engine.StepResult;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import io.twingraph.engine.TrainingSession;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import java.util.Arrays;

/** A session with a fault at its border: in the batches that reach it, or in how it evaluates. */
final class FaultySession implements TrainingSession {
  private final TrainingSession session;
  private final PlantedFault fault;
  private final Experiment experiment;
  private final String logits;
  private Sample previous;

  FaultySession(PlantedFault fault, Experiment experiment, TrainingSession session) {
    this.session = session;
    this.fault = fault;
    this.experiment = experiment;
    this.logits = experiment.graph().logits().name();
  }

  /** An image and its label. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Sample(float[] image, int label) {}

  @Override
  public StepResult step(Batch batch) {
    StepResult result = session.step(shifted(arriving(batch)));
    previous = sample(batch, batch.size() - 1);
    return result;
  }

  @Override
  public Trace trace(Batch batch) {
    return session.trace(shifted(arriving(batch)));
  }

  @Override
  public HostTensor predict(Batch batch) {
    return session.predict(arriving(batch));
  }

  @Override
  public Evaluation evaluate(BatchSource batches) {
    return switch (fault) {
      case LABELS_SHIFTED,
          NORMALISATION_SWAPPED,
          CHANNELS_REVERSED,
          LAST_BATCH_DROPPED,
          EVALUATION_TRAINS ->
          evaluateOneByOne(batches);
      default -> session.evaluate(batches);
    };
  }

  /** As the engine's own evaluation, but for the fault. */
  private Evaluation evaluateOneByOne(BatchSource batches) {
    int[] predictions = new int[batches.samples()];
    double loss = 0;
    int correct = 0;
    int done = 0;
    int largest = 0;
    for (Batch batch : batches) {
      largest = Math.max(largest, batch.size());
      if (fault == PlantedFault.LAST_BATCH_DROPPED && batch.size() < largest) {
        break;
      }
      Batch arriving = arriving(batch);
      Trace trace = session.trace(arriving);
      Evaluation part = Logits.evaluation(arriving, trace.activations().get(logits), trace.loss());
      loss += part.loss() * batch.size();
      correct += part.correct();
      System.arraycopy(part.predictions(), 0, predictions, done, batch.size());
      done += batch.size();
      if (fault == PlantedFault.EVALUATION_TRAINS) {
        session.step(batch);
      }
    }
    return new Evaluation(loss / done, correct, predictions);
  }

  private Batch arriving(Batch batch) {
    Input input = experiment.model().input();
    float[] images = images(batch);
    int[] labels = labels(batch);
    switch (fault) {
      case LABELS_SHIFTED -> Arrays.setAll(labels, i -> labels[i] == 1 ? 2 : labels[i]);
      case NORMALISATION_SWAPPED -> {
        for (int i = 0; i < images.length; i++) {
          double raw = images[i] * input.std() + input.mean();
          images[i] = (float) ((raw - input.std()) / input.mean());
        }
      }
      case CHANNELS_REVERSED -> {
        int channels = input.channels();
        for (int i = 0; i < images.length; i += channels) {
          float first = images[i];
          images[i] = images[i + channels - 1];
          images[i + channels - 1] = first;
        }
      }
      default -> {
        return batch;
      }
    }
    return Batch.of(batch.height(), batch.width(), batch.channels(), images, labels);
  }

  /** The samples one place later; the first is the last that was stepped on, or the batch's own. */
  private Batch shifted(Batch batch) {
    if (fault != PlantedFault.ORDER_OFF_BY_ONE) {
      return batch;
    }
    float[] images = new float[batch.size() * batch.imageSize()];
    int[] labels = new int[batch.size()];
    for (int i = 0; i < labels.length; i++) {
      Sample sample = i > 0 ? sample(batch, i - 1) : previous;
      if (sample == null) {
        sample = sample(batch, batch.size() - 1);
      }
      System.arraycopy(sample.image, 0, images, i * batch.imageSize(), batch.imageSize());
      labels[i] = sample.label;
    }
    return Batch.of(batch.height(), batch.width(), batch.channels(), images, labels);
  }

  private static Sample sample(Batch batch, int index) {
    float[] image = new float[batch.imageSize()];
    batch.images().get(index * batch.imageSize(), image);
    return new Sample(image, batch.label(index));
  }

  private static float[] images(Batch batch) {
    float[] images = new float[batch.size() * batch.imageSize()];
    batch.images().get(images);
    return images;
  }

  private static int[] labels(Batch batch) {
    int[] labels = new int[batch.size()];
    Arrays.setAll(labels, batch::label);
    return labels;
  }

  @Override
  public TensorMap parameters() {
    return session.parameters();
  }

  @Override
  public void load(TensorMap parameters) {
    session.load(parameters);
  }

  @Override
  public OptimizerState optimizerState() {
    return session.optimizerState();
  }

  @Override
  public void load(OptimizerState state) {
    session.load(state);
  }

  @Override
  public void close() {
    session.close();
  }

  @Override
  public String toString() {
    return session.toString();
  }
}

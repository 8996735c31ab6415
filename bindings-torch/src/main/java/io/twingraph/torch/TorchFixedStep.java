// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.data.Batch;
import io.twingraph.engine.Evaluation;
import io.twingraph.engine.Logits;
import io.twingraph.engine.StepResult;
import io.twingraph.graph.Graph;
import io.twingraph.op.TensorType;
import java.util.List;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A training step whose every tensor stays where it is: batches of one size come from the same host
 * memory each time, and what the step tells goes to the same host memory. So it can be recorded.
 *
 * <p>Belongs to one session; {@link #close} gives the memory back.
 */
final class TorchFixedStep {
  private final TorchTraining training;
  private final Tensor images;
  private final Tensor labels;
  private final Tensor imagesThere;
  private final Tensor labelsThere;
  private final Tensor logits;
  private final Tensor loss;

  /**
   * Takes the memory.
   *
   * @param samples in each batch
   * @param device as an engine names it; on a GPU the host memory is pinned
   */
  TorchFixedStep(TorchTraining training, Graph graph, int samples, String device) {
    this.training = training;
    TensorType input = graph.input().type();
    long[] imageShape = {samples, input.height(), input.width(), input.channels()};
    boolean pinned = TorchCuda.is(device);
    images = host(ScalarType.Float, pinned, imageShape);
    labels = host(ScalarType.Long, pinned, samples);
    imagesThere = there(images, device);
    labelsThere = there(labels, device);
    logits = host(ScalarType.Float, pinned, samples, graph.classes());
    loss = host(ScalarType.Float, pinned);
    all().forEach(Tensor::retainReference);
  }

  /** Puts a batch where the step takes it from; no step may be running. */
  void write(Batch batch) {
    TorchStaging.putImages(batch, images);
    TorchStaging.putLabels(batch, labels);
  }

  /** The step itself, counted by nobody; nothing waits in it. */
  void run() {
    Tensor in = copied(images, imagesThere).permute(0, 3, 1, 2);
    TorchTraining.Outcome outcome = training.run(in, copied(labels, labelsThere));
    TorchTensors.withoutGradients(
        () -> {
          copied(outcome.logits(), logits);
          copied(outcome.loss(), loss);
          return null;
        });
  }

  /** What the last step told, once it is done. */
  StepResult read(Batch batch) {
    Evaluation result =
        Logits.evaluation(batch, TorchTensors.readActivation(logits), loss.item_float());
    return new StepResult((float) result.loss(), result.correct());
  }

  void close() {
    all().forEach(Tensor::close);
  }

  private List<Tensor> all() {
    return List.of(images, labels, imagesThere, labelsThere, logits, loss);
  }

  private static Tensor copied(Tensor from, Tensor to) {
    return to.copy_(from, true);
  }

  private static Tensor host(ScalarType type, boolean pinned, long... shape) {
    TensorOptions options =
        new TensorOptions()
            .dtype(new ScalarTypeOptional(type))
            .pinned_memory(new BoolOptional(pinned));
    return torch.empty(shape, options, new MemoryFormatOptional());
  }

  private static Tensor there(Tensor here, String device) {
    return here.to(new Device(device), here.scalar_type(), false, true, new MemoryFormatOptional());
  }
}

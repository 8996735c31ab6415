// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/**
 * What a training step does on a device, from a batch that is there to parameters that have moved.
 * It waits for nothing and reads nothing back, so that it can be recorded as well as run; whoever
 * runs it counts the step ({@link TorchOptimizer#endStep}).
 */
final class TorchTraining {
  private final TorchLowering lowering;
  private final TorchBackward backward;
  private final Map<String, Tensor> parameters;
  private final Map<String, Tensor> trained;
  private final Set<String> kept;

  /**
   * What a step has computed.
   *
   * @param logits {@code [N,classes]}
   * @param loss of no dimensions
   */
  record Outcome(Tensor logits, Tensor loss) {}

  /**
   * @param parameters by canonical name
   * @param trained the same as the forward pass takes them
   * @param kept names of the activations that {@code backward} needs
   */
  TorchTraining(
      TorchLowering lowering,
      TorchBackward backward,
      Map<String, Tensor> parameters,
      Map<String, Tensor> trained,
      Set<String> kept) {
    this.lowering = lowering;
    this.backward = backward;
    this.parameters = parameters;
    this.trained = trained;
    this.kept = kept;
  }

  /**
   * Makes the step.
   *
   * @param images {@code [N,C,H,W]}
   * @param labels int64 {@code [N]}
   */
  Outcome run(Tensor images, Tensor labels) {
    Map<String, Tensor> values = new LinkedHashMap<>(parameters);
    Tensor logits = lowering.forward(images, trained, kept::contains, values::put);
    lowering.making().loss();
    Tensor loss = lowering.loss(logits, labels);
    TorchTensors.withoutGradients(
        () -> {
          backward.run(loss, values);
          return null;
        });
    return new Outcome(logits, loss);
  }
}

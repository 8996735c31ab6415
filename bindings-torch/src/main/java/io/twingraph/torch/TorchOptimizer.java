// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import static org.bytedeco.pytorch.global.torch.empty_like;
import static org.bytedeco.pytorch.global.torch.mm_out;
import static org.bytedeco.pytorch.global.torch.zeros_like;

import io.twingraph.engine.BoundaryChecks;
import io.twingraph.engine.OptimizerState;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Optimizer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The update of an experiment as in-place tensor operations, in the order of {@code torch::optim},
 * with its state in tensors that this object owns. All methods run without gradients and inside the
 * caller's {@code PointerScope}.
 *
 * <p>The updates can be overridden, so that tests can give one of them another meaning.
 */
class TorchOptimizer {
  private final Experiment experiment;
  private final Map<String, Tensor> parameters;
  private final Map<String, Tensor> slots = new LinkedHashMap<>();
  private long steps;

  /** State for these parameters, all zero. */
  TorchOptimizer(Experiment experiment, Map<String, Tensor> parameters) {
    this.experiment = experiment;
    this.parameters = parameters;
    for (String slot : BoundaryChecks.slotShapes(experiment).keySet()) {
      Tensor parameter = parameters.get(slot.substring(0, slot.lastIndexOf('/')));
      slots.put(slot, zeros_like(parameter).retainReference());
    }
  }

  /** Counts a step, after the updates that belong to it. */
  final void endStep() {
    steps++;
  }

  /** Moves a parameter along its gradient. */
  void update(String name, Tensor gradient) {
    Tensor parameter = parameters.get(name);
    if (experiment.optimizer() instanceof Optimizer.Adam adam) {
      adam(adam, name, parameter, gradient);
    } else if (experiment.optimizer() instanceof Optimizer.Sgd sgd) {
      sgd(sgd, name, parameter, gradient);
    }
  }

  /** Moves a dense kernel along {@code input^T * outputGradient}; see {@link TorchGradients}. */
  void updateByProduct(String name, Tensor input, Tensor outputGradient) {
    Scalar rate = new Scalar(-rate());
    parameters.get(name).addmm_(input.t(), outputGradient, new Scalar(1), rate);
  }

  /**
   * As {@link #updateByProduct}, block by block of the kernel's rows, each of which first gives its
   * columns of the gradient by the layer's input: {@code outputGradient * block^T}, of the block's
   * old value. A block is then in the processor's cache when it is moved.
   *
   * @param input {@code [N,in]}
   * @param outputGradient {@code [N,out]}
   * @param wanted whether a layer before this one needs the gradient
   * @return {@code [N,in]}; {@code null} where it is not wanted
   */
  Tensor updateInBlocks(String name, Tensor input, Tensor outputGradient, boolean wanted) {
    Tensor kernel = parameters.get(name);
    Tensor gradient = wanted ? empty_like(input) : null;
    Scalar rate = new Scalar(-rate());
    Scalar one = new Scalar(1);
    long rows = kernel.size(0);
    long block = TorchGradients.rowsOfABlock(kernel.size(1));
    for (long first = 0; first < rows; first += block) {
      long count = Math.min(block, rows - first);
      Tensor part = kernel.narrow(0, first, count);
      if (wanted) {
        mm_out(gradient.narrow(1, first, count), outputGradient, part.t());
      }
      part.addmm_(input.narrow(1, first, count).t(), outputGradient, one, rate);
    }
    return gradient;
  }

  /** The number of updates made so far. */
  final long steps() {
    return steps;
  }

  /** The tensors of all slots by name; this object's own. */
  final Map<String, Tensor> slots() {
    return slots;
  }

  /** The tensor of a slot, such as {@code conv2d/kernel/velocity}; this object's own. */
  final Tensor slot(String name) {
    return slots.get(name);
  }

  /** A copy of the state. */
  final OptimizerState state() {
    return new OptimizerState(steps, TorchTensors.readParameters(slots));
  }

  /** Replaces the state, bit for bit; already checked. */
  final void load(OptimizerState state) {
    TorchTensors.copyParameters(state.slots(), slots);
    steps = state.steps();
  }

  /** Gives the state's memory back. */
  final void close() {
    slots.values().forEach(Tensor::close);
    slots.clear();
  }

  /** The learning rate of the step that is being made. */
  double rate() {
    return experiment.learningRateAt(steps + 1);
  }

  void sgd(Optimizer.Sgd sgd, String name, Tensor parameter, Tensor gradient) {
    Scalar rate = new Scalar(-rate());
    if (sgd.momentum() == 0) {
      parameter.add_(gradient, rate);
      return;
    }
    Scalar momentum = new Scalar(sgd.momentum());
    Tensor velocity = slot(name + "/velocity");
    velocity.mul_(momentum).add_(gradient);
    parameter.add_(sgd.nesterov() ? gradient.add(velocity, momentum) : velocity, rate);
  }

  void adam(Optimizer.Adam adam, String name, Tensor parameter, Tensor gradient) {
    Tensor m = slot(name + "/m");
    Tensor v = slot(name + "/v");
    m.mul_(new Scalar(adam.beta1())).add_(gradient, new Scalar(1 - adam.beta1()));
    v.mul_(new Scalar(adam.beta2())).addcmul_(gradient, gradient, new Scalar(1 - adam.beta2()));
    double correction1 = 1 - Math.pow(adam.beta1(), steps + 1.0);
    double correction2 = 1 - Math.pow(adam.beta2(), steps + 1.0);
    Tensor root = v.sqrt().div_(new Scalar(Math.sqrt(correction2)));
    Tensor denominator = root.add_(new Scalar(adam.epsilon()));
    parameter.addcdiv_(m, denominator, new Scalar(-rate() / correction1));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import static org.bytedeco.pytorch.global.torch.grad;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * The backward pass of a training step, which moves each parameter as soon as its gradient is
 * there. Autograd differentiates; {@link TorchGradients} says what it is not asked for.
 *
 * <p>A large dense kernel cuts the pass in two: autograd goes from the loss to the kernel's output,
 * {@link TorchOptimizer#updateInBlocks} gives the gradient of its input and moves the kernel block
 * by block, and autograd goes on from that input. The kernel is then read from memory once and not
 * twice, and no layer before it needs its old value.
 */
final class TorchBackward {
  private final TorchGradients shortcuts;
  private final TorchOptimizer optimizer;
  private final TorchMaking making;
  private final List<String> names;

  /**
   * @param optimizer that moves the parameters
   * @param making is told what the pass is at
   * @param names of the parameters, in the order of the layers
   */
  TorchBackward(
      TorchGradients shortcuts,
      TorchOptimizer optimizer,
      TorchMaking making,
      Iterable<String> names) {
    this.shortcuts = shortcuts;
    this.optimizer = optimizer;
    this.making = making;
    this.names = new ArrayList<>();
    names.forEach(this.names::add);
  }

  /**
   * Makes the pass, inside {@link TorchTensors#withoutGradients}.
   *
   * @param values what {@link TorchGradients} names: parameters and activations of this step
   */
  void run(Tensor loss, Map<String, Tensor> values) {
    Tensor from = loss;
    TensorVector incoming = null;
    int end = names.size();
    for (int i = end - 1; i >= 0; i--) {
      String kernel = names.get(i);
      if (!shortcuts.inBlocks().contains(kernel)) {
        continue;
      }
      TensorVector gradients = gradients(from, incoming, names.subList(i, end), values);
      update(names.subList(i + 1, end), gradients, 1, values);
      making.update(kernel);
      Tensor input = values.get(shortcuts.products().get(kernel).input());
      Tensor gradient = optimizer.updateInBlocks(kernel, input, gradients.get(0), i > 0);
      from = input;
      incoming = i > 0 ? new TensorVector(gradient) : null;
      end = i;
    }
    if (end > 0) {
      List<String> rest = names.subList(0, end);
      update(rest, gradients(from, incoming, rest, values), 0, values);
    }
  }

  private TensorVector gradients(
      Tensor from, TensorVector incoming, List<String> parameters, Map<String, Tensor> values) {
    making.gradients();
    Tensor[] wanted =
        parameters.stream().map(name -> values.get(shortcuts.source(name))).toArray(Tensor[]::new);
    TensorVector outputs = new TensorVector(from);
    return incoming == null
        ? grad(outputs, new TensorVector(wanted))
        : grad(outputs, new TensorVector(wanted), incoming, new BoolOptional(), false, false);
  }

  private void update(
      List<String> parameters, TensorVector gradients, int first, Map<String, Tensor> values) {
    for (int i = 0; i < parameters.size(); i++) {
      String name = parameters.get(i);
      making.update(name);
      Tensor gradient = gradients.get(first + i);
      TorchGradients.Factors factors = shortcuts.products().get(name);
      if (factors != null) {
        optimizer.updateByProduct(name, values.get(factors.input()), gradient);
      } else if (shortcuts.sums().containsKey(name)) {
        optimizer.update(name, gradient.sum(0, 2, 3));
      } else {
        optimizer.update(name, gradient);
      }
    }
  }
}

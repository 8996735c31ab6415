// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

import io.twingraph.error.SpecException;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/**
 * One operator with its attributes resolved: what it is called, which shapes it takes and gives,
 * which parameters it wants, how it rounds. A record for each; {@link OpSet#standard} lists them.
 *
 * <p>Attributes are checked when the record is made, and inputs by {@link #infer}. Each refusal is
 * a {@link SpecException} whose place is the attribute's name, or empty where the input is at
 * fault; the caller puts the path of the layer before it.
 */
public interface Op {
  /** No limit on the number of inputs. */
  int MANY = Integer.MAX_VALUE;

  /** The one spelling of its name, in small letters: {@code "max_pool2d"}. */
  String type();

  /** Name and attributes as far as they tell variants apart: {@code "leaky_relu(0.2)"}. */
  default String label() {
    return type();
  }

  /**
   * The numbers that its arithmetic depends on beside shapes and parameters, for engines that are
   * given an operator by its type; none for most.
   */
  default double[] attributes() {
    return new double[0];
  }

  /** The fewest inputs that it takes. */
  default int leastInputs() {
    return 1;
  }

  /** The most inputs that it takes. */
  default int mostInputs() {
    return 1;
  }

  /**
   * The types of the outputs; mostly one.
   *
   * @param inputs as many as it takes
   * @throws SpecException if the operator does not take inputs of these types
   */
  List<TensorType> infer(List<TensorType> inputs);

  /** The parameters that it wants for these inputs, in their order; mostly none. */
  default List<ParameterSlot> parameters(List<TensorType> inputs) {
    return List.of();
  }

  /** How the outputs round. */
  Rounding forward(List<TensorType> inputs);

  /** How the gradient of an input rounds, given the gradients of the outputs. */
  Rounding backward(int input, List<TensorType> inputs);

  /**
   * The largest factor by which an error of an input is magnified; above 1 for a normalisation.
   *
   * @param value the observed input's values, row-major, the batch first
   * @param size how many there are
   */
  default double magnification(IntToDoubleFunction value, int size, TensorType input) {
    return 1;
  }

  /** Where its derivative jumps, so that rounding of the input decides the gradient. */
  default Kink kink() {
    return Kink.NONE;
  }

  /** The window that it moves over an image; empty for other operators. */
  default Optional<Window> window() {
    return Optional.empty();
  }

  /** The likely mistake where its output is wrong. */
  default Suspicion wrongOutput() {
    return new Suspicion(
        LedgerRow.LAYOUT, "the kernel is read in another order, or the product is another one");
  }

  /** The likely mistake where its output is right and a gradient is wrong. */
  default Suspicion wrongGradient() {
    return new Suspicion(LedgerRow.LAYOUT, "forward is right, and its derivative is not");
  }

  /** Multiplications of one sample's forward pass that are added up; 0 where there are none. */
  default long multiplyAdds(List<TensorType> inputs) {
    return 0;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

import java.util.Collections;
import java.util.List;

/**
 * One value for each of several readers: {@code out[k] = in}. Where a value has more than one
 * reader, a graph has a fork behind it, so that every value has one reader and one gradient; the
 * gradient of the input is the sum of the outputs' gradients.
 *
 * @param readers how many outputs, at least 2
 */
public record Fork(int readers) implements Op {
  @Override
  public String type() {
    return "fork";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return Collections.nCopies(readers, inputs.get(0));
  }

  @Override
  public Rounding forward(List<TensorType> inputs) {
    return Rounding.exact();
  }

  /**
   * Readers may all give back the same, so that every addition is rounded to the same side: as far
   * off as a sum of the square of so many terms whose roundings have changing signs.
   */
  @Override
  public Rounding backward(int input, List<TensorType> inputs) {
    return Rounding.sum((long) readers * readers);
  }

  @Override
  public Suspicion wrongOutput() {
    return new Suspicion(LedgerRow.COMPLETENESS, "a reader of the value is given another one");
  }

  @Override
  public Suspicion wrongGradient() {
    return new Suspicion(
        LedgerRow.COMPLETENESS, "it is not the sum of what the value's readers give back");
  }
}

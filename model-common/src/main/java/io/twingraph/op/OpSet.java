// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

import java.util.ArrayList;
import java.util.List;

/**
 * The operators that every engine lowers. An operator that stands here and not in the table of an
 * engine keeps that engine from starting, with the operator's name.
 *
 * @param operators their classes
 */
public record OpSet(List<Class<? extends Op>> operators) {
  private static final OpSet STANDARD =
      new OpSet(
          List.of(
              Conv2d.class,
              Dense.class,
              MaxPool2d.class,
              AvgPool2d.class,
              GlobalAvgPool2d.class,
              Flatten.class,
              Fork.class,
              Add.class,
              Multiply.class,
              Concat.class,
              Softmax.class,
              Linear.class,
              Relu.class,
              LeakyRelu.class,
              Tanh.class,
              Sigmoid.class,
              Gelu.class,
              GeluTanh.class));

  public OpSet {
    operators = List.copyOf(operators);
  }

  /** All operators of this version. */
  public static OpSet standard() {
    return STANDARD;
  }

  /** This set and one more. */
  public OpSet with(Class<? extends Op> operator) {
    List<Class<? extends Op>> all = new ArrayList<>(operators);
    all.add(operator);
    return new OpSet(all);
  }
}

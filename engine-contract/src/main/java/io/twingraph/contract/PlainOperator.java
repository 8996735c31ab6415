// SPDX-License-Identifier: Apache-2.0
package io.twingraph.contract;

import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/** An operator in plain double arithmetic: no reordering, no tricks. */
interface PlainOperator {

  /** The output. */
  double[] forward(PlainNode node);

  /**
   * The gradient of each input.
   *
   * @param dy gradient of the output
   * @param gradients by canonical name; the node's own are added to it
   */
  List<double[]> backward(PlainNode node, double[] dy, Map<String, double[]> gradients);

  /** A function of each value by itself. */
  static PlainOperator elementwise(DoubleUnaryOperator function, DoubleUnaryOperator derivative) {
    return new PlainOperator() {
      @Override
      public double[] forward(PlainNode node) {
        double[] y = new double[node.input().length];
        for (int i = 0; i < y.length; i++) {
          y[i] = function.applyAsDouble(node.input()[i]);
        }
        return y;
      }

      @Override
      public List<double[]> backward(PlainNode node, double[] dy, Map<String, double[]> gradients) {
        double[] dx = new double[dy.length];
        for (int i = 0; i < dx.length; i++) {
          dx[i] = dy[i] * derivative.applyAsDouble(node.input()[i]);
        }
        return List.of(dx);
      }
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.contract;

import io.twingraph.op.Elementwise;
import java.util.List;
import java.util.Map;

/** An operator in plain double arithmetic: no reordering, no tricks. */
interface PlainOperator {

  /** The outputs. */
  List<double[]> forward(PlainNode node);

  /**
   * The gradient of each input.
   *
   * @param dy gradient of each output
   * @param gradients by canonical name; the node's own are added to it
   */
  List<double[]> backward(PlainNode node, List<double[]> dy, Map<String, double[]> gradients);

  /** An operator with one output. */
  interface One extends PlainOperator {
    double[] value(PlainNode node);

    List<double[]> gradients(PlainNode node, double[] dy, Map<String, double[]> gradients);

    @Override
    default List<double[]> forward(PlainNode node) {
      return List.of(value(node));
    }

    @Override
    default List<double[]> backward(
        PlainNode node, List<double[]> dy, Map<String, double[]> gradients) {
      return gradients(node, dy.get(0), gradients);
    }
  }

  /** A function of each value by itself. */
  static PlainOperator elementwise(Elementwise function) {
    return new One() {
      @Override
      public double[] value(PlainNode node) {
        double[] y = new double[node.input().length];
        for (int i = 0; i < y.length; i++) {
          y[i] = function.value(node.input()[i]);
        }
        return y;
      }

      @Override
      public List<double[]> gradients(
          PlainNode node, double[] dy, Map<String, double[]> gradients) {
        double[] dx = new double[dy.length];
        for (int i = 0; i < dx.length; i++) {
          dx[i] = dy[i] * function.derivative(node.input()[i]);
        }
        return List.of(dx);
      }
    };
  }
}

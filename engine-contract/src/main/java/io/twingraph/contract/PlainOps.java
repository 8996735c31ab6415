// SPDX-License-Identifier: Apache-2.0
package io.twingraph.contract;

import io.twingraph.engine.LoweringTable;
import io.twingraph.op.Add;
import io.twingraph.op.AvgPool2d;
import io.twingraph.op.Concat;
import io.twingraph.op.Conv2d;
import io.twingraph.op.Dense;
import io.twingraph.op.Elementwise;
import io.twingraph.op.Flatten;
import io.twingraph.op.Fork;
import io.twingraph.op.GlobalAvgPool2d;
import io.twingraph.op.LayerNorm;
import io.twingraph.op.Linear;
import io.twingraph.op.MaxPool2d;
import io.twingraph.op.Multiply;
import io.twingraph.op.OpSet;
import io.twingraph.op.Softmax;
import java.util.List;
import java.util.Map;

/** Each operator in plain loops. */
final class PlainOps {
  static final LoweringTable<PlainNode, PlainOperator> TABLE =
      LoweringTable.<PlainNode, PlainOperator>of(FakeEngineProvider.NAME)
          .put(Conv2d.class, (op, node) -> new Convolution(op.bias()))
          .put(MaxPool2d.class, (op, node) -> new MaxPooling())
          .put(AvgPool2d.class, (op, node) -> new AveragePooling())
          .put(Dense.class, (op, node) -> new Product())
          .put(GlobalAvgPool2d.class, (op, node) -> new PlainMerges.GlobalMean())
          .put(Fork.class, (op, node) -> new PlainMerges.Forked())
          .put(Add.class, (op, node) -> new PlainMerges.Sum())
          .put(Multiply.class, (op, node) -> new PlainMerges.ProductOfTwo())
          .put(Concat.class, (op, node) -> new PlainMerges.SideBySide())
          .put(LayerNorm.class, (op, node) -> new PlainLayerNorm(op))
          .put(Softmax.class, (op, node) -> new PlainMerges.SoftmaxOverChannels())
          .put(Flatten.class, (op, node) -> PlainOperator.elementwise(new Linear()));

  static {
    OpSet.standard().operators().values().stream()
        .filter(Elementwise.class::isAssignableFrom)
        .forEach(function -> putFunction(function.asSubclass(Elementwise.class)));
  }

  private PlainOps() {}

  /** A function states its own formula. */
  private static <F extends Elementwise> void putFunction(Class<F> function) {
    TABLE.put(function, (op, node) -> PlainOperator.elementwise(op));
  }

  private static final class Convolution implements PlainOperator.One {
    private final boolean bias;

    Convolution(boolean bias) {
      this.bias = bias;
    }

    @Override
    public double[] value(PlainNode at) {
      return PlainLayers.conv(
          at.node(),
          at.input(),
          at.parameter(Conv2d.KERNEL),
          bias ? at.parameter(Conv2d.BIAS) : null,
          at.n());
    }

    @Override
    public List<double[]> gradients(PlainNode at, double[] dy, Map<String, double[]> gradients) {
      double[] kernel = at.parameter(Conv2d.KERNEL);
      double[] dKernel = new double[kernel.length];
      double[] dBias = bias ? new double[at.parameter(Conv2d.BIAS).length] : null;
      gradients.put(at.node().parameter(Conv2d.KERNEL).name(), dKernel);
      if (bias) {
        gradients.put(at.node().parameter(Conv2d.BIAS).name(), dBias);
      }
      return List.of(
          PlainLayers.convBackward(at.node(), at.input(), kernel, dy, dKernel, dBias, at.n()));
    }
  }

  private static final class Product implements PlainOperator.One {
    @Override
    public double[] value(PlainNode at) {
      return PlainLayers.dense(
          at.input(), at.parameter(Dense.KERNEL), at.parameter(Dense.BIAS), at.n());
    }

    @Override
    public List<double[]> gradients(PlainNode at, double[] dy, Map<String, double[]> gradients) {
      double[] kernel = at.parameter(Dense.KERNEL);
      double[] dKernel = new double[kernel.length];
      double[] dBias = new double[at.parameter(Dense.BIAS).length];
      gradients.put(at.node().parameter(Dense.KERNEL).name(), dKernel);
      gradients.put(at.node().parameter(Dense.BIAS).name(), dBias);
      return List.of(PlainLayers.denseBackward(at.input(), kernel, dy, dKernel, dBias, at.n()));
    }
  }

  private static final class MaxPooling implements PlainOperator.One {
    @Override
    public double[] value(PlainNode at) {
      int[] best = PlainLayers.maxPositions(at.node(), at.input(), at.n());
      double[] y = new double[best.length];
      for (int i = 0; i < y.length; i++) {
        y[i] = at.input()[best[i]];
      }
      return y;
    }

    @Override
    public List<double[]> gradients(PlainNode at, double[] dy, Map<String, double[]> gradients) {
      int[] best = PlainLayers.maxPositions(at.node(), at.input(), at.n());
      double[] dx = new double[at.input().length];
      for (int i = 0; i < best.length; i++) {
        dx[best[i]] += dy[i];
      }
      return List.of(dx);
    }
  }

  private static final class AveragePooling implements PlainOperator.One {
    @Override
    public double[] value(PlainNode at) {
      return PlainLayers.average(at.node(), at.input(), at.n());
    }

    @Override
    public List<double[]> gradients(PlainNode at, double[] dy, Map<String, double[]> gradients) {
      return List.of(PlainLayers.averageBackward(at.node(), dy, at.n()));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.contract;

import io.twingraph.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Operators with several inputs or outputs, and those over all channels or positions. */
final class PlainMerges {
  private PlainMerges() {}

  static final class Forked implements PlainOperator {
    @Override
    public List<double[]> forward(PlainNode at) {
      return at.node().outputs().stream().map(output -> at.input().clone()).toList();
    }

    @Override
    public List<double[]> backward(
        PlainNode at, List<double[]> dy, Map<String, double[]> gradients) {
      double[] dx = new double[at.input().length];
      for (double[] each : dy) {
        for (int i = 0; i < dx.length; i++) {
          dx[i] += each[i];
        }
      }
      return List.of(dx);
    }
  }

  static final class Sum implements PlainOperator.One {
    @Override
    public double[] value(PlainNode at) {
      double[] y = new double[at.input().length];
      for (double[] x : at.inputs()) {
        for (int i = 0; i < y.length; i++) {
          y[i] += x[i];
        }
      }
      return y;
    }

    @Override
    public List<double[]> gradients(PlainNode at, double[] dy, Map<String, double[]> gradients) {
      return at.inputs().stream().map(x -> dy.clone()).toList();
    }
  }

  static final class ProductOfTwo implements PlainOperator.One {
    @Override
    public double[] value(PlainNode at) {
      return product(at.inputs().get(0), at.inputs().get(1));
    }

    @Override
    public List<double[]> gradients(PlainNode at, double[] dy, Map<String, double[]> gradients) {
      return List.of(product(dy, at.inputs().get(1)), product(dy, at.inputs().get(0)));
    }

    private static double[] product(double[] a, double[] b) {
      double[] y = new double[a.length];
      for (int i = 0; i < y.length; i++) {
        y[i] = a[i] * b[i];
      }
      return y;
    }
  }

  static final class SideBySide implements PlainOperator.One {
    @Override
    public double[] value(PlainNode at) {
      int all = at.node().output().type().channels();
      double[] y = new double[at.n() * at.node().output().type().size()];
      int first = 0;
      for (int k = 0; k < at.inputs().size(); k++) {
        int own = at.node().inputs().get(k).type().channels();
        double[] x = at.inputs().get(k);
        for (int i = 0; i < x.length; i++) {
          y[i / own * all + first + i % own] = x[i];
        }
        first += own;
      }
      return y;
    }

    @Override
    public List<double[]> gradients(PlainNode at, double[] dy, Map<String, double[]> gradients) {
      int all = at.node().output().type().channels();
      List<double[]> dx = new ArrayList<>();
      int first = 0;
      for (Value input : at.node().inputs()) {
        int own = input.type().channels();
        double[] each = new double[at.n() * input.type().size()];
        for (int i = 0; i < each.length; i++) {
          each[i] = dy[i / own * all + first + i % own];
        }
        dx.add(each);
        first += own;
      }
      return dx;
    }
  }

  static final class GlobalMean implements PlainOperator.One {
    @Override
    public double[] value(PlainNode at) {
      int channels = at.node().output().type().size();
      int positions = at.node().input().type().positions();
      double[] y = new double[at.n() * channels];
      for (int i = 0; i < at.input().length; i++) {
        y[i / (positions * channels) * channels + i % channels] += at.input()[i] / positions;
      }
      return y;
    }

    @Override
    public List<double[]> gradients(PlainNode at, double[] dy, Map<String, double[]> gradients) {
      int channels = at.node().output().type().size();
      int positions = at.node().input().type().positions();
      double[] dx = new double[at.input().length];
      for (int i = 0; i < dx.length; i++) {
        dx[i] = dy[i / (positions * channels) * channels + i % channels] / positions;
      }
      return List.of(dx);
    }
  }

  static final class SoftmaxOverChannels implements PlainOperator.One {
    @Override
    public double[] value(PlainNode at) {
      int channels = at.node().input().type().channels();
      double[] y = new double[at.input().length];
      for (int row = 0; row < y.length; row += channels) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < channels; c++) {
          largest = Math.max(largest, at.input()[row + c]);
        }
        double sum = 0;
        for (int c = 0; c < channels; c++) {
          y[row + c] = Math.exp(at.input()[row + c] - largest);
          sum += y[row + c];
        }
        for (int c = 0; c < channels; c++) {
          y[row + c] /= sum;
        }
      }
      return y;
    }

    @Override
    public List<double[]> gradients(PlainNode at, double[] dy, Map<String, double[]> gradients) {
      int channels = at.node().input().type().channels();
      double[] y = value(at);
      double[] dx = new double[y.length];
      for (int row = 0; row < y.length; row += channels) {
        double mean = 0;
        for (int c = 0; c < channels; c++) {
          mean += y[row + c] * dy[row + c];
        }
        for (int c = 0; c < channels; c++) {
          dx[row + c] = y[row + c] * (dy[row + c] - mean);
        }
      }
      return List.of(dx);
    }
  }
}

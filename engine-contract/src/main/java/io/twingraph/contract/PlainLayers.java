// SPDX-License-Identifier: Apache-2.0
package io.twingraph.contract;

import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Network;
import io.twingraph.spec.Shape;
import io.twingraph.spec.Size;
import java.util.Arrays;

/** Every layer forward and backward, one loop for each index of the formula. Arrays are NHWC. */
final class PlainLayers {
  private PlainLayers() {}

  /** Calls {@code body} for each output position, window position and the input below, if any. */
  private static void window(
      Network.Node node, Size window, Size stride, WindowBody body, Shape.Image in, int n) {
    Shape.Image out = (Shape.Image) node.output();
    for (int s = 0; s < n; s++) {
      for (int y = 0; y < out.height(); y++) {
        for (int x = 0; x < out.width(); x++) {
          int outAt = ((s * out.height() + y) * out.width() + x) * out.channels();
          for (int i = 0; i < window.height(); i++) {
            int row = y * stride.height() + i - node.padding().top();
            for (int j = 0; j < window.width(); j++) {
              int column = x * stride.width() + j - node.padding().left();
              if (row >= 0 && row < in.height() && column >= 0 && column < in.width()) {
                int inAt = ((s * in.height() + row) * in.width() + column) * in.channels();
                body.at(outAt, inAt, i * window.width() + j);
              }
            }
          }
        }
      }
    }
  }

  private interface WindowBody {
    void at(int out, int in, int position);
  }

  static double[] conv(Network.Node node, double[] x, double[] kernel, double[] bias, int n) {
    Layer.Conv2d conv = (Layer.Conv2d) node.layer();
    Shape.Image in = (Shape.Image) node.input();
    int filters = conv.filters();
    double[] y = new double[n * node.output().size()];
    for (int i = 0; i < y.length; i++) {
      y[i] = bias[i % filters];
    }
    WindowBody body =
        (out, at, position) -> {
          for (int c = 0; c < in.channels(); c++) {
            for (int o = 0; o < filters; o++) {
              y[out + o] += x[at + c] * kernel[(position * in.channels() + c) * filters + o];
            }
          }
        };
    window(node, conv.kernel(), conv.stride(), body, in, n);
    return y;
  }

  static double[] convBackward(
      Network.Node node,
      double[] x,
      double[] kernel,
      double[] dy,
      double[] dKernel,
      double[] dBias,
      int n) {
    Layer.Conv2d conv = (Layer.Conv2d) node.layer();
    Shape.Image in = (Shape.Image) node.input();
    int filters = conv.filters();
    double[] dx = new double[x.length];
    for (int i = 0; i < dy.length; i++) {
      dBias[i % filters] += dy[i];
    }
    WindowBody body =
        (out, at, position) -> {
          for (int c = 0; c < in.channels(); c++) {
            for (int o = 0; o < filters; o++) {
              int k = (position * in.channels() + c) * filters + o;
              dx[at + c] += dy[out + o] * kernel[k];
              dKernel[k] += dy[out + o] * x[at + c];
            }
          }
        };
    window(node, conv.kernel(), conv.stride(), body, in, n);
    return dx;
  }

  /** The offset in {@code x} of each output's maximum, the first in row-major order. */
  static int[] maxPositions(Network.Node node, double[] x, int n) {
    Layer.MaxPool2d pool = (Layer.MaxPool2d) node.layer();
    Shape.Image in = (Shape.Image) node.input();
    int[] best = new int[n * node.output().size()];
    Arrays.fill(best, -1);
    WindowBody body =
        (out, at, position) -> {
          for (int c = 0; c < in.channels(); c++) {
            if (best[out + c] < 0 || x[at + c] > x[best[out + c]]) {
              best[out + c] = at + c;
            }
          }
        };
    window(node, pool.window(), pool.stride(), body, in, n);
    return best;
  }

  /** How many input positions each output position averages, repeated for each channel. */
  static double[] averageCounts(Network.Node node, int n) {
    Layer.AvgPool2d pool = (Layer.AvgPool2d) node.layer();
    Shape.Image in = (Shape.Image) node.input();
    double[] counts = new double[n * node.output().size()];
    WindowBody body =
        (out, at, position) -> {
          for (int c = 0; c < in.channels(); c++) {
            counts[out + c]++;
          }
        };
    window(node, pool.window(), pool.stride(), body, in, n);
    return counts;
  }

  static double[] average(Network.Node node, double[] x, int n) {
    Layer.AvgPool2d pool = (Layer.AvgPool2d) node.layer();
    Shape.Image in = (Shape.Image) node.input();
    double[] counts = averageCounts(node, n);
    double[] y = new double[counts.length];
    WindowBody body =
        (out, at, position) -> {
          for (int c = 0; c < in.channels(); c++) {
            y[out + c] += x[at + c];
          }
        };
    window(node, pool.window(), pool.stride(), body, in, n);
    for (int i = 0; i < y.length; i++) {
      y[i] /= counts[i];
    }
    return y;
  }

  static double[] averageBackward(Network.Node node, double[] dy, int n) {
    Layer.AvgPool2d pool = (Layer.AvgPool2d) node.layer();
    Shape.Image in = (Shape.Image) node.input();
    double[] counts = averageCounts(node, n);
    double[] dx = new double[n * in.size()];
    WindowBody body =
        (out, at, position) -> {
          for (int c = 0; c < in.channels(); c++) {
            dx[at + c] += dy[out + c] / counts[out + c];
          }
        };
    window(node, pool.window(), pool.stride(), body, in, n);
    return dx;
  }

  static double[] dense(double[] x, double[] kernel, double[] bias, int n) {
    int units = bias.length;
    int in = x.length / n;
    double[] y = new double[n * units];
    for (int s = 0; s < n; s++) {
      System.arraycopy(bias, 0, y, s * units, units);
      for (int i = 0; i < in; i++) {
        for (int u = 0; u < units; u++) {
          y[s * units + u] += x[s * in + i] * kernel[i * units + u];
        }
      }
    }
    return y;
  }

  static double[] denseBackward(
      double[] x, double[] kernel, double[] dy, double[] dKernel, double[] dBias, int n) {
    int units = dBias.length;
    int in = x.length / n;
    double[] dx = new double[x.length];
    for (int s = 0; s < n; s++) {
      for (int u = 0; u < units; u++) {
        double g = dy[s * units + u];
        dBias[u] += g;
        for (int i = 0; i < in; i++) {
          dx[s * in + i] += g * kernel[i * units + u];
          dKernel[i * units + u] += g * x[s * in + i];
        }
      }
    }
    return dx;
  }

  static double activate(ActivationFunction function, double x) {
    return switch (function.kind()) {
      case LINEAR -> x;
      case RELU -> Math.max(x, 0);
      case LEAKY_RELU -> x > 0 ? x : function.slope() * x;
      case TANH -> Math.tanh(x);
      case SIGMOID -> 1 / (1 + Math.exp(-x));
      case GELU -> x * (1 + Erf.of(x / Math.sqrt(2))) / 2;
      case GELU_TANH -> x * (1 + Math.tanh(geluInner(x))) / 2;
    };
  }

  static double derivative(ActivationFunction function, double x) {
    return switch (function.kind()) {
      case LINEAR -> 1;
      case RELU -> x > 0 ? 1 : 0;
      case LEAKY_RELU -> x > 0 ? 1 : function.slope();
      case TANH -> 1 - Math.tanh(x) * Math.tanh(x);
      case SIGMOID -> Math.exp(-x) / Math.pow(1 + Math.exp(-x), 2);
      case GELU ->
          (1 + Erf.of(x / Math.sqrt(2))) / 2 + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
      case GELU_TANH -> {
        double t = Math.tanh(geluInner(x));
        double inner = Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x * x);
        yield (1 + t) / 2 + x * (1 - t * t) * inner / 2;
      }
    };
  }

  private static double geluInner(double x) {
    return Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.contract;

import io.twingraph.graph.Node;
import io.twingraph.op.Conv2d;
import io.twingraph.op.Padding;
import io.twingraph.op.Size;
import io.twingraph.op.TensorType;
import io.twingraph.op.Window;
import java.util.Arrays;

/** Every layer forward and backward, one loop for each index of the formula. Arrays are NHWC. */
final class PlainLayers {
  private PlainLayers() {}

  /** Calls {@code body} for each output position, window position and the input below, if any. */
  private static void window(Node node, WindowBody body, int n) {
    Window moved = node.op().window().orElseThrow();
    Size window = moved.size();
    Size stride = moved.stride();
    Padding.Explicit padding = moved.padding();
    TensorType in = node.input().type();
    TensorType out = node.output().type();
    for (int s = 0; s < n; s++) {
      for (int y = 0; y < out.height(); y++) {
        for (int x = 0; x < out.width(); x++) {
          int outAt = ((s * out.height() + y) * out.width() + x) * out.channels();
          for (int i = 0; i < window.height(); i++) {
            int row = y * stride.height() + i * moved.dilation().height() - padding.top();
            for (int j = 0; j < window.width(); j++) {
              int column = x * stride.width() + j * moved.dilation().width() - padding.left();
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

  /** Where the two factors of a product lie, and the sum that it belongs to. */
  private interface Product {
    void at(int out, int in, int kernel);
  }

  /** Calls {@code body} for each product of a convolution. */
  private static void products(Node node, Product body, int n) {
    Conv2d conv = (Conv2d) node.op();
    int filters = conv.filters();
    int own = node.input().type().channels() / conv.groups();
    int perGroup = filters / conv.groups();
    window(
        node,
        (out, in, position) -> {
          for (int c = 0; c < own; c++) {
            for (int o = 0; o < filters; o++) {
              int first = o / perGroup * own;
              body.at(out + o, in + first + c, (position * own + c) * filters + o);
            }
          }
        },
        n);
  }

  /** Without a bias where that is {@code null}. */
  static double[] conv(Node node, double[] x, double[] kernel, double[] bias, int n) {
    double[] y = new double[n * node.output().type().size()];
    for (int i = 0; bias != null && i < y.length; i++) {
      y[i] = bias[i % bias.length];
    }
    products(node, (out, in, k) -> y[out] += x[in] * kernel[k], n);
    return y;
  }

  static double[] convBackward(
      Node node,
      double[] x,
      double[] kernel,
      double[] dy,
      double[] dKernel,
      double[] dBias,
      int n) {
    double[] dx = new double[x.length];
    for (int i = 0; dBias != null && i < dy.length; i++) {
      dBias[i % dBias.length] += dy[i];
    }
    products(
        node,
        (out, in, k) -> {
          dx[in] += dy[out] * kernel[k];
          dKernel[k] += dy[out] * x[in];
        },
        n);
    return dx;
  }

  /** The offset in {@code x} of each output's maximum, the first in row-major order. */
  static int[] maxPositions(Node node, double[] x, int n) {
    TensorType in = node.input().type();
    int[] best = new int[n * node.output().type().size()];
    Arrays.fill(best, -1);
    WindowBody body =
        (out, at, position) -> {
          for (int c = 0; c < in.channels(); c++) {
            if (best[out + c] < 0 || x[at + c] > x[best[out + c]]) {
              best[out + c] = at + c;
            }
          }
        };
    window(node, body, n);
    return best;
  }

  /** How many input positions each output position averages, repeated for each channel. */
  static double[] averageCounts(Node node, int n) {
    TensorType in = node.input().type();
    double[] counts = new double[n * node.output().type().size()];
    WindowBody body =
        (out, at, position) -> {
          for (int c = 0; c < in.channels(); c++) {
            counts[out + c]++;
          }
        };
    window(node, body, n);
    return counts;
  }

  static double[] average(Node node, double[] x, int n) {
    TensorType in = node.input().type();
    double[] counts = averageCounts(node, n);
    double[] y = new double[counts.length];
    WindowBody body =
        (out, at, position) -> {
          for (int c = 0; c < in.channels(); c++) {
            y[out + c] += x[at + c];
          }
        };
    window(node, body, n);
    for (int i = 0; i < y.length; i++) {
      y[i] /= counts[i];
    }
    return y;
  }

  static double[] averageBackward(Node node, double[] dy, int n) {
    TensorType in = node.input().type();
    double[] counts = averageCounts(node, n);
    double[] dx = new double[n * in.size()];
    WindowBody body =
        (out, at, position) -> {
          for (int c = 0; c < in.channels(); c++) {
            dx[at + c] += dy[out + c] / counts[out + c];
          }
        };
    window(node, body, n);
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
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.contract;

import io.twingraph.op.LayerNorm;
import java.util.List;
import java.util.Map;

/** Layer normalisation, position by position. */
final class PlainLayerNorm implements PlainOperator.One {
  private final LayerNorm op;

  PlainLayerNorm(LayerNorm op) {
    this.op = op;
  }

  /** One position: its normalised values, and one over its deviation. */
  private final class Row {
    final double[] normal;
    final double scale;

    Row(double[] x, int first, int channels) {
      double mean = 0;
      for (int c = 0; c < channels; c++) {
        mean += x[first + c] / channels;
      }
      double variance = 0;
      for (int c = 0; c < channels; c++) {
        variance += (x[first + c] - mean) * (x[first + c] - mean) / channels;
      }
      scale = 1 / Math.sqrt(variance + op.epsilon());
      normal = new double[channels];
      for (int c = 0; c < channels; c++) {
        normal[c] = (x[first + c] - mean) * scale;
      }
    }
  }

  @Override
  public double[] value(PlainNode at) {
    double[] gamma = at.parameter(LayerNorm.GAMMA);
    double[] beta = at.parameter(LayerNorm.BETA);
    double[] y = new double[at.input().length];
    for (int first = 0; first < y.length; first += gamma.length) {
      Row row = new Row(at.input(), first, gamma.length);
      for (int c = 0; c < gamma.length; c++) {
        y[first + c] = row.normal[c] * gamma[c] + beta[c];
      }
    }
    return y;
  }

  @Override
  public List<double[]> gradients(PlainNode at, double[] dy, Map<String, double[]> gradients) {
    double[] gamma = at.parameter(LayerNorm.GAMMA);
    int channels = gamma.length;
    double[] dGamma = new double[channels];
    double[] dBeta = new double[channels];
    double[] dx = new double[dy.length];
    for (int first = 0; first < dx.length; first += channels) {
      Row row = new Row(at.input(), first, channels);
      double sum = 0;
      double product = 0;
      for (int c = 0; c < channels; c++) {
        double g = dy[first + c] * gamma[c];
        sum += g / channels;
        product += g * row.normal[c] / channels;
        dGamma[c] += dy[first + c] * row.normal[c];
        dBeta[c] += dy[first + c];
      }
      for (int c = 0; c < channels; c++) {
        double g = dy[first + c] * gamma[c];
        dx[first + c] = row.scale * (g - sum - row.normal[c] * product);
      }
    }
    gradients.put(at.node().parameter(LayerNorm.GAMMA).name(), dGamma);
    gradients.put(at.node().parameter(LayerNorm.BETA).name(), dBeta);
    return List.of(dx);
  }
}

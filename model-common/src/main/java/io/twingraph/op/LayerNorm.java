// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * {@code y[c] = (x[c] - mean) / sqrt(variance + epsilon) * gamma[c] + beta[c]}: mean and variance
 * of each sample and position over the last dimension, the variance divided by the number of
 * channels (Ba, Kiros and Hinton 2016, as in {@code torch.nn.LayerNorm} of the last dimension and
 * Keras's {@code LayerNormalization}).
 *
 * <p>Input of any shape; parameters {@code gamma [C]} and {@code beta [C]}; output of the same
 * shape.
 *
 * @param epsilon above 0; PyTorch's default is 1e-5, Keras's 1e-3
 */
public record LayerNorm(double epsilon) implements Op {
  /** The short name of the factor. */
  public static final String GAMMA = "gamma";

  /** The short name of what is added. */
  public static final String BETA = "beta";

  private static final int OPERATIONS = 8;

  public LayerNorm {
    Numbers.positive(epsilon, "epsilon", "PyTorch's default is 1e-5, Keras's is 1e-3");
  }

  @Override
  public String type() {
    return "layer_norm";
  }

  @Override
  public double[] attributes() {
    return new double[] {epsilon};
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return List.of(inputs.get(0));
  }

  /** What they are multiplied with is normalised: its size is 1, whatever the input's is. */
  @Override
  public List<ParameterSlot> parameters(List<TensorType> inputs) {
    int channels = inputs.get(0).channels();
    long uses = inputs.get(0).positions();
    return List.of(
        new ParameterSlot(GAMMA, List.of(channels), channels, channels, false, uses),
        new ParameterSlot(BETA, List.of(channels), channels, channels, false, uses));
  }

  @Override
  public Rounding forward(List<TensorType> inputs) {
    return Rounding.normalisation(OPERATIONS);
  }

  @Override
  public Rounding backward(int input, List<TensorType> inputs) {
    return Rounding.normalisation(OPERATIONS);
  }

  /** {@code 1 / sqrt(variance + epsilon)} of the position with the smallest variance. */
  @Override
  public double magnification(IntToDoubleFunction value, int size, TensorType input) {
    int channels = input.channels();
    double smallest = Double.POSITIVE_INFINITY;
    for (int row = 0; row < size; row += channels) {
      double mean = 0;
      for (int c = 0; c < channels; c++) {
        mean += value.applyAsDouble(row + c) / channels;
      }
      double variance = 0;
      for (int c = 0; c < channels; c++) {
        double rest = value.applyAsDouble(row + c) - mean;
        variance += rest * rest / channels;
      }
      smallest = Math.min(smallest, variance);
    }
    return 1 / Math.sqrt(smallest + epsilon);
  }

  @Override
  public Suspicion wrongOutput() {
    return new Suspicion(
        LedgerRow.NORMALISATION, "mean, variance, epsilon or the order of gamma and beta differ");
  }

  @Override
  public Suspicion wrongGradient() {
    return new Suspicion(LedgerRow.NORMALISATION, "mean and variance are taken for constants");
  }
}

// SPDX-License-Identifier: Apache-2.0
//
//   LayerNorm  out[c] = z[c] * gamma[c] + beta[c], z[c] = (in[c] - mean) * r,
//              r = 1 / sqrt(variance + epsilon), mean and variance over the C channels;
//              in_gradient[c] = r * (g[c] - mean of g - z[c] * mean of g * z),
//              g[c] = out_gradient[c] * gamma[c]

#include "normalization.h"

#include <algorithm>
#include <cmath>

namespace twingraph {
namespace reference {
namespace {

/// Writes the normalised values of one position; returns r.
double normalise(const double* in, std::size_t channels, double epsilon, double* z) {
  const double C = static_cast<double>(channels);
  double mean = 0, variance = 0;
  for (std::size_t c = 0; c < channels; ++c) {
    mean += in[c];
  }
  mean /= C;
  for (std::size_t c = 0; c < channels; ++c) {
    variance += (in[c] - mean) * (in[c] - mean);
  }
  const double r = 1 / std::sqrt(variance / C + epsilon);
  for (std::size_t c = 0; c < channels; ++c) {
    z[c] = (in[c] - mean) * r;
  }
  return r;
}

}  // namespace

void LayerNorm::run(std::size_t n, const double* const* in, const double* const* parameters,
                    double* const* out) const {
  const double *gamma = parameters[0], *beta = parameters[1];
  for (std::size_t row = 0; row < n * in_sizes[0]; row += channels) {
    double* z = out[0] + row;
    normalise(in[0] + row, channels, epsilon, z);
    for (std::size_t c = 0; c < channels; ++c) {
      z[c] = z[c] * gamma[c] + beta[c];
    }
  }
}

void LayerNorm::run_backward(std::size_t n, const double* const* in,
                             const double* const* parameters, const double* const* out_gradients,
                             double* const* in_gradients,
                             double* const* parameter_gradients) const {
  const double* gamma = parameters[0];
  double *gamma_gradient = parameter_gradients[0], *beta_gradient = parameter_gradients[1];
  std::fill(gamma_gradient, gamma_gradient + channels, 0.0);
  std::fill(beta_gradient, beta_gradient + channels, 0.0);
  std::vector<double> z(channels);
  for (std::size_t row = 0; row < n * in_sizes[0]; row += channels) {
    const double r = normalise(in[0] + row, channels, epsilon, z.data());
    const double* dy = out_gradients[0] + row;
    double sum = 0, product = 0;
    for (std::size_t c = 0; c < channels; ++c) {
      gamma_gradient[c] += dy[c] * z[c];
      beta_gradient[c] += dy[c];
      sum += dy[c] * gamma[c];
      product += dy[c] * gamma[c] * z[c];
    }
    const double C = static_cast<double>(channels);
    for (std::size_t c = 0; in_gradients[0] != nullptr && c < channels; ++c) {
      in_gradients[0][row + c] = r * (dy[c] * gamma[c] - sum / C - z[c] * product / C);
    }
  }
}

}  // namespace reference
}  // namespace twingraph

// SPDX-License-Identifier: Apache-2.0
//
//   Fork        out[k] = in,                 in_gradient = sum over k of out_gradient[k]
//   Add         out = sum over k of in[k],   in_gradient[k] = out_gradient
//   Multiply    out = in[0] * in[1],         in_gradient[0] = out_gradient * in[1]
//   Concat      out[p, first[k] + c] = in[k][p, c]
//   GlobalMean  out[s, c] = sum over p of in[s, p, c] / P
//   Softmax     out[c] = exp(in[c] - m) / sum over k of exp(in[k] - m), m the largest;
//               in_gradient[c] = out[c] * (out_gradient[c] - sum over k of out[k] * out_gradient[k])

#include "merge.h"

#include <algorithm>
#include <cmath>

namespace twingraph {
namespace reference {

void Fork::run(std::size_t n, const double* const* in, const double* const*,
               double* const* out) const {
  for (std::size_t k = 0; k < out_sizes.size(); ++k) {
    std::copy(in[0], in[0] + n * in_sizes[0], out[k]);
  }
}

void Fork::run_backward(std::size_t n, const double* const*, const double* const*,
                        const double* const* out_gradients, double* const* in_gradients,
                        double* const*) const {
  if (in_gradients[0] == nullptr) {
    return;
  }
  for (std::size_t i = 0; i < n * in_sizes[0]; ++i) {
    double sum = 0;
    for (std::size_t k = 0; k < out_sizes.size(); ++k) {
      sum += out_gradients[k][i];
    }
    in_gradients[0][i] = sum;
  }
}

void Add::run(std::size_t n, const double* const* in, const double* const*,
              double* const* out) const {
  for (std::size_t i = 0; i < n * out_sizes[0]; ++i) {
    double sum = 0;
    for (std::size_t k = 0; k < in_sizes.size(); ++k) {
      sum += in[k][i];
    }
    out[0][i] = sum;
  }
}

void Add::run_backward(std::size_t n, const double* const*, const double* const*,
                       const double* const* out_gradients, double* const* in_gradients,
                       double* const*) const {
  for (std::size_t k = 0; k < in_sizes.size(); ++k) {
    if (in_gradients[k] != nullptr) {
      std::copy(out_gradients[0], out_gradients[0] + n * out_sizes[0], in_gradients[k]);
    }
  }
}

void Multiply::run(std::size_t n, const double* const* in, const double* const*,
                   double* const* out) const {
  for (std::size_t i = 0; i < n * out_sizes[0]; ++i) {
    out[0][i] = in[0][i] * in[1][i];
  }
}

void Multiply::run_backward(std::size_t n, const double* const* in, const double* const*,
                            const double* const* out_gradients, double* const* in_gradients,
                            double* const*) const {
  for (std::size_t k = 0; k < 2; ++k) {
    for (std::size_t i = 0; in_gradients[k] != nullptr && i < n * out_sizes[0]; ++i) {
      in_gradients[k][i] = out_gradients[0][i] * in[1 - k][i];
    }
  }
}

void Concat::run(std::size_t n, const double* const* in, const double* const*,
                 double* const* out) const {
  std::size_t all = 0, first = 0;
  for (std::size_t own : channels) {
    all += own;
  }
  for (std::size_t k = 0; k < channels.size(); first += channels[k++]) {
    for (std::size_t p = 0; p < n * in_sizes[k] / channels[k]; ++p) {
      const double* from = in[k] + p * channels[k];
      std::copy(from, from + channels[k], out[0] + p * all + first);
    }
  }
}

void Concat::run_backward(std::size_t n, const double* const*, const double* const*,
                          const double* const* out_gradients, double* const* in_gradients,
                          double* const*) const {
  std::size_t all = 0, first = 0;
  for (std::size_t own : channels) {
    all += own;
  }
  for (std::size_t k = 0; k < channels.size(); first += channels[k++]) {
    for (std::size_t p = 0; in_gradients[k] != nullptr && p < n * in_sizes[k] / channels[k]; ++p) {
      const double* from = out_gradients[0] + p * all + first;
      std::copy(from, from + channels[k], in_gradients[k] + p * channels[k]);
    }
  }
}

void GlobalMean::run(std::size_t n, const double* const* in, const double* const*,
                     double* const* out) const {
  const std::size_t C = out_sizes[0], P = in_sizes[0] / C;
  for (std::size_t s = 0; s < n; ++s) {
    double* sums = out[0] + s * C;
    std::fill(sums, sums + C, 0.0);
    for (std::size_t p = 0; p < P; ++p) {
      for (std::size_t c = 0; c < C; ++c) {
        sums[c] += in[0][(s * P + p) * C + c];
      }
    }
    for (std::size_t c = 0; c < C; ++c) {
      sums[c] /= static_cast<double>(P);
    }
  }
}

void GlobalMean::run_backward(std::size_t n, const double* const*, const double* const*,
                              const double* const* out_gradients, double* const* in_gradients,
                              double* const*) const {
  const std::size_t C = out_sizes[0], P = in_sizes[0] / C;
  for (std::size_t i = 0; in_gradients[0] != nullptr && i < n * in_sizes[0]; ++i) {
    in_gradients[0][i] = out_gradients[0][i / (P * C) * C + i % C] / static_cast<double>(P);
  }
}

namespace {
void softmax(const double* in, std::size_t channels, double* out) {
  const double largest = *std::max_element(in, in + channels);
  double sum = 0;
  for (std::size_t c = 0; c < channels; ++c) {
    out[c] = std::exp(in[c] - largest);
    sum += out[c];
  }
  for (std::size_t c = 0; c < channels; ++c) {
    out[c] /= sum;
  }
}
}  // namespace

void Softmax::run(std::size_t n, const double* const* in, const double* const*,
                  double* const* out) const {
  for (std::size_t row = 0; row < n * in_sizes[0]; row += channels) {
    softmax(in[0] + row, channels, out[0] + row);
  }
}

void Softmax::run_backward(std::size_t n, const double* const* in, const double* const*,
                           const double* const* out_gradients, double* const* in_gradients,
                           double* const*) const {
  if (in_gradients[0] == nullptr) {
    return;
  }
  std::vector<double> y(channels);
  for (std::size_t row = 0; row < n * in_sizes[0]; row += channels) {
    softmax(in[0] + row, channels, y.data());
    const double* dy = out_gradients[0] + row;
    double mean = 0;
    for (std::size_t c = 0; c < channels; ++c) {
      mean += y[c] * dy[c];
    }
    for (std::size_t c = 0; c < channels; ++c) {
      in_gradients[0][row + c] = y[c] * (dy[c] - mean);
    }
  }
}

}  // namespace reference
}  // namespace twingraph

// SPDX-License-Identifier: Apache-2.0
//
// out[s,u] = bias[u] + sum over k of in[s,k] * kernel[k,u]

#include <algorithm>

#include "layer.h"
#include "parallel.h"
#include "product.h"

namespace twingraph {
namespace reference {
namespace {
/// A kernel may be far larger than the caches, so it goes through them once, in tiles of this many
/// rows and columns; each tile meets every sample.
const std::size_t TILE = 128;
}  // namespace

void Dense::forward(std::size_t n, const double* in, const double* kernel, const double* bias,
                    double* out) const {
  const std::size_t K = sizes.in, U = sizes.out;
  parallel_for(threads, U, n * K, [&](std::size_t begin, std::size_t end) {
    for (std::size_t s = 0; s < n; ++s) {
      std::copy(bias + begin, bias + end, out + s * U + begin);
    }
    for (std::size_t k = 0; k < K; k += TILE) {
      add_product(out + begin, U, n, end - begin, std::min(TILE, K - k), {in + k, K, 1},
                  {kernel + k * U + begin, U, 1});
    }
  });
}

void Dense::backward(std::size_t n, const double* in, const double* kernel,
                     const double* out_gradient, double* in_gradient, double* kernel_gradient,
                     double* bias_gradient) const {
  const std::size_t K = sizes.in, U = sizes.out;
  // d/d bias[u] = sum over s of out_gradient[s,u]
  std::fill(bias_gradient, bias_gradient + U, 0.0);
  for (std::size_t s = 0; s < n; ++s) {
    for (std::size_t u = 0; u < U; ++u) {
      bias_gradient[u] += out_gradient[s * U + u];
    }
  }
  // d/d kernel[k,u] = sum over s of in[s,k] * out_gradient[s,u]
  parallel_for(threads, K, n * U, [&](std::size_t begin, std::size_t end) {
    std::fill(kernel_gradient + begin * U, kernel_gradient + end * U, 0.0);
    add_product(kernel_gradient + begin * U, U, end - begin, U, n, {in + begin, 1, K},
                {out_gradient, U, 1});
  });
  if (in_gradient != nullptr) {
    input_backward(n, kernel, out_gradient, in_gradient);
  }
}

/// d/d in[s,k] = sum over u of out_gradient[s,u] * kernel[k,u]
void Dense::input_backward(std::size_t n, const double* kernel, const double* out_gradient,
                           double* in_gradient) const {
  const std::size_t K = sizes.in, U = sizes.out;
  parallel_for(threads, K, n * U, [&](std::size_t begin, std::size_t end) {
    for (std::size_t s = 0; s < n; ++s) {
      std::fill(in_gradient + s * K + begin, in_gradient + s * K + end, 0.0);
    }
    for (std::size_t k = begin; k < end; k += TILE) {
      for (std::size_t u = 0; u < U; u += TILE) {
        add_product(in_gradient + k, K, n, std::min(TILE, end - k), std::min(TILE, U - u),
                    {out_gradient + u, U, 1}, {kernel + k * U + u, 1, U});
      }
    }
  });
}

}  // namespace reference
}  // namespace twingraph

// SPDX-License-Identifier: Apache-2.0
//
// out[s,y,x,o] = bias[o] + sum over i,j,c of in[s,row,column,first+c] * kernel[i,j,c,o]
// where row = y*sH + i*dH - top and column = x*sW + j*dW - left; what lies outside the input is zero;
// first is the first of the C/G channels of the group of filter o.

#include <algorithm>

#include "layer.h"
#include "parallel.h"

namespace twingraph {
namespace reference {

template <typename Body>
void GeneralConvolution::for_each_product(std::size_t s, std::size_t y, Body body) const {
  const std::size_t O = window.out_channels, C = window.in_channels / own.groups;
  const std::size_t per_group = O / own.groups;
  for (std::size_t x = 0; x < window.out_width; ++x) {
    for (std::size_t i = 0; i < window.height; ++i) {
      const std::size_t row = y * window.stride_height + i * own.dilation_height;
      if (row < window.top || row - window.top >= window.in_height) {
        continue;
      }
      for (std::size_t j = 0; j < window.width; ++j) {
        const std::size_t column = x * window.stride_width + j * own.dilation_width;
        if (column < window.left || column - window.left >= window.in_width) {
          continue;
        }
        const std::size_t in = window.in_at(s, row - window.top, column - window.left);
        for (std::size_t c = 0; c < C; ++c) {
          const std::size_t kernel = ((i * window.width + j) * C + c) * O;
          for (std::size_t o = 0; o < O; ++o) {
            body(in + o / per_group * C + c, kernel + o, window.out_at(s, y, x) + o);
          }
        }
      }
    }
  }
}

void GeneralConvolution::forward(std::size_t n, const double* in, const double* kernel,
                                 const double* bias, double* out) const {
  const std::size_t O = window.out_channels, row = window.out_width * O;
  const std::size_t work = window.out_width * sizes.kernel;
  parallel_for(threads, n * window.out_height, work, [&](std::size_t begin, std::size_t end) {
    for (std::size_t at = begin; at < end; ++at) {
      for (std::size_t k = 0; k < row; ++k) {
        out[at * row + k] = bias == nullptr ? 0 : bias[k % O];
      }
      for_each_product(at / window.out_height, at % window.out_height,
                       [&](std::size_t from, std::size_t k, std::size_t to) {
                         out[to] += in[from] * kernel[k];
                       });
    }
  });
}

void GeneralConvolution::backward(std::size_t n, const double* in, const double* kernel,
                                  const double* out_gradient, double* in_gradient,
                                  double* kernel_gradient, double* bias_gradient) const {
  const std::size_t O = window.out_channels;
  if (bias_gradient != nullptr) {
    std::fill(bias_gradient, bias_gradient + O, 0.0);
    for (std::size_t k = 0; k < n * sizes.out; ++k) {
      bias_gradient[k % O] += out_gradient[k];
    }
  }
  std::fill(kernel_gradient, kernel_gradient + sizes.kernel, 0.0);
  if (in_gradient != nullptr) {
    std::fill(in_gradient, in_gradient + n * sizes.in, 0.0);
  }
  for (std::size_t at = 0; at < n * window.out_height; ++at) {
    for_each_product(at / window.out_height, at % window.out_height,
                     [&](std::size_t from, std::size_t k, std::size_t to) {
                       kernel_gradient[k] += in[from] * out_gradient[to];
                       if (in_gradient != nullptr) {
                         in_gradient[from] += out_gradient[to] * kernel[k];
                       }
                     });
  }
}

}  // namespace reference
}  // namespace twingraph

// SPDX-License-Identifier: Apache-2.0
//
// out[s,y,x,o] = bias[o] + sum over i,j,c of in[s,row,column,c] * kernel[i,j,c,o]
// where row = y*sH + i - top and column = x*sW + j - left; what lies outside the input is zero.

#include <algorithm>

#include "layer.h"
#include "parallel.h"
#include "product.h"

namespace twingraph {
namespace reference {

void Convolution::forward(std::size_t n, const double* in, const double* kernel, const double* bias,
                          double* out) const {
  const std::size_t C = window.in_channels, O = window.out_channels;
  const auto row_of_outputs = [&](std::size_t s, std::size_t y) {
    double* out_row = out + window.out_at(s, y, 0);
    for (std::size_t x = 0; x < window.out_width; ++x) {
      std::copy(bias, bias + O, out_row + x * O);
    }
    const Window::Range rows = window.rows(y);
    for (std::size_t i = rows.first; i < rows.end; ++i) {
      const std::size_t row = y * window.stride_height + i - window.top;
      // Neighbours x whose windows lie on the input with the same columns j: one product, whose
      // terms (j, c) are side by side in the input and in the kernel.
      for (std::size_t x = 0, next; x < window.out_width; x = next) {
        const Window::Range columns = window.columns(x);
        for (next = x + 1; next < window.out_width && window.columns(next) == columns;) {
          ++next;
        }
        if (columns.first == columns.end) {
          continue;
        }
        const std::size_t column = x * window.stride_width + columns.first - window.left;
        add_product(out_row + x * O, O, next - x, O, (columns.end - columns.first) * C,
                    {in + window.in_at(s, row, column), window.stride_width * C, 1},
                    {kernel + (i * window.width + columns.first) * C * O, O, 1});
      }
    }
  };
  const std::size_t work = window.out_width * sizes.kernel;
  parallel_for(threads, n * window.out_height, work, [&](std::size_t begin, std::size_t end) {
    for (std::size_t at = begin; at < end; ++at) {
      row_of_outputs(at / window.out_height, at % window.out_height);
    }
  });
}

void Convolution::backward(std::size_t n, const double* in, const double* kernel,
                           const double* out_gradient, double* in_gradient, double* kernel_gradient,
                           double* bias_gradient) const {
  // d/d bias[o] = sum over s,y,x of out_gradient[s,y,x,o]
  const std::size_t O = window.out_channels;
  std::fill(bias_gradient, bias_gradient + O, 0.0);
  for (std::size_t at = 0; at < n * sizes.out; at += O) {
    for (std::size_t o = 0; o < O; ++o) {
      bias_gradient[o] += out_gradient[at + o];
    }
  }
  kernel_backward(n, in, out_gradient, kernel_gradient);
  if (in_gradient != nullptr) {
    input_backward(n, kernel, out_gradient, in_gradient);
  }
}

void Convolution::kernel_backward(std::size_t n, const double* in, const double* out_gradient,
                                  double* kernel_gradient) const {
  // Threads share out the rows (i,j,c) of the kernel.
  const std::size_t rows = window.height * window.width * window.in_channels;
  parallel_for(threads, rows, n * sizes.out, [&](std::size_t begin, std::size_t end) {
    kernel_rows_backward(n, in, out_gradient, kernel_gradient, begin, end);
  });
}

/// d/d kernel[i,j,c,o] = sum over s,y,x of in[s,row,column,c] * out_gradient[s,y,x,o]
/// where row = y*sH + i - top and column = x*sW + j - left, for (i,j,c) from begin to end.
void Convolution::kernel_rows_backward(std::size_t n, const double* in, const double* out_gradient,
                                       double* kernel_gradient, std::size_t begin,
                                       std::size_t end) const {
  const std::size_t C = window.in_channels, O = window.out_channels;
  std::fill(kernel_gradient + begin * O, kernel_gradient + end * O, 0.0);
  for (std::size_t at = 0; at < n * window.out_height; ++at) {
    const std::size_t s = at / window.out_height, y = at % window.out_height;
    const Window::Range rows = window.rows(y);
    for (std::size_t first = begin, next; first < end; first = next) {
      const std::size_t i = first / C / window.width, j = first / C % window.width;
      next = std::min(end, (first / C + 1) * C);
      const Window::Range outputs = window.outputs(j);
      if (i < rows.first || i >= rows.end || outputs.first == outputs.end) {
        continue;
      }
      const std::size_t row = y * window.stride_height + i - window.top;
      const std::size_t column = outputs.first * window.stride_width + j - window.left;
      add_product(kernel_gradient + first * O, O, next - first, O, outputs.end - outputs.first,
                  {in + window.in_at(s, row, column) + first % C, 1, window.stride_width * C},
                  {out_gradient + window.out_at(s, y, outputs.first), O, 1});
    }
  }
}

/// d/d in[s,row,column,c] = sum over y,x,i,j,o of out_gradient[s,y,x,o] * kernel[i,j,c,o]
/// where row = y*sH + i - top and column = x*sW + j - left.
void Convolution::input_backward(std::size_t n, const double* kernel, const double* out_gradient,
                                 double* in_gradient) const {
  const std::size_t C = window.in_channels, O = window.out_channels;
  const auto sample = [&](std::size_t s) {
    std::fill(in_gradient + s * sizes.in, in_gradient + (s + 1) * sizes.in, 0.0);
    for (std::size_t y = 0; y < window.out_height; ++y) {
      const Window::Range rows = window.rows(y);
      for (std::size_t i = rows.first; i < rows.end; ++i) {
        const std::size_t row = y * window.stride_height + i - window.top;
        for (std::size_t j = 0; j < window.width; ++j) {
          const Window::Range outputs = window.outputs(j);
          if (outputs.first == outputs.end) {
            continue;
          }
          const std::size_t column = outputs.first * window.stride_width + j - window.left;
          add_product(in_gradient + window.in_at(s, row, column), window.stride_width * C,
                      outputs.end - outputs.first, C, O,
                      {out_gradient + window.out_at(s, y, outputs.first), O, 1},
                      {kernel + (i * window.width + j) * C * O, 1, O});
        }
      }
    }
  };
  parallel_for(threads, n, window.out_height * window.out_width * sizes.kernel,
               [&](std::size_t begin, std::size_t end) {
                 for (std::size_t s = begin; s < end; ++s) {
                   sample(s);
                 }
               });
}

}  // namespace reference
}  // namespace twingraph

// SPDX-License-Identifier: Apache-2.0
//
// Over the positions (i,j) of the window whose row = y*sH + i - top and column = x*sW + j - left lie
// on the input:
//   MaxPooling      out[s,y,x,c] = the largest in[s,row,column,c]
//   AveragePooling  out[s,y,x,c] = their sum / their number

#include <algorithm>

#include "layer.h"
#include "parallel.h"

namespace twingraph {
namespace reference {
namespace {

/// Calls body(s, y, x, at) for each output position, `at` being its first channel; a sample belongs
/// to one thread.
template <typename Body>
void for_each_output(int threads, std::size_t n, const Window& window, Body body) {
  const std::size_t work = window.out_size() * window.height * window.width;
  parallel_for(threads, n, work, [&](std::size_t begin, std::size_t end) {
    for (std::size_t s = begin; s < end; ++s) {
      for (std::size_t y = 0; y < window.out_height; ++y) {
        for (std::size_t x = 0; x < window.out_width; ++x) {
          body(s, y, x, window.out_at(s, y, x));
        }
      }
    }
  });
}

/// Calls body(at) for each input position under the window at (s,y,x), row by row.
template <typename Body>
void for_each_input(const Window& window, std::size_t s, std::size_t y, std::size_t x, Body body) {
  const Window::Range rows = window.rows(y), columns = window.columns(x);
  for (std::size_t i = rows.first; i < rows.end; ++i) {
    for (std::size_t j = columns.first; j < columns.end; ++j) {
      body(window.in_at(s, y * window.stride_height + i - window.top,
                        x * window.stride_width + j - window.left));
    }
  }
}

}  // namespace

/// The offset of the first maximum, row by row, of channel c under the window at (s,y,x).
std::size_t MaxPooling::first_maximum(const double* in, std::size_t s, std::size_t y, std::size_t x,
                                      std::size_t c) const {
  bool any = false;
  std::size_t best = 0;
  for_each_input(window, s, y, x, [&](std::size_t at) {
    if (!any || in[at + c] > in[best]) {
      any = true;
      best = at + c;
    }
  });
  return best;
}

void MaxPooling::forward(std::size_t n, const double* in, const double*, const double*,
                         double* out) const {
  const auto maxima = [&](std::size_t s, std::size_t y, std::size_t x, std::size_t at) {
    for (std::size_t c = 0; c < window.in_channels; ++c) {
      out[at + c] = in[first_maximum(in, s, y, x, c)];
    }
  };
  for_each_output(threads, n, window, maxima);
}

void MaxPooling::backward(std::size_t n, const double* in, const double*,
                          const double* out_gradient, double* in_gradient, double*, double*) const {
  if (in_gradient == nullptr) {
    return;
  }
  std::fill(in_gradient, in_gradient + n * sizes.in, 0.0);
  const auto to_maxima = [&](std::size_t s, std::size_t y, std::size_t x, std::size_t at) {
    for (std::size_t c = 0; c < window.in_channels; ++c) {
      in_gradient[first_maximum(in, s, y, x, c)] += out_gradient[at + c];
    }
  };
  for_each_output(threads, n, window, to_maxima);
}

void AveragePooling::forward(std::size_t n, const double* in, const double*, const double*,
                             double* out) const {
  const std::size_t C = window.in_channels;
  const auto means = [&](std::size_t s, std::size_t y, std::size_t x, std::size_t at) {
    std::fill(out + at, out + at + C, 0.0);
    double count = 0;
    for_each_input(window, s, y, x, [&](std::size_t from) {
      ++count;
      for (std::size_t c = 0; c < C; ++c) {
        out[at + c] += in[from + c];
      }
    });
    for (std::size_t c = 0; c < C; ++c) {
      out[at + c] /= count;
    }
  };
  for_each_output(threads, n, window, means);
}

void AveragePooling::backward(std::size_t n, const double*, const double*,
                              const double* out_gradient, double* in_gradient, double*,
                              double*) const {
  if (in_gradient == nullptr) {
    return;
  }
  std::fill(in_gradient, in_gradient + n * sizes.in, 0.0);
  const auto share = [&](std::size_t s, std::size_t y, std::size_t x, std::size_t at) {
    double count = 0;
    for_each_input(window, s, y, x, [&](std::size_t) { ++count; });
    for_each_input(window, s, y, x, [&](std::size_t to) {
      for (std::size_t c = 0; c < window.in_channels; ++c) {
        in_gradient[to + c] += out_gradient[at + c] / count;
      }
    });
  };
  for_each_output(threads, n, window, share);
}

}  // namespace reference
}  // namespace twingraph

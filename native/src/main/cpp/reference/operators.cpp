// SPDX-License-Identifier: Apache-2.0
//
// Which class an operator's type means. Elementwise functions stand in activation.cpp.

#include <map>

#include "layer.h"
#include "merge.h"
#include "normalization.h"

namespace twingraph {
namespace reference {
namespace {

/// What an operator is made from; attributes are those of Op.attributes().
struct Place {
  const double* attributes;
  const Shapes& in;
  const Shapes& out;
  int threads;
};

using Maker = Operator* (*)(const Place&);

/// Attributes: size, stride, padding above and to the left, dilation; heights before widths.
Window window(const Place& at) {
  const auto a = [&at](int k) { return static_cast<std::size_t>(at.attributes[k]); };
  const Shape &in = at.in[0], &out = at.out[0];
  return {in[0], in[1], in[2], a(0), a(1), a(2), a(3), a(4), a(5), out[0], out[1], out[2]};
}

template <typename Windowed>
Operator* windowed(const Place& at) {
  return new Windowed(window(at), at.threads);
}

/// As a window, then the groups and whether there is a bias.
Operator* convolution(const Place& at) {
  const auto a = [&at](int k) { return static_cast<std::size_t>(at.attributes[k]); };
  const GeneralConvolution::Kernel kernel = {a(6), a(7), a(8), a(9) != 0};
  if (kernel.dilation_height == 1 && kernel.dilation_width == 1 && kernel.groups == 1 &&
      kernel.bias) {
    return new Convolution(window(at), at.threads);
  }
  return new GeneralConvolution(window(at), kernel, at.threads);
}

template <typename Plain>
Operator* plain(const Place& at) {
  return new Plain(at.in, at.out, at.threads);
}

const std::map<std::string, Maker>& makers() {
  static const std::map<std::string, Maker> all = {
      {"conv2d", convolution},
      {"max_pool2d", windowed<MaxPooling>},
      {"avg_pool2d", windowed<AveragePooling>},
      {"dense",
       [](const Place& at) -> Operator* {
         return new Dense(volume(at.in[0]), volume(at.out[0]), at.threads);
       }},
      {"flatten",
       [](const Place& at) -> Operator* {
         return new Activation(volume(at.in[0]), *find_function("linear"), 0, at.threads);
       }},
      {"global_avg_pool2d", plain<GlobalMean>},
      {"fork", plain<Fork>},
      {"add", plain<Add>},
      {"multiply", plain<Multiply>},
      {"concat", plain<Concat>},
      {"layer_norm",
       [](const Place& at) -> Operator* {
         return new LayerNorm(at.in, at.out, at.attributes[0], at.threads);
       }},
      {"softmax", plain<Softmax>},
  };
  return all;
}

Operator* make(const std::string& type, const Place& at, std::size_t numbers) {
  const Function* function = find_function(type);
  if (function != nullptr) {
    const double number = numbers > 0 ? at.attributes[0] : 0;
    return new Activation(volume(at.in[0]), *function, number, at.threads);
  }
  const auto maker = makers().find(type);
  return maker == makers().end() ? nullptr : maker->second(at);
}

}  // namespace

std::unique_ptr<Operator> make_operator(const std::string& type, const double* attributes,
                                        std::size_t attribute_count, const Shapes& in,
                                        const Shapes& out, int threads) {
  return std::unique_ptr<Operator>(make(type, {attributes, in, out, threads}, attribute_count));
}

bool knows_operator(const std::string& type) {
  return find_function(type) != nullptr || makers().count(type) > 0;
}

}  // namespace reference
}  // namespace twingraph

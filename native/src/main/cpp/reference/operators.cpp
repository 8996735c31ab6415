// SPDX-License-Identifier: Apache-2.0
//
// Which class an operator's type means, and what its attributes are.

#include <map>

#include "layer.h"
#include "merge.h"

namespace twingraph {
namespace reference {
namespace {

/// Attributes of conv2d and both poolings: heights before widths, channels last.
Window window(const double* a) {
  const auto at = [a](int k) { return static_cast<std::size_t>(a[k]); };
  return {at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7), at(8), at(9), at(10), at(11)};
}

const std::map<std::string, Function>& functions() {
  static const std::map<std::string, Function> all = {
      {"linear", Function::linear},   {"flatten", Function::linear},  // moves nothing in memory
      {"relu", Function::relu},       {"leaky_relu", Function::leaky_relu},
      {"tanh", Function::tanh},       {"sigmoid", Function::sigmoid},
      {"gelu", Function::gelu},       {"gelu_tanh", Function::gelu_tanh},
  };
  return all;
}

Operator* make(const std::string& type, const double* a, const Sizes& in, const Sizes& out,
               int threads) {
  const auto function = functions().find(type);
  if (function != functions().end()) {
    const double slope = function->second == Function::leaky_relu ? a[0] : 0;
    return new Activation(in[0], function->second, slope, threads);
  }
  if (type == "conv2d") return new Convolution(window(a), threads);
  if (type == "max_pool2d") return new MaxPooling(window(a), threads);
  if (type == "avg_pool2d") return new AveragePooling(window(a), threads);
  if (type == "dense") return new Dense(in[0], out[0], threads);
  if (type == "global_avg_pool2d") return new GlobalMean(in, out, threads);
  if (type == "fork") return new Fork(in, out, threads);
  if (type == "add") return new Add(in, out, threads);
  if (type == "multiply") return new Multiply(in, out, threads);
  if (type == "concat") return new Concat(in, out, a, threads);
  if (type == "softmax") {
    return new Softmax(in, out, static_cast<std::size_t>(a[0]), threads);
  }
  return nullptr;
}

}  // namespace

std::unique_ptr<Operator> make_operator(const std::string& type, const double* attributes,
                                        const Sizes& in, const Sizes& out, int threads) {
  return std::unique_ptr<Operator>(make(type, attributes, in, out, threads));
}

}  // namespace reference
}  // namespace twingraph

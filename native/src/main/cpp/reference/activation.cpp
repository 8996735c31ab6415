// SPDX-License-Identifier: Apache-2.0
//
// out = f(in), in_gradient = out_gradient * f'(in), with the functions of io.twingraph.op. Where
// its formula subtracts nearly equal numbers, an equal one that does not is used: (1 + erf(z)) / 2 =
// erfc(-z) / 2, (1 + tanh(z)) / 2 = 1 / (1 + exp(-2 z)), 1 - tanh(z)^2 = 1 / cosh(z)^2.

#include <algorithm>
#include <cmath>
#include <map>

#include "layer.h"
#include "parallel.h"

namespace twingraph {
namespace reference {
namespace {

const double PI = 3.14159265358979323846;
const double ROOT_OF_2 = std::sqrt(2.0);
const double ROOT_OF_2_OVER_PI = std::sqrt(2 / PI);

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

/// The argument of gelu_tanh's tanh, and its derivative.
double inner(double x) { return ROOT_OF_2_OVER_PI * (x + 0.044715 * x * x * x); }
double inner_derivative(double x) { return ROOT_OF_2_OVER_PI * (1 + 3 * 0.044715 * x * x); }

double square(double x) { return x * x; }

const std::map<std::string, Function>& functions() {
  static const std::map<std::string, Function> all = {
      {"linear", {[](double x, double) { return x; }, [](double, double) { return 1.0; }}},
      {"relu",
       {[](double x, double) { return x > 0 || std::isnan(x) ? x : 0; },
        [](double x, double) { return x > 0 ? 1.0 : 0.0; }}},
      {"leaky_relu",
       {[](double x, double slope) { return x > 0 ? x : slope * x; },
        [](double x, double slope) { return x > 0 ? 1 : slope; }}},
      {"tanh",
       {[](double x, double) { return std::tanh(x); },
        [](double x, double) { return 1 / square(std::cosh(x)); }}},
      {"sigmoid",
       {[](double x, double) { return logistic(x); },
        [](double x, double) {
          return std::exp(-std::fabs(x)) / square(1 + std::exp(-std::fabs(x)));
        }}},
      {"gelu",
       {[](double x, double) { return x * std::erfc(-x / ROOT_OF_2) / 2; },
        [](double x, double) {
          return std::erfc(-x / ROOT_OF_2) / 2 + x * std::exp(-x * x / 2) / std::sqrt(2 * PI);
        }}},
      {"gelu_tanh",
       {[](double x, double) { return x * logistic(2 * inner(x)); },
        [](double x, double) {
          return logistic(2 * inner(x)) + x * inner_derivative(x) / square(std::cosh(inner(x))) / 2;
        }}},
      {"hard_swish",
       {[](double x, double) { return x * std::min(std::max(x + 3, 0.0), 6.0) / 6; },
        [](double x, double) { return x < -3 ? 0.0 : x > 3 ? 1.0 : (2 * x + 3) / 6; }}},
  };
  return all;
}

/// What a function of the library costs, in multiplications.
const std::size_t WORK = 20;

}  // namespace

const Function* find_function(const std::string& type) {
  const auto found = functions().find(type);
  return found == functions().end() ? nullptr : &found->second;
}

void Activation::forward(std::size_t n, const double* in, const double*, const double*,
                         double* out) const {
  parallel_for(threads, n * sizes.in, WORK, [&](std::size_t begin, std::size_t end) {
    for (std::size_t k = begin; k < end; ++k) {
      out[k] = function.value(in[k], number);
    }
  });
}

void Activation::backward(std::size_t n, const double* in, const double*,
                          const double* out_gradient, double* in_gradient, double*, double*) const {
  if (in_gradient == nullptr) {
    return;
  }
  parallel_for(threads, n * sizes.in, WORK, [&](std::size_t begin, std::size_t end) {
    for (std::size_t k = begin; k < end; ++k) {
      in_gradient[k] = out_gradient[k] * function.derivative(in[k], number);
    }
  });
}

}  // namespace reference
}  // namespace twingraph

// SPDX-License-Identifier: Apache-2.0

#include "optimizer.h"

#include <cmath>

#include "parallel.h"

namespace twingraph {
namespace reference {

Optimizer Optimizer::sgd(double momentum, bool nesterov) {
  Optimizer made;
  made.rule = momentum == 0 ? Rule::descent : nesterov ? Rule::nesterov : Rule::momentum;
  made.mu = momentum;
  return made;
}

Optimizer Optimizer::adam(double beta1, double beta2, double epsilon) {
  Optimizer made;
  made.rule = Rule::adam;
  made.beta1 = beta1;
  made.beta2 = beta2;
  made.epsilon = epsilon;
  return made;
}

int Optimizer::slots() const { return rule == Rule::descent ? 0 : rule == Rule::adam ? 2 : 1; }

void Optimizer::update(int threads, std::size_t size, double* p, const double* g, double* first,
                       double* second, double lr, double step) const {
  const double correction1 = 1 - std::pow(beta1, step);
  const double correction2 = 1 - std::pow(beta2, step);
  parallel_for(threads, size, 1, [&](std::size_t begin, std::size_t end) {
    double* v = first;
    for (std::size_t k = begin; k < end; ++k) {
      switch (rule) {
        case Rule::descent:
          p[k] -= lr * g[k];
          break;
        case Rule::momentum:
          v[k] = mu * v[k] + g[k];
          p[k] -= lr * v[k];
          break;
        case Rule::nesterov:
          v[k] = mu * v[k] + g[k];
          p[k] -= lr * (g[k] + mu * v[k]);
          break;
        case Rule::adam:
          first[k] = beta1 * first[k] + (1 - beta1) * g[k];
          second[k] = beta2 * second[k] + (1 - beta2) * g[k] * g[k];
          p[k] -= lr * (first[k] / correction1) / (std::sqrt(second[k] / correction2) + epsilon);
          break;
      }
    }
  });
}

}  // namespace reference
}  // namespace twingraph

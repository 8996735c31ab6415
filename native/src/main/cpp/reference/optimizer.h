// SPDX-License-Identifier: Apache-2.0

#ifndef TWINGRAPH_REFERENCE_OPTIMIZER_H
#define TWINGRAPH_REFERENCE_OPTIMIZER_H

#include <cstddef>

namespace twingraph {
namespace reference {

/// The rules of io.twingraph.spec.Optimizer. p is a parameter, g its gradient, lr the learning rate.
class Optimizer {
 public:
  Optimizer() = default;
  static Optimizer sgd(double momentum, bool nesterov);
  static Optimizer adam(double beta1, double beta2, double epsilon);

  /// How many arrays it keeps for each parameter: 0; 1 (velocity); 2 (m, v).
  int slots() const;

  /// Moves `size` values of one parameter. `step` is 1 for the first.
  void update(int threads, std::size_t size, double* p, const double* g, double* first,
              double* second, double lr, double step) const;

 private:
  enum class Rule { descent, momentum, nesterov, adam };

  Rule rule = Rule::descent;
  double mu = 0;
  double beta1 = 0;
  double beta2 = 0;
  double epsilon = 0;
};

}  // namespace reference
}  // namespace twingraph

#endif  // TWINGRAPH_REFERENCE_OPTIMIZER_H

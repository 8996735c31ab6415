// SPDX-License-Identifier: Apache-2.0
//
// p[s,k] = exp(z[s,k]) / sum over m of exp(z[s,m])
// loss = mean over s of -log p[s, labels[s]]
// gradient[s,k] = (p[s,k] - (1 where k is labels[s], else 0)) / n

#include <algorithm>
#include <cmath>

#include "layer.h"

namespace twingraph {
namespace reference {

double cross_entropy(std::size_t n, std::size_t classes, const double* logits, const int* labels,
                     double* gradient) {
  double total = 0;
  for (std::size_t s = 0; s < n; ++s, logits += classes, gradient += classes) {
    // Logits less the largest: the same p, and exp cannot overflow.
    const double largest = *std::max_element(logits, logits + classes);
    double sum = 0;
    for (std::size_t k = 0; k < classes; ++k) {
      gradient[k] = std::exp(logits[k] - largest);
      sum += gradient[k];
    }
    const std::size_t label = static_cast<std::size_t>(labels[s]);
    total += std::log(sum) - (logits[label] - largest);
    for (std::size_t k = 0; k < classes; ++k) {
      gradient[k] = (gradient[k] / sum - (k == label ? 1 : 0)) / static_cast<double>(n);
    }
  }
  return total / static_cast<double>(n);
}

}  // namespace reference
}  // namespace twingraph

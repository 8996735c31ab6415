// SPDX-License-Identifier: Apache-2.0
//
// Operators that subtract a mean and divide by a deviation.

#ifndef TWINGRAPH_REFERENCE_NORMALIZATION_H
#define TWINGRAPH_REFERENCE_NORMALIZATION_H

#include "operator.h"

namespace twingraph {
namespace reference {

/// Each position over its channels; parameters gamma and beta.
class LayerNorm : public Operator {
 public:
  LayerNorm(const Shapes& in, const Shapes& out, double epsilon, int threads)
      : Operator(in, out, {in[0].back(), in[0].back()}, threads),
        channels(in[0].back()),
        epsilon(epsilon) {}
  void run(std::size_t n, const double* const* in, const double* const* parameters,
           double* const* out) const override;
  void run_backward(std::size_t n, const double* const* in, const double* const* parameters,
                    const double* const* out_gradients, double* const* in_gradients,
                    double* const* parameter_gradients) const override;

 private:
  const std::size_t channels;
  const double epsilon;
};

}  // namespace reference
}  // namespace twingraph

#endif  // TWINGRAPH_REFERENCE_NORMALIZATION_H

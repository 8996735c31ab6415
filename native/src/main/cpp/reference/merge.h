// SPDX-License-Identifier: Apache-2.0
//
// Operators of several inputs or outputs, and those over all channels or positions.

#ifndef TWINGRAPH_REFERENCE_MERGE_H
#define TWINGRAPH_REFERENCE_MERGE_H

#include "operator.h"

namespace twingraph {
namespace reference {

/// The input, once for each reader.
class Fork : public Operator {
 public:
  Fork(const Shapes& in, const Shapes& out, int threads) : Operator(in, out, {}, threads) {}
  void run(std::size_t n, const double* const* in, const double* const* parameters,
           double* const* out) const override;
  void run_backward(std::size_t n, const double* const* in, const double* const* parameters,
                    const double* const* out_gradients, double* const* in_gradients,
                    double* const* parameter_gradients) const override;
};

/// The sum of the inputs.
class Add : public Operator {
 public:
  Add(const Shapes& in, const Shapes& out, int threads) : Operator(in, out, {}, threads) {}
  void run(std::size_t n, const double* const* in, const double* const* parameters,
           double* const* out) const override;
  void run_backward(std::size_t n, const double* const* in, const double* const* parameters,
                    const double* const* out_gradients, double* const* in_gradients,
                    double* const* parameter_gradients) const override;
};

/// The product of two inputs.
class Multiply : public Operator {
 public:
  Multiply(const Shapes& in, const Shapes& out, int threads) : Operator(in, out, {}, threads) {}
  void run(std::size_t n, const double* const* in, const double* const* parameters,
           double* const* out) const override;
  void run_backward(std::size_t n, const double* const* in, const double* const* parameters,
                    const double* const* out_gradients, double* const* in_gradients,
                    double* const* parameter_gradients) const override;
};

/// The mean of each channel over all positions.
class GlobalMean : public Operator {
 public:
  GlobalMean(const Shapes& in, const Shapes& out, int threads) : Operator(in, out, {}, threads) {}
  void run(std::size_t n, const double* const* in, const double* const* parameters,
           double* const* out) const override;
  void run_backward(std::size_t n, const double* const* in, const double* const* parameters,
                    const double* const* out_gradients, double* const* in_gradients,
                    double* const* parameter_gradients) const override;
};

/// The channels of the inputs side by side.
class Concat : public Operator {
 public:
  Concat(const Shapes& in, const Shapes& out, int threads) : Operator(in, out, {}, threads) {
    for (const Shape& shape : in) {
      channels.push_back(shape.back());
    }
  }
  void run(std::size_t n, const double* const* in, const double* const* parameters,
           double* const* out) const override;
  void run_backward(std::size_t n, const double* const* in, const double* const* parameters,
                    const double* const* out_gradients, double* const* in_gradients,
                    double* const* parameter_gradients) const override;

 private:
  Sizes channels;
};

/// The softmax over channels.
class Softmax : public Operator {
 public:
  Softmax(const Shapes& in, const Shapes& out, int threads)
      : Operator(in, out, {}, threads), channels(in[0].back()) {}
  void run(std::size_t n, const double* const* in, const double* const* parameters,
           double* const* out) const override;
  void run_backward(std::size_t n, const double* const* in, const double* const* parameters,
                    const double* const* out_gradients, double* const* in_gradients,
                    double* const* parameter_gradients) const override;

 private:
  const std::size_t channels;
};

}  // namespace reference
}  // namespace twingraph

#endif  // TWINGRAPH_REFERENCE_MERGE_H

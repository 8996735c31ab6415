// SPDX-License-Identifier: Apache-2.0

#ifndef TWINGRAPH_REFERENCE_OPERATOR_H
#define TWINGRAPH_REFERENCE_OPERATOR_H

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace twingraph {
namespace reference {

/// Numbers of values.
using Sizes = std::vector<std::size_t>;
/// Dimensions of one sample, channels last.
using Shape = std::vector<std::size_t>;
using Shapes = std::vector<Shape>;

/// The number of values of one sample.
inline std::size_t volume(const Shape& shape) {
  std::size_t all = 1;
  for (std::size_t dimension : shape) {
    all *= dimension;
  }
  return all;
}

/// One operator: its geometry and nothing else. All values belong to the caller. Arrays are
/// row-major with the sample first: images [n,H,W,C], vectors [n,U].
class Operator {
 public:
  /// @param in what it reads; @param out what it gives; @param parameters their whole sizes
  Operator(const Shapes& in, const Shapes& out, Sizes parameters, int threads)
      : in_sizes(sizes_of(in)),
        out_sizes(sizes_of(out)),
        parameter_sizes(parameters),
        threads(threads) {}
  virtual ~Operator() = default;

  const Sizes in_sizes;
  const Sizes out_sizes;
  const Sizes parameter_sizes;

  /// Writes every out from in and parameters for n samples.
  virtual void run(std::size_t n, const double* const* in, const double* const* parameters,
                   double* const* out) const = 0;

  /// Writes the derivatives of the loss with respect to each in and parameter from those with
  /// respect to each out. Nothing is added to what was there; one of in_gradients may be null: not
  /// wanted.
  virtual void run_backward(std::size_t n, const double* const* in, const double* const* parameters,
                            const double* const* out_gradients, double* const* in_gradients,
                            double* const* parameter_gradients) const = 0;

 protected:
  const int threads;

 private:
  static Sizes sizes_of(const Shapes& shapes) {
    Sizes all;
    for (const Shape& shape : shapes) {
      all.push_back(volume(shape));
    }
    return all;
  }
};

/// The operator of a type, as io.twingraph.op names it; null where there is none. `attributes` are
/// those of Op.attributes().
std::unique_ptr<Operator> make_operator(const std::string& type, const double* attributes,
                                        std::size_t attribute_count, const Shapes& in,
                                        const Shapes& out, int threads);

/// Whether there is an operator of this type.
bool knows_operator(const std::string& type);

}  // namespace reference
}  // namespace twingraph

#endif  // TWINGRAPH_REFERENCE_OPERATOR_H

// SPDX-License-Identifier: Apache-2.0

#ifndef TWINGRAPH_REFERENCE_PRODUCT_H
#define TWINGRAPH_REFERENCE_PRODUCT_H

#include <cstddef>

namespace twingraph {
namespace reference {

/// A matrix inside an array: element [row][column] is at data[row * per_row + column * per_column].
struct Matrix {
  const double* data;
  std::size_t per_row;
  std::size_t per_column;
};

/// out[p][q] = (...((out[p][q] + a[p][0] * b[0][q]) + a[p][1] * b[1][q]) + ...) + a[p][R-1] * b[R-1][q]
///
/// The one loop in which the engine spends its time. Each product is rounded, then added, r
/// ascending: the same bits on every processor and however a caller cuts P, Q or R (in order).
///
/// @param out row p begins at out + p * out_per_row; its Q columns lie side by side
void add_product(double* out, std::size_t out_per_row, std::size_t P, std::size_t Q, std::size_t R,
                 Matrix a, Matrix b);

}  // namespace reference
}  // namespace twingraph

#endif  // TWINGRAPH_REFERENCE_PRODUCT_H

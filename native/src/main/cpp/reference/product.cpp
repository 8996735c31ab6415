// SPDX-License-Identifier: Apache-2.0

#include "product.h"

#include <algorithm>
#include <cstring>

namespace twingraph {
namespace reference {
namespace {

// out is worked out in tiles of TILE_ROWS rows and two vector registers of columns, whose sums stay
// in registers. What a tile reads of a and b is packed before, so that it lies side by side.
const std::size_t TILE_ROWS = 4;
const std::size_t P_BLOCK = 64;
const std::size_t R_BLOCK = 128;

#define TWINGRAPH_INLINE inline __attribute__((always_inline))

/// Copies a[0..P)[0..R) to packed[p / TILE_ROWS][r][p % TILE_ROWS]; rows that are missing are zero.
TWINGRAPH_INLINE void pack_rows(Matrix a, std::size_t P, std::size_t R, double* packed) {
  for (std::size_t p = 0; p < P; p += TILE_ROWS) {
    const std::size_t rows = std::min(TILE_ROWS, P - p);
    for (std::size_t r = 0; r < R; ++r, packed += TILE_ROWS) {
      for (std::size_t k = 0; k < TILE_ROWS; ++k) {
        packed[k] = k < rows ? a.data[(p + k) * a.per_row + r * a.per_column] : 0;
      }
    }
  }
}

/// Copies b[0..R)[0..columns) to packed[r][q]; columns up to WIDTH that are missing are zero.
template <std::size_t WIDTH>
TWINGRAPH_INLINE void pack_columns(Matrix b, std::size_t columns, std::size_t R, double* packed) {
  for (std::size_t r = 0; r < R; ++r, packed += WIDTH) {
    for (std::size_t q = 0; q < WIDTH; ++q) {
      packed[q] = q < columns ? b.data[r * b.per_row + q * b.per_column] : 0;
    }
  }
}

template <typename Vector>
TWINGRAPH_INLINE void load(const double* from, Vector& to) {
  std::memcpy(&to, from, sizeof(Vector));
}

/// add_product for one tile. Arithmetic on a Vector is elementwise: no lane ever meets another.
template <typename Vector>
TWINGRAPH_INLINE void add_tile(double* sums, std::size_t R, const double* a, const double* b) {
  const std::size_t LANES = sizeof(Vector) / sizeof(double);
  Vector s00, s01, s10, s11, s20, s21, s30, s31, left, right;
  load(sums + 0 * LANES, s00), load(sums + 1 * LANES, s01);
  load(sums + 2 * LANES, s10), load(sums + 3 * LANES, s11);
  load(sums + 4 * LANES, s20), load(sums + 5 * LANES, s21);
  load(sums + 6 * LANES, s30), load(sums + 7 * LANES, s31);
  for (std::size_t r = 0; r < R; ++r, a += TILE_ROWS, b += 2 * LANES) {
    load(b, left), load(b + LANES, right);
    s00 += a[0] * left, s01 += a[0] * right;
    s10 += a[1] * left, s11 += a[1] * right;
    s20 += a[2] * left, s21 += a[2] * right;
    s30 += a[3] * left, s31 += a[3] * right;
  }
  const Vector all[2 * TILE_ROWS] = {s00, s01, s10, s11, s20, s21, s30, s31};
  std::memcpy(sums, all, sizeof(all));
}

template <typename Vector>
TWINGRAPH_INLINE void add_product_with(double* out, std::size_t out_per_row, std::size_t P,
                                       std::size_t Q, std::size_t R, Matrix a, Matrix b) {
  const std::size_t WIDTH = 2 * sizeof(Vector) / sizeof(double);
  alignas(64) double a_block[P_BLOCK * R_BLOCK];
  alignas(64) double b_block[R_BLOCK * WIDTH];
  alignas(64) double sums[TILE_ROWS * WIDTH] = {};
  for (std::size_t p0 = 0; p0 < P; p0 += P_BLOCK) {
    const std::size_t block_rows = std::min(P_BLOCK, P - p0);
    for (std::size_t r0 = 0; r0 < R; r0 += R_BLOCK) {
      const std::size_t terms = std::min(R_BLOCK, R - r0);
      pack_rows({a.data + p0 * a.per_row + r0 * a.per_column, a.per_row, a.per_column}, block_rows,
                terms, a_block);
      for (std::size_t q = 0; q < Q; q += WIDTH) {
        const std::size_t columns = std::min(WIDTH, Q - q);
        pack_columns<WIDTH>({b.data + r0 * b.per_row + q * b.per_column, b.per_row, b.per_column},
                            columns, terms, b_block);
        for (std::size_t p = 0; p < block_rows; p += TILE_ROWS) {
          const std::size_t rows = std::min(TILE_ROWS, block_rows - p);
          double* tile = out + (p0 + p) * out_per_row + q;
          for (std::size_t k = 0; k < rows; ++k) {
            std::copy_n(tile + k * out_per_row, columns, sums + k * WIDTH);
          }
          add_tile<Vector>(sums, terms, a_block + p * terms, b_block);
          for (std::size_t k = 0; k < rows; ++k) {
            std::copy_n(sums + k * WIDTH, columns, tile + k * out_per_row);
          }
        }
      }
    }
  }
}

typedef double Two __attribute__((vector_size(16)));
typedef double Four __attribute__((vector_size(32)));
typedef double Eight __attribute__((vector_size(64)));

using AddProduct = void (*)(double*, std::size_t, std::size_t, std::size_t, std::size_t, Matrix,
                            Matrix);

void add_product_by_two(double* out, std::size_t out_per_row, std::size_t P, std::size_t Q,
                        std::size_t R, Matrix a, Matrix b) {
  add_product_with<Two>(out, out_per_row, P, Q, R, a, b);
}

// The same source for wider registers. No processor's fused multiply-add is used (pom.xml turns it
// off), so that all of them give the same bits.
#if defined(__x86_64__)
__attribute__((target("avx2"))) void add_product_by_four(double* out, std::size_t out_per_row,
                                                         std::size_t P, std::size_t Q,
                                                         std::size_t R, Matrix a, Matrix b) {
  add_product_with<Four>(out, out_per_row, P, Q, R, a, b);
}

__attribute__((target("avx512f"))) void add_product_by_eight(double* out, std::size_t out_per_row,
                                                             std::size_t P, std::size_t Q,
                                                             std::size_t R, Matrix a, Matrix b) {
  add_product_with<Eight>(out, out_per_row, P, Q, R, a, b);
}

AddProduct widest() {
  return __builtin_cpu_supports("avx512f") ? add_product_by_eight
         : __builtin_cpu_supports("avx2")  ? add_product_by_four
                                           : add_product_by_two;
}
#else
AddProduct widest() { return add_product_by_two; }
#endif

}  // namespace

void add_product(double* out, std::size_t out_per_row, std::size_t P, std::size_t Q, std::size_t R,
                 Matrix a, Matrix b) {
  static const AddProduct with_widest = widest();
  with_widest(out, out_per_row, P, Q, R, a, b);
}

}  // namespace reference
}  // namespace twingraph

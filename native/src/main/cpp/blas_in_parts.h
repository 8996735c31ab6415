// SPDX-License-Identifier: Apache-2.0
//
// Threads for the matrix products of a BLAS that runs on one thread (see docs/adr/0009).

#ifndef TWINGRAPH_BLAS_IN_PARTS_H
#define TWINGRAPH_BLAS_IN_PARTS_H

namespace twingraph {

/// Says how many parts a large product is cut into, at least 1. Takes effect at the next product.
void use_blas_threads(int threads);

/// How products run since the first one: 1 in parts, 0 none was made yet, -1 as the BLAS has them,
/// because its library or the OpenMP runtime was not found in the process.
int blas_state();

}  // namespace twingraph

#endif  // TWINGRAPH_BLAS_IN_PARTS_H

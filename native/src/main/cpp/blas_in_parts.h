// SPDX-License-Identifier: Apache-2.0
//
// Threads for the matrix products of a BLAS that runs on one thread (see docs/adr/0009).

#ifndef TWINGRAPH_BLAS_IN_PARTS_H
#define TWINGRAPH_BLAS_IN_PARTS_H

namespace twingraph {

/// Says how many parts a large product of this thread is cut into, at least 1.
void use_blas_threads(int threads);

/// How many products were cut into parts in this process.
long products_in_parts();

/// Looks once for libtorch's BLAS and OpenMP runtime, which must be in the process, and has that BLAS
/// use one thread. Returns 1 if products run in parts from now on; -1 if they run as the BLAS has
/// them, because one of the two was not found.
int find_blas();

}  // namespace twingraph

#endif  // TWINGRAPH_BLAS_IN_PARTS_H

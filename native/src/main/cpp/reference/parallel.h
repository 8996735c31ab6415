// SPDX-License-Identifier: Apache-2.0

#ifndef TWINGRAPH_REFERENCE_PARALLEL_H
#define TWINGRAPH_REFERENCE_PARALLEL_H

#include <cstddef>
#include <functional>

namespace twingraph {
namespace reference {

/// Runs body(begin, end) over ranges that together are 0 to count, each in a thread of its own.
///
/// Where the ranges begin and end depends on the number of threads, so a body may write only what
/// belongs to its own items, and each item's arithmetic must not look at the range that it is in:
/// then every number of threads gives the same bits. A body must not throw.
///
/// @param threads at least 1
/// @param work how many multiplications or the like an item costs; little work starts no thread
void parallel_for(int threads, std::size_t count, std::size_t work,
                  const std::function<void(std::size_t begin, std::size_t end)>& body);

}  // namespace reference
}  // namespace twingraph

#endif  // TWINGRAPH_REFERENCE_PARALLEL_H

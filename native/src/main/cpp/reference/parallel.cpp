// SPDX-License-Identifier: Apache-2.0

#include "parallel.h"

#include <algorithm>
#include <exception>
#include <functional>
#include <thread>
#include <vector>

namespace twingraph {
namespace reference {

/// Below this a thread costs more to start than it saves: some tens of microseconds.
static const std::size_t WORK_OF_A_THREAD = 100000;

void parallel_for(int threads, std::size_t count, std::size_t work,
                  const std::function<void(std::size_t begin, std::size_t end)>& body) {
  const std::size_t useful = std::max<std::size_t>(1, count * work / WORK_OF_A_THREAD);
  const std::size_t parts = std::min({static_cast<std::size_t>(threads), count, useful});
  if (parts <= 1) {
    body(0, count);
    return;
  }
  std::vector<std::thread> others;
  others.reserve(parts);
  for (std::size_t part = 1; part < parts; ++part) {
    const std::size_t begin = count * part / parts;
    const std::size_t end = count * (part + 1) / parts;
    try {
      others.emplace_back(std::cref(body), begin, end);
    } catch (const std::exception&) {
      body(begin, end);  // no thread or no memory for one is left: the same values, later
    }
  }
  body(0, count / parts);
  for (std::thread& other : others) {
    other.join();
  }
}

}  // namespace reference
}  // namespace twingraph

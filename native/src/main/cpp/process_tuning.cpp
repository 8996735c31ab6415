// SPDX-License-Identifier: Apache-2.0

#include "process_tuning.h"

#include <climits>
#include <cstdlib>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace twingraph {

int set_if_absent(const char* name, const char* value) {
  if (std::getenv(name) != nullptr) {
    return 0;
  }
#if defined(_WIN32)
  return _putenv_s(name, value) == 0 ? 1 : -1;
#else
  return setenv(name, value, 0) == 0 ? 1 : -1;
#endif
}

const char* current_value(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

int keep_large_blocks() {
#if defined(__GLIBC__)
  // mallopt takes an int, so the threshold is the largest one: just below 2 GiB.
  return mallopt(M_MMAP_MAX, 0) + mallopt(M_TRIM_THRESHOLD, INT_MAX) +
         mallopt(M_TOP_PAD, 64 * 1024 * 1024);
#else
  return 0;
#endif
}

int release_free_memory() {
#if defined(__GLIBC__)
  return malloc_trim(0);
#else
  return 0;
#endif
}

}  // namespace twingraph

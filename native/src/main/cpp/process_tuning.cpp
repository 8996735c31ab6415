// SPDX-License-Identifier: Apache-2.0

#include "process_tuning.h"

#include <climits>
#include <cstdio>
#include <cstdlib>
#include <string>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

#if !defined(_WIN32)
#include <unistd.h>
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

namespace {
std::FILE* held = nullptr;
int saved_errors = -1;
}  // namespace

int hold_errors() {
#if defined(_WIN32)
  return 0;
#else
  if (held != nullptr) {
    return 0;
  }
  held = std::tmpfile();
  saved_errors = held == nullptr ? -1 : dup(STDERR_FILENO);
  if (saved_errors >= 0 && dup2(fileno(held), STDERR_FILENO) >= 0) {
    return 1;
  }
  restore_errors();
  return 0;
#endif
}

const char* restore_errors() {
  static std::string text;
  text.clear();
#if !defined(_WIN32)
  std::fflush(stderr);
  if (saved_errors >= 0) {
    dup2(saved_errors, STDERR_FILENO);
    close(saved_errors);
    saved_errors = -1;
  }
  if (held != nullptr) {
    std::rewind(held);
    char part[4096];
    for (size_t n; (n = std::fread(part, 1, sizeof part, held)) > 0;) {
      text.append(part, n);
    }
    std::fclose(held);
    held = nullptr;
  }
#endif
  return text.c_str();
}

}  // namespace twingraph

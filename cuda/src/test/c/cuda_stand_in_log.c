// SPDX-License-Identifier: Apache-2.0
//
// The log, the lock, the last error of each thread. See cuda_stand_in.h.
#define _GNU_SOURCE
#include "cuda_stand_in.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

Counts counts;

static pthread_mutex_t lock;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static FILE *file;
static int with_kernels;
static int used; // by this process, and not only loaded into a shell on the way to it
static int broken; // an access to memory that is not there: every later call fails, as in CUDA
static __thread int last_error;

static void start(void) {
  pthread_mutexattr_t recursive;
  pthread_mutexattr_init(&recursive);
  pthread_mutexattr_settype(&recursive, PTHREAD_MUTEX_RECURSIVE);
  pthread_mutex_init(&lock, &recursive);
  const char *path = getenv("TWINGRAPH_CUDA_STAND_IN_LOG");
  file = path && *path ? fopen(path, "ae") : NULL;
  if (file) {
    setvbuf(file, NULL, _IOLBF, 0);
  }
  const char *kernels = getenv("TWINGRAPH_CUDA_STAND_IN_KERNELS");
  with_kernels = kernels && !strcmp(kernels, "1");
}

void enter(void) {
  pthread_once(&once, start);
  pthread_mutex_lock(&lock);
  used = 1;
}

void break_down(int error) { broken = error; }

int leave(int error) {
  if (error == OK) {
    error = broken;
  }
  if (error != OK && error != NOT_READY) {
    last_error = error;
  }
  pthread_mutex_unlock(&lock);
  return error;
}

int log_kernels(void) { return with_kernels; }

uint64_t this_thread(void) { return (uint64_t)syscall(SYS_gettid); }

static void line(const char *format, va_list arguments) {
  if (file) {
    vfprintf(file, format, arguments);
    fputc('\n', file);
  }
}

void say(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  line(format, arguments);
  va_end(arguments);
}

int violation(const char *function, int error, const char *format, ...) {
  char words[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(words, sizeof words, format, arguments);
  va_end(arguments);
  counts.violations++;
  say("violation %s %d %s", function, error, words);
  return error;
}

// A function of CUDA that the stand-in has no rules for.
int unexpected(const char *function) {
  enter();
  counts.unexpected++;
  say("unexpected %s", function);
  return leave(NOT_SUPPORTED);
}

static void state(const char *word, size_t mark) {
  say("%s mark=%zu deviceBytes=%zu devicePeak=%zu deviceBlocks=%ld hostBytes=%zu hostPeak=%zu"
      " hostBlocks=%ld streams=%ld events=%ld graphs=%ld executables=%ld kernels=%ld"
      " graphKernels=%ld launches=%ld captures=%ld pinnedToDevice=%ld pageableToDevice=%ld"
      " deviceToPinned=%ld deviceToPageable=%ld onDevice=%ld sets=%ld violations=%ld"
      " unexpected=%ld",
      word, mark, counts.device_bytes, counts.device_peak, counts.device_blocks, counts.host_bytes,
      counts.host_peak, counts.host_blocks, counts.streams, counts.events, counts.graphs,
      counts.executables, counts.kernels, counts.graph_kernels, counts.launches, counts.captures,
      counts.copies_pinned_to_device, counts.copies_pageable_to_device,
      counts.copies_device_to_pinned, counts.copies_device_to_pageable, counts.copies_on_device,
      counts.sets, counts.violations, counts.unexpected);
}

// Limit 0x7457 is none of CUDA's: setting it writes a `state` line with the value as its mark.
API int cudaDeviceSetLimit(int limit, size_t value) {
  if (limit != 0x7457) {
    return unexpected("cudaDeviceSetLimit");
  }
  enter();
  state("state", value);
  return leave(OK);
}

API int cudaGetLastError(void) {
  int error = last_error;
  last_error = OK;
  return error;
}

API int cudaPeekAtLastError(void) { return last_error; }

void last_error_is(int error) { last_error = error; }

__attribute__((destructor)) static void summary(void) {
  if (used) {
    enter();
    state("summary", 0);
    leave(OK);
  }
}

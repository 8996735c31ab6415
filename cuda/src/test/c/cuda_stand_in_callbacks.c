// SPDX-License-Identifier: Apache-2.0
//
// Functions of the host that a stream calls: in a thread of their own, when the work before them
// has run. Unlike CUDA, work that is asked for later does not wait for them. See cuda_stand_in.h.
#define _GNU_SOURCE
#include "cuda_stand_in.h"

#include <pthread.h>
#include <stdlib.h>

typedef struct Waiting {
  Stream *stream;
  uint64_t until;
  void *handle;
  void (*callback)(void *stream, int status, void *data); // one of the two
  void (*function)(void *data);
  void *data;
  struct Waiting *next;
} Waiting;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t more = PTHREAD_COND_INITIALIZER;
static Waiting *first, *last;
static int started;

static Waiting *take(void) {
  pthread_mutex_lock(&lock);
  while (!first) {
    pthread_cond_wait(&more, &lock);
  }
  Waiting *one = first;
  first = one->next;
  pthread_mutex_unlock(&lock);
  return one;
}

static void *serve(void *unused) {
  for (;;) {
    Waiting *one = take();
    enter();
    finish_until(one->stream, one->until);
    int status = leave(OK);
    if (one->callback) {
      one->callback(one->handle, status, one->data);
    } else {
      one->function(one->data);
    }
    free(one);
  }
  return unused;
}

// Everything in one order, as one thread serves all streams.
static int add(const char *call, Waiting wanted) {
  enter();
  wanted.stream = stream_of(wanted.handle);
  if (!wanted.stream) {
    return leave(no_stream(call, wanted.handle));
  }
  if (wanted.stream->capture) {
    return leave(unexpected(call));
  }
  order(wanted.stream);
  wanted.until = wanted.stream->asked;
  Waiting *own = malloc(sizeof *own);
  *own = wanted;
  pthread_mutex_lock(&lock);
  if (!started) {
    pthread_t thread;
    started = !pthread_create(&thread, NULL, serve, NULL) && !pthread_detach(thread);
  }
  if (first) {
    last->next = own;
  } else {
    first = own;
  }
  last = own;
  pthread_cond_signal(&more);
  pthread_mutex_unlock(&lock);
  return leave(OK);
}

API int cudaStreamAddCallback(void *stream, void (*callback)(void *, int, void *), void *data,
                              unsigned flags) {
  (void)flags;
  return add("cudaStreamAddCallback",
             (Waiting){.handle = stream, .callback = callback, .data = data});
}

API int cudaLaunchHostFunc(void *stream, void (*function)(void *), void *data) {
  return add("cudaLaunchHostFunc",
             (Waiting){.handle = stream, .function = function, .data = data});
}

API int cuLaunchHostFunc(void *stream, void (*function)(void *), void *data) {
  return cudaLaunchHostFunc(stream, function, data);
}

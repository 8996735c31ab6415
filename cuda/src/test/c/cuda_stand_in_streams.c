// SPDX-License-Identifier: Apache-2.0
//
// Streams: what was asked of one waits there until somebody waits for it, which is as late as CUDA
// may run it. See cuda_stand_in.h.
#define _GNU_SOURCE
#include "cuda_stand_in.h"

#include <stdlib.h>

#define LEGACY_HANDLE ((void *)1)
#define PER_THREAD_HANDLE ((void *)2)
#define NON_BLOCKING 1u
#define MOST_WAITING 20000u

static Stream legacy = {.id = 0, .alive = 1, .blocking = 1};
static Stream *streams = &legacy;
static int stream_ids;

Stream *all_streams(void) { return streams; }

Stream *stream_of(void *handle) {
  if (handle == NULL || handle == LEGACY_HANDLE || handle == PER_THREAD_HANDLE) {
    return &legacy;
  }
  for (Stream *stream = streams; stream; stream = stream->next) {
    if (stream == handle) {
      return stream->alive ? stream : NULL;
    }
  }
  return NULL;
}

int no_stream(const char *function, void *handle) {
  return violation(function, INVALID_HANDLE, "%p is no stream, or was destroyed", handle);
}

void finish_until(Stream *stream, uint64_t number) {
  while (stream->first && stream->first->number <= number) {
    Node *node = stream->first;
    stream->first = node->next;
    if (!stream->first) {
      stream->last = NULL;
    }
    stream->done = node->number;
    run_node(node);
    free(node->snapshot);
    free(node);
  }
}

void finish(Stream *stream) { finish_until(stream, stream->asked); }

void finish_all(void) {
  for (Stream *stream = streams; stream; stream = stream->next) {
    finish(stream);
  }
}

static void append(Stream *stream, const Node *node) {
  Node *own = malloc(sizeof *own);
  *own = *node;
  own->next = NULL;
  own->number = ++stream->asked;
  if (stream->last) {
    stream->last->next = own;
  } else {
    stream->first = own;
  }
  stream->last = own;
  if (stream->asked - stream->done > MOST_WAITING) {
    finish_until(stream, stream->done + MOST_WAITING / 2);
  }
}

void wait_for(Stream *stream, Stream *other, uint64_t until) {
  if (other != stream && until > other->done) {
    append(stream, &(Node){.kind = WAIT, .other = other, .until = until});
  }
}

// The legacy stream waits for all blocking ones, and they for it.
void order(Stream *stream) {
  for (Stream *other = streams; other; other = other->next) {
    if (stream->blocking && other->blocking && (stream == &legacy || other == &legacy)) {
      wait_for(stream, other, other->asked);
    }
  }
}

// 0, or the error of work on the legacy stream while a blocking stream is captured.
int blocks_legacy(const char *function, Stream *stream) {
  int error = OK;
  for (Stream *other = streams; stream == &legacy && other; other = other->next) {
    if (other->capture && other->blocking) {
      error = violation(function, CAPTURE_IMPLICIT,
                        "uses the legacy stream while blocking stream %d is captured", other->id);
      invalidate(other->capture);
    }
  }
  return error;
}

int enqueue(const char *function, void *handle, Node *node) {
  Stream *stream = stream_of(handle);
  if (!stream) {
    return no_stream(function, handle);
  }
  if (stream->capture) {
    return capture_node(function, stream, node);
  }
  int error = blocks_legacy(function, stream);
  if (error) {
    return error;
  }
  order(stream);
  append(stream, node);
  return OK;
}

static int create_stream(void **handle, unsigned flags, int priority) {
  enter();
  Stream *stream = calloc(1, sizeof *stream);
  stream->id = ++stream_ids;
  stream->alive = 1;
  stream->blocking = !(flags & NON_BLOCKING);
  stream->priority = priority;
  stream->next = legacy.next;
  legacy.next = stream;
  counts.streams++;
  *handle = stream;
  return leave(OK);
}

API int cudaStreamCreate(void **handle) { return create_stream(handle, 0, 0); }

API int cudaStreamCreateWithFlags(void **handle, unsigned flags) {
  return create_stream(handle, flags, 0);
}

API int cudaStreamCreateWithPriority(void **handle, unsigned flags, int priority) {
  return create_stream(handle, flags, priority);
}

API int cudaStreamDestroy(void *handle) {
  enter();
  Stream *stream = stream_of(handle);
  if (!stream || stream == &legacy) {
    return leave(no_stream("cudaStreamDestroy", handle));
  }
  if (stream->capture) {
    invalidate(stream->capture);
    return leave(
        violation("cudaStreamDestroy", CAPTURE_UNSUPPORTED, "stream %d is captured", stream->id));
  }
  finish(stream);
  stream->alive = 0;
  counts.streams--;
  return leave(OK);
}

API int cudaStreamGetPriority(void *handle, int *priority) {
  enter();
  Stream *stream = stream_of(handle);
  if (!stream) {
    return leave(no_stream("cudaStreamGetPriority", handle));
  }
  *priority = stream->priority;
  return leave(OK);
}

API int cudaStreamGetFlags(void *handle, unsigned *flags) {
  enter();
  Stream *stream = stream_of(handle);
  if (!stream) {
    return leave(no_stream("cudaStreamGetFlags", handle));
  }
  *flags = stream->blocking ? 0 : NON_BLOCKING;
  return leave(OK);
}

// 0, or why a stream can be neither waited for nor asked.
static int not_to_ask(const char *function, Stream *stream) {
  if (stream->capture) {
    int error =
        violation(function, stream->capture->invalid ? CAPTURE_INVALIDATED : CAPTURE_UNSUPPORTED,
                  "stream %d is captured", stream->id);
    invalidate(stream->capture);
    return error;
  }
  int error = blocks_legacy(function, stream);
  return error ? error : unsafe_call(function);
}

API int cudaStreamSynchronize(void *handle) {
  enter();
  Stream *stream = stream_of(handle);
  if (!stream) {
    return leave(no_stream("cudaStreamSynchronize", handle));
  }
  int error = not_to_ask("cudaStreamSynchronize", stream);
  if (!error) {
    order(stream);
    finish(stream);
  }
  return leave(error);
}

// Says once that work is not ready; whoever asks again has given it time enough.
API int cudaStreamQuery(void *handle) {
  enter();
  Stream *stream = stream_of(handle);
  if (!stream) {
    return leave(no_stream("cudaStreamQuery", handle));
  }
  int error = not_to_ask("cudaStreamQuery", stream);
  if (error) {
    return leave(error);
  }
  order(stream);
  if (stream->first && stream->told_not_ready < stream->asked) {
    stream->told_not_ready = stream->asked;
    return leave(NOT_READY);
  }
  finish(stream);
  return leave(OK);
}

API int cudaDeviceSynchronize(void) {
  enter();
  if (any_capture()) {
    int error = violation("cudaDeviceSynchronize", CAPTURE_UNSUPPORTED, "a stream is captured");
    invalidate_all();
    return leave(error);
  }
  finish_all();
  return leave(OK);
}

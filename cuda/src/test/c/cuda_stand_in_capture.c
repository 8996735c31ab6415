// SPDX-License-Identifier: Apache-2.0
//
// Captures: which streams are in one, what each may do, what invalidates it. See cuda_stand_in.h.
#define _GNU_SOURCE
#include "cuda_stand_in.h"

#include <stdlib.h>
#include <string.h>

#define MOST_CAPTURES 16

static Capture *captures[MOST_CAPTURES];
static int capture_count;
static uint64_t capture_ids;
static int graph_ids;
static __thread int thread_mode = GLOBAL;

static const char *const MODES[] = {"global", "thread-local", "relaxed"};

int any_capture(void) { return capture_count > 0; }

void invalidate(Capture *capture) { capture->invalid = 1; }

void invalidate_all(void) {
  for (int i = 0; i < capture_count; i++) {
    invalidate(captures[i]);
  }
}

Capture *capture_with(uint64_t id) {
  for (int i = 0; i < capture_count; i++) {
    if (captures[i]->id == id) {
      return captures[i];
    }
  }
  return NULL;
}

// For calls that CUDA calls potentially unsafe: 0, or what the call must return.
int unsafe_call(const char *function) {
  int error = OK;
  for (int i = 0; i < capture_count; i++) {
    Capture *capture = captures[i];
    int own = capture->thread == this_thread() && capture->mode != RELAXED;
    int others = capture->mode == GLOBAL && thread_mode == GLOBAL;
    if (thread_mode != RELAXED && (own || others)) {
      error =
          violation(function, CAPTURE_UNSUPPORTED, "while stream %d is captured (%s, by %s thread)",
                    capture->origin->id, MODES[capture->mode], own ? "this" : "another");
      invalidate(capture);
    }
  }
  return error;
}

API int cudaThreadExchangeStreamCaptureMode(int *mode) {
  if (*mode < GLOBAL || *mode > RELAXED) {
    return INVALID_VALUE;
  }
  int before = thread_mode;
  thread_mode = *mode;
  *mode = before;
  return OK;
}

static void join(Capture *capture, Stream *stream) {
  if (capture->stream_count == MOST_STREAMS) {
    abort();
  }
  stream->capture = capture;
  stream->lane = capture->stream_count;
  memset(stream->clock, 0, sizeof stream->clock);
  capture->streams[capture->stream_count++] = stream;
}

int capture_node(const char *function, Stream *stream, const Node *node) {
  Capture *capture = stream->capture;
  if (capture->invalid) {
    return violation(function, CAPTURE_INVALIDATED, "the capture of stream %d is void",
                     capture->origin->id);
  }
  Graph *graph = capture->graph;
  if (graph->count == graph->room) {
    graph->room = graph->room ? 2 * graph->room : 64;
    graph->nodes = realloc(graph->nodes, (size_t)graph->room * sizeof *graph->nodes);
  }
  graph->nodes[graph->count] = *node;
  graph->nodes[graph->count++].in_graph = 1;
  stream->clock[stream->lane]++;
  return OK;
}

// Brings the waiting stream into the event's capture, or orders two streams of one capture.
int capture_wait(const char *function, Stream *stream, Event *event) {
  Capture *own = stream->capture;
  if (!event->captured) {
    invalidate(own);
    return violation(function, CAPTURE_ISOLATION,
                     "stream %d waits for event %d of outside its capture", stream->id, event->id);
  }
  Capture *capture = capture_with(event->capture_id);
  if (!capture) {
    if (own) {
      invalidate(own);
    }
    return violation(function, CAPTURED_EVENT, "event %d is of a capture that has ended",
                     event->id);
  }
  if (own && own != capture) {
    invalidate(own);
    invalidate(capture);
    return violation(function, CAPTURE_MERGE, "event %d is of another capture", event->id);
  }
  if (capture->invalid) {
    return violation(function, CAPTURE_INVALIDATED, "the capture of event %d is void", event->id);
  }
  if (!own) {
    int error = blocks_legacy(function, stream);
    if (error) {
      return error;
    }
    if (stream == stream_of(NULL)) {
      invalidate(capture);
      return violation(function, CAPTURE_IMPLICIT, "the legacy stream cannot be captured");
    }
    join(capture, stream);
  }
  for (int i = 0; i < MOST_STREAMS; i++) {
    if (event->clock[i] > stream->clock[i]) {
      stream->clock[i] = event->clock[i];
    }
  }
  return OK;
}

API int cudaStreamBeginCapture(void *handle, int mode) {
  enter();
  Stream *stream = stream_of(handle);
  if (!stream || mode < GLOBAL || mode > RELAXED) {
    return leave(
        violation("cudaStreamBeginCapture", INVALID_VALUE, "stream %p, mode %d", handle, mode));
  }
  if (stream == stream_of(NULL)) {
    return leave(violation("cudaStreamBeginCapture", CAPTURE_UNSUPPORTED, "the legacy stream"));
  }
  if (stream->capture || capture_count == MOST_CAPTURES) {
    return leave(violation("cudaStreamBeginCapture", ILLEGAL_STATE, "stream %d is captured already",
                           stream->id));
  }
  Capture *capture = calloc(1, sizeof *capture);
  capture->id = ++capture_ids;
  capture->mode = (enum CaptureMode)mode;
  capture->origin = stream;
  capture->thread = this_thread();
  capture->graph = calloc(1, sizeof *capture->graph);
  capture->graph->id = ++graph_ids;
  captures[capture_count++] = capture;
  join(capture, stream);
  counts.captures++;
  say("begin-capture capture=%llu stream=%d mode=%s", (unsigned long long)capture->id, stream->id,
      MODES[mode]);
  return leave(OK);
}

static Stream *unjoined(const Capture *capture) {
  for (int i = 1; i < capture->stream_count; i++) {
    Stream *stream = capture->streams[i];
    if (stream->clock[i] > capture->origin->clock[i]) {
      return stream;
    }
  }
  return NULL;
}

static void end(Capture *capture) {
  for (int i = 0; i < capture->stream_count; i++) {
    capture->streams[i]->capture = NULL;
  }
  for (int i = 0; i < capture_count; i++) {
    if (captures[i] == capture) {
      captures[i] = captures[--capture_count];
    }
  }
  free(capture);
}

static int result_of(Capture *capture) {
  const char *function = "cudaStreamEndCapture";
  Stream *open = unjoined(capture);
  if (capture->invalid) {
    return violation(function, CAPTURE_INVALIDATED, "the capture of stream %d was void",
                     capture->origin->id);
  }
  return open ? violation(function, CAPTURE_UNJOINED, "stream %d has work that no event joins",
                          open->id)
              : OK;
}

API int cudaStreamEndCapture(void *handle, void **graph) {
  const char *function = "cudaStreamEndCapture";
  enter();
  Stream *stream = stream_of(handle);
  *graph = NULL;
  if (!stream || !stream->capture) {
    return leave(violation(function, ILLEGAL_STATE, "stream %p is not captured", handle));
  }
  Capture *capture = stream->capture;
  if (capture->mode != RELAXED && capture->thread != this_thread()) {
    invalidate(capture);
    return leave(violation(function, CAPTURE_WRONG_THREAD, "stream %d", stream->id));
  }
  if (stream != capture->origin) {
    invalidate(capture);
    return leave(violation(function, CAPTURE_UNMATCHED, "the capture began on stream %d, not on %d",
                           capture->origin->id, stream->id));
  }
  int error = result_of(capture);
  int kinds[NODE_KINDS];
  count_kinds(capture->graph, kinds);
  say("end-capture capture=%llu stream=%d result=%d graph=%d kernels=%d copies=%d sets=%d",
      (unsigned long long)capture->id, stream->id, error, error ? 0 : capture->graph->id,
      kinds[KERNEL], kinds[COPY], kinds[SET]);
  if (error) {
    free(capture->graph->nodes);
    free(capture->graph);
  } else {
    register_graph(capture->graph);
    *graph = capture->graph;
  }
  end(capture);
  return leave(error);
}

// 0, or that nobody may ask the legacy stream while a blocking one is captured.
static int status_of(const char *function, void *handle, Stream **stream, int *status) {
  *stream = stream_of(handle);
  if (!*stream) {
    return violation(function, INVALID_HANDLE, "%p is no stream", handle);
  }
  for (Stream *other = all_streams(); *stream == stream_of(NULL) && other; other = other->next) {
    if (other->capture && other->blocking) {
      return violation(function, CAPTURE_IMPLICIT,
                       "the legacy stream, while blocking stream %d is captured", other->id);
    }
  }
  *status = !(*stream)->capture ? 0 : (*stream)->capture->invalid ? 2 : 1;
  return OK;
}

API int cudaStreamIsCapturing(void *handle, int *status) {
  enter();
  Stream *stream;
  return leave(status_of("cudaStreamIsCapturing", handle, &stream, status));
}

API int cudaStreamGetCaptureInfo_v2(void *handle, int *status, unsigned long long *id, void **graph,
                                    const void ***dependencies, size_t *count) {
  enter();
  Stream *stream;
  int error = status_of("cudaStreamGetCaptureInfo_v2", handle, &stream, status);
  if (!error && *status == 1) {
    if (id)
      *id = stream->capture->id;
    if (graph)
      *graph = stream->capture->graph;
    if (dependencies)
      *dependencies = NULL;
    if (count)
      *count = 0;
  }
  return leave(error);
}

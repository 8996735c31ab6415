// SPDX-License-Identifier: Apache-2.0
//
// Events: moments of a stream, or of a capture. See cuda_stand_in.h.
#define _GNU_SOURCE
#include "cuda_stand_in.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define WAIT_EXTERNAL 1u

static Event *events; // destroyed ones stay, to be told from strangers
static int event_ids;

static Event *event_of(void *handle) {
  for (Event *event = events; event; event = event->next) {
    if (event == handle) {
      return event->alive ? event : NULL;
    }
  }
  return NULL;
}

static int no_event(const char *function, void *handle) {
  return violation(function, INVALID_HANDLE, "%p is no event, or was destroyed", handle);
}

API int cudaStreamWaitEvent(void *handle, void *of, unsigned flags) {
  enter();
  Stream *stream = stream_of(handle);
  Event *event = event_of(of);
  if (!stream || !event) {
    return leave(stream ? no_event("cudaStreamWaitEvent", of)
                        : no_stream("cudaStreamWaitEvent", handle));
  }
  if (stream->capture && !event->captured && (flags & WAIT_EXTERNAL)) {
    return leave(unexpected("cudaStreamWaitEvent with cudaEventWaitExternal"));
  }
  if (stream->capture || event->captured) {
    return leave(capture_wait("cudaStreamWaitEvent", stream, event));
  }
  int error = blocks_legacy("cudaStreamWaitEvent", stream);
  if (!error && event->stream) {
    order(stream);
    wait_for(stream, event->stream, event->until);
  }
  return leave(error);
}

API int cudaEventCreateWithFlags(void **handle, unsigned flags) {
  (void)flags;
  enter();
  Event *event = calloc(1, sizeof *event);
  event->id = ++event_ids;
  event->alive = 1;
  event->next = events;
  events = event;
  counts.events++;
  *handle = event;
  return leave(OK);
}

API int cudaEventCreate(void **handle) { return cudaEventCreateWithFlags(handle, 0); }

API int cudaEventDestroy(void *handle) {
  enter();
  Event *event = event_of(handle);
  if (!event) {
    return leave(no_event("cudaEventDestroy", handle));
  }
  event->alive = 0;
  counts.events--;
  return leave(OK);
}

API int cudaEventRecord(void *handle, void *on) {
  enter();
  Event *event = event_of(handle);
  Stream *stream = stream_of(on);
  if (!stream || !event) {
    return leave(stream ? no_event("cudaEventRecord", handle) : no_stream("cudaEventRecord", on));
  }
  if (stream->capture && stream->capture->invalid) {
    return leave(violation("cudaEventRecord", CAPTURE_INVALIDATED, "stream %d", stream->id));
  }
  int error = stream->capture ? OK : blocks_legacy("cudaEventRecord", stream);
  if (error) {
    return leave(error);
  }
  event->stream = stream;
  event->captured = stream->capture != NULL;
  if (stream->capture) {
    event->capture_id = stream->capture->id;
    memcpy(event->clock, stream->clock, sizeof event->clock);
    return leave(OK);
  }
  order(stream);
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  event->milliseconds = (double)now.tv_sec * 1e3 + (double)now.tv_nsec * 1e-6;
  event->until = stream->asked;
  return leave(OK);
}

API int cudaEventRecordWithFlags(void *handle, void *on, unsigned flags) {
  return flags ? unexpected("cudaEventRecordWithFlags") : cudaEventRecord(handle, on);
}

static int event_not_to_ask(const char *function, Event *event) {
  if (event->captured) {
    int error =
        violation(function, CAPTURED_EVENT, "event %d was recorded in a capture", event->id);
    Capture *capture = capture_with(event->capture_id);
    if (capture) {
      invalidate(capture);
    }
    return error;
  }
  return unsafe_call(function);
}

API int cudaEventQuery(void *handle) {
  enter();
  Event *event = event_of(handle);
  if (!event) {
    return leave(no_event("cudaEventQuery", handle));
  }
  int error = event_not_to_ask("cudaEventQuery", event);
  if (error || !event->stream) {
    return leave(error);
  }
  if (event->until > event->stream->done && event->told_not_ready < event->until) {
    event->told_not_ready = event->until;
    return leave(NOT_READY);
  }
  finish_until(event->stream, event->until);
  return leave(OK);
}

API int cudaEventSynchronize(void *handle) {
  enter();
  Event *event = event_of(handle);
  if (!event) {
    return leave(no_event("cudaEventSynchronize", handle));
  }
  int error = event_not_to_ask("cudaEventSynchronize", event);
  if (!error && event->stream) {
    finish_until(event->stream, event->until);
  }
  return leave(error);
}

// Of the calls that recorded them: the stand-in takes no time.
API int cudaEventElapsedTime(float *milliseconds, void *from, void *to) {
  enter();
  Event *first = event_of(from), *second = event_of(to);
  if (!first || !second || !first->stream || !second->stream) {
    return leave(violation("cudaEventElapsedTime", INVALID_HANDLE, "an event was never recorded"));
  }
  if (first->captured || second->captured) {
    return leave(violation("cudaEventElapsedTime", CAPTURED_EVENT, "recorded in a capture"));
  }
  if (first->until > first->stream->done || second->until > second->stream->done) {
    return leave(NOT_READY);
  }
  *milliseconds = (float)(second->milliseconds - first->milliseconds);
  return leave(OK);
}

// SPDX-License-Identifier: Apache-2.0
//
// cuDNN by its graph API, as libtorch calls it: descriptors that take any attribute, one engine for
// each convolution, and a plan whose execution counts as a kernel. See cuda_stand_in.h.
#define _GNU_SOURCE
#include "cuda_stand_in.h"

#include <stdlib.h>
#include <string.h>

#define VERSION 91002
#define NOT_INITIALIZED 1001
#define NOT_SUPPORTED_HERE 3000
#define FAILED 5000

// CUDA's numbers of attributes, of their types and of descriptors, as far as they mean something.
enum {
  HEURISTIC_RESULTS = 202,
  CONFIG_ENGINE = 300,
  CONFIG_KNOBS = 302,
  PLAN_CONFIG = 401,
  PLAN_WORKSPACE_SIZE = 402,
  PLAN_JSON = 405,
  PACK_POINTERS = 1001,
  PACK_WORKSPACE = 1003,
  ENGINE_INDEX = 1301,
  ENGINE_KNOBS = 1302,
  ENGINE_NUMERICAL_NOTES = 1303,
  ENGINE_BEHAVIOR_NOTES = 1305
};
enum { TYPE_DESCRIPTOR = 15 };
enum { CONVOLUTION_FORWARD = 10, CONVOLUTION_FILTER = 11, CONVOLUTION_DATA = 12 };
#define WORKSPACE_BYTES ((int64_t)4096)

typedef struct {
  void *stream;
} Handle;

API int cudnnCreate(Handle **handle) {
  enter();
  int error = unsafe_call("cudnnCreate"); // it takes memory of the GPU
  *handle = error ? NULL : calloc(1, sizeof **handle);
  return leave(error) ? NOT_INITIALIZED : OK;
}

API int cudnnDestroy(Handle *handle) {
  free(handle);
  return OK;
}

API int cudnnSetStream(Handle *handle, void *stream) {
  handle->stream = stream;
  return OK;
}

API int cudnnGetStream(void *handle, void **stream) {
  *stream = ((Handle *)handle)->stream;
  return OK;
}

API size_t cudnnGetVersion(void) { return VERSION; }

API size_t cudnnGetCudartVersion(void) { return 12090; }

// The parts of the version by CUDA's numbers: 0, 1 and 2.
API int cudnnGetProperty(int part, int *value) {
  const int parts[] = {VERSION / 10000, VERSION / 100 % 100, VERSION % 100};
  *value = part >= 0 && part < 3 ? parts[part] : 0;
  return OK;
}

API int cudnnOpsVersionCheck(void) { return OK; }
API int cudnnCnnVersionCheck(void) { return OK; }
API int cudnnAdvVersionCheck(void) { return OK; }
API int cudnnGraphVersionCheck(void) { return OK; }

API const char *cudnnGetErrorString(int code) {
  return code ? "refused by the stand-in, whose log says why" : "success";
}

API void cudnnGetLastErrorString(char *text, size_t size) {
  if (size > 0) {
    *text = 0;
  }
}

typedef struct {
  int operation; // what it is for, in the end: a descriptor's number; 0 if nothing has said so
  int final;
  const void *pointers[MOST_POINTERS]; // of a variant pack; the last is the workspace
} Descriptor;

API int cudnnBackendCreateDescriptor(int type, Descriptor **descriptor) {
  *descriptor = calloc(1, sizeof **descriptor);
  if (type >= CONVOLUTION_FORWARD && type <= CONVOLUTION_DATA) {
    (*descriptor)->operation = type;
  }
  return OK;
}

API int cudnnBackendDestroyDescriptor(Descriptor *descriptor) {
  free(descriptor);
  return OK;
}

API int cudnnBackendFinalize(Descriptor *descriptor) {
  descriptor->final = 1;
  return OK;
}

API int cudnnBackendSetAttribute(Descriptor *descriptor, int name, int type, int64_t count,
                                 const void *elements) {
  if (type == TYPE_DESCRIPTOR && count > 0) {
    const Descriptor *first = *(Descriptor *const *)elements;
    if (first && first->operation) {
      descriptor->operation = first->operation;
    }
  } else if (name == PACK_POINTERS) {
    size_t known = count < MOST_POINTERS - 1 ? (size_t)count : MOST_POINTERS - 1;
    memcpy(descriptor->pointers, elements, known * sizeof(void *));
  } else if (name == PACK_WORKSPACE && count == 1) {
    descriptor->pointers[MOST_POINTERS - 1] = *(void *const *)elements;
  }
  return OK;
}

// Descriptors are made by the caller and filled in here.
static int hand_on(const Descriptor *from, int64_t wanted, int64_t *count, Descriptor **elements) {
  if (count) {
    *count = 1;
  }
  if (wanted > 0 && elements) {
    elements[0]->operation = from->operation;
    elements[0]->final = 1;
  }
  return OK;
}

static int tell(const void *value, size_t size, int64_t length, int64_t wanted, int64_t *count,
                void *elements) {
  if (count) {
    *count = length;
  }
  if (wanted > 0 && elements) {
    memcpy(elements, value, size);
  }
  return OK;
}

API int cudnnBackendGetAttribute(const Descriptor *descriptor, int name, int type, int64_t wanted,
                                 int64_t *count, void *elements) {
  static const int64_t index = 0, workspace = WORKSPACE_BYTES;
  (void)type;
  switch (name) {
  case HEURISTIC_RESULTS:
  case CONFIG_ENGINE:
  case PLAN_CONFIG:
    return hand_on(descriptor, wanted, count, elements);
  case PLAN_WORKSPACE_SIZE:
    return tell(&workspace, sizeof workspace, 1, wanted, count, elements);
  case ENGINE_INDEX:
    return tell(&index, sizeof index, 1, wanted, count, elements);
  case PLAN_JSON:
    return tell("{}", wanted < 3 ? (size_t)wanted : 3, 3, wanted, count, elements);
  case CONFIG_KNOBS:
  case ENGINE_KNOBS:
  case ENGINE_NUMERICAL_NOTES:
  case ENGINE_BEHAVIOR_NOTES:
    return tell(NULL, 0, 0, 0, count, NULL);
  default:
    enter();
    counts.unexpected++;
    say("unexpected cudnnBackendGetAttribute %d", name);
    leave(OK);
    return NOT_SUPPORTED_HERE;
  }
}

API int cudnnBackendExecute(Handle *handle, const Descriptor *plan, const Descriptor *pack) {
  static const char *const names[] = {"cudnnConvolutionForward", "cudnnConvolutionBackwardFilter",
                                      "cudnnConvolutionBackwardData"};
  if (!plan->operation || !plan->final || !pack->final) {
    unexpected("cudnnBackendExecute of what is no convolution, or not finalized");
    return FAILED;
  }
  enter();
  const char *name = names[plan->operation - CONVOLUTION_FORWARD];
  return leave(kernel(name, handle->stream, pack->pointers)) ? FAILED : OK;
}

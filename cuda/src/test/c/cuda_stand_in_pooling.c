// SPDX-License-Identifier: Apache-2.0
//
// cuDNN's older functions, as TensorFlow calls them for pooling: descriptors that say nothing, and
// kernels. See cuda_stand_in.h.
#define _GNU_SOURCE
#include "cuda_stand_in.h"

#include <stdlib.h>

#define FAILED 5000

typedef struct {
  int sets;
} Described;

// What a descriptor is set to does not matter to who computes nothing.
#define DESCRIPTOR(of)                                                                             \
  API int cudnnCreate##of##Descriptor(Described **one) {                                           \
    *one = calloc(1, sizeof **one);                                                                \
    return OK;                                                                                     \
  }                                                                                                \
  API int cudnnDestroy##of##Descriptor(Described *one) {                                           \
    free(one);                                                                                     \
    return OK;                                                                                     \
  }
DESCRIPTOR(Tensor)
DESCRIPTOR(Pooling)

API int cudnnSetTensor4dDescriptor(Described *one) { return one->sets++, OK; }
API int cudnnSetTensorNdDescriptor(Described *one) { return one->sets++, OK; }
API int cudnnSetPoolingNdDescriptor(Described *one) { return one->sets++, OK; }

static int run(const char *name, void *handle, const void *const pointers[MOST_POINTERS]) {
  void *stream;
  cudnnGetStream(handle, &stream);
  enter();
  return leave(kernel(name, stream, pointers)) ? FAILED : OK;
}

API int cudnnPoolingForward(void *handle, const Described *how, const void *alpha,
                            const Described *dx, const void *x, const void *beta,
                            const Described *dy, void *y) {
  (void)how, (void)alpha, (void)dx, (void)beta, (void)dy;
  return run("cudnnPoolingForward", handle, (const void *[MOST_POINTERS]){x, y});
}

API int cudnnPoolingBackward(void *handle, const Described *how, const void *alpha,
                             const Described *dy, const void *y, const Described *ddy,
                             const void *gy, const Described *dx, const void *x, const void *beta,
                             const Described *ddx, void *gx) {
  (void)how, (void)alpha, (void)dy, (void)ddy, (void)dx, (void)beta, (void)ddx;
  return run("cudnnPoolingBackward", handle, (const void *[MOST_POINTERS]){y, gy, x, gx});
}

// SPDX-License-Identifier: Apache-2.0
//
// CUDA's driver, as TensorFlow calls it: the same GPU, memory, streams and events under other
// names. What a function of the driver answers is not the runtime's last error. See
// cuda_stand_in.h.
#define _GNU_SOURCE
#include "cuda_stand_in.h"

#include <stdio.h>
#include <string.h>

// Runs a call of the runtime in the driver's place.
#define DRIVER(call)                                                                               \
  ({                                                                                               \
    int before_ = cudaPeekAtLastError();                                                           \
    int error_ = (call);                                                                           \
    last_error_is(before_);                                                                        \
    error_;                                                                                        \
  })

static int context; // the one GPU's primary context: its address is what callers have

API int cuInit(unsigned flags) { return flags ? INVALID_VALUE : OK; }

API int cuDriverGetVersion(int *version) { return cudaDriverGetVersion(version); }

// --- the GPU

API int cuDeviceGetCount(int *count) { return cudaGetDeviceCount(count); }

API int cuDeviceGet(int *device, int number) {
  *device = number;
  return number == 0 ? OK : INVALID_DEVICE;
}

API int cuDeviceGetName(char *text, int length, int device) {
  snprintf(text, (size_t)length, "stand-in, computes nothing");
  return device == 0 ? OK : INVALID_DEVICE;
}

API int cuDeviceGetPCIBusId(char *text, int length, int device) {
  return cudaDeviceGetPCIBusId(text, length, device);
}

API int cuDeviceGetUuid_v2(char *uuid, int device) {
  memset(uuid, 0, 16);
  return device == 0 ? OK : INVALID_DEVICE;
}

API int cuDeviceTotalMem_v2(size_t *bytes, int device) {
  size_t free_bytes;
  return device == 0 ? DRIVER(cudaMemGetInfo(&free_bytes, bytes)) : INVALID_DEVICE;
}

API int cuDeviceGetAttribute(int *value, int attribute, int device) {
  return DRIVER(cudaDeviceGetAttribute(value, attribute, device));
}

API int cuDeviceCanAccessPeer(int *can, int device, int peer) {
  return cudaDeviceCanAccessPeer(can, device, peer);
}

typedef struct {
  int threads, block[3], grid[3], shared, constant, warp, pitch, registers, clock, alignment;
} DeviceProperties;

API int cuDeviceGetProperties(DeviceProperties *properties, int device) {
  int error = OK;
  int *values = (int *)properties;
  // Its fields are attributes 1 to 14, in this order.
  for (int i = 0; i < 14 && !error; i++) {
    error = cuDeviceGetAttribute(&values[i], i + 1, device);
  }
  return error;
}

// --- contexts: one, current everywhere

API int cuDevicePrimaryCtxRetain(void **handle, int device) {
  *handle = &context;
  return device == 0 ? OK : INVALID_DEVICE;
}

API int cuDevicePrimaryCtxRelease_v2(int device) { return device == 0 ? OK : INVALID_DEVICE; }

API int cuDevicePrimaryCtxSetFlags_v2(int device, unsigned flags) {
  (void)flags;
  return device == 0 ? OK : INVALID_DEVICE;
}

API int cuDevicePrimaryCtxGetState(int device, unsigned *flags, int *active) {
  *flags = 0;
  *active = device == 0;
  return OK;
}

API int cuCtxGetCurrent(void **handle) {
  *handle = &context;
  return OK;
}

static int known_context(const char *function, const void *handle) {
  enter();
  return leave(!handle || handle == &context
                   ? OK
                   : violation(function, INVALID_VALUE, "%p is no context", handle));
}

API int cuCtxSetCurrent(void *handle) { return DRIVER(known_context("cuCtxSetCurrent", handle)); }

API int cuCtxPushCurrent_v2(void *handle) {
  return DRIVER(known_context("cuCtxPushCurrent", handle));
}

API int cuCtxPopCurrent_v2(void **handle) { return cuCtxGetCurrent(handle); }

API int cuCtxGetDevice(int *device) { return cudaGetDevice(device); }

API int cuCtxSynchronize(void) { return DRIVER(cudaDeviceSynchronize()); }

API int cuCtxGetStreamPriorityRange(int *least, int *greatest) {
  return cudaDeviceGetStreamPriorityRange(least, greatest);
}

// --- memory

API int cuMemGetInfo_v2(size_t *free_bytes, size_t *total_bytes) {
  return DRIVER(cudaMemGetInfo(free_bytes, total_bytes));
}

API int cuMemAlloc_v2(void **address, size_t bytes) {
  return bytes ? DRIVER(cudaMalloc(address, bytes)) : INVALID_VALUE;
}

API int cuMemFree_v2(void *address) { return DRIVER(cudaFree(address)); }

API int cuMemHostAlloc(void **address, size_t bytes, unsigned flags) {
  return DRIVER(cudaHostAlloc(address, bytes, flags));
}

API int cuMemFreeHost(void *address) { return DRIVER(cudaFreeHost(address)); }

API int cuMemHostRegister_v2(void *address, size_t bytes, unsigned flags) {
  return DRIVER(cudaHostRegister(address, bytes, flags));
}

API int cuMemHostUnregister(void *address) { return DRIVER(cudaHostUnregister(address)); }

// Of the kinds of attributes that TensorFlow asks for.
API int cuPointerGetAttribute(void *value, int attribute, const void *address) {
  enum { CONTEXT = 1, MEMORY_TYPE = 2, DEVICE_ORDINAL = 9 };
  enter();
  enum Memory kind = memory_of(address);
  int error = kind == PAGEABLE ? INVALID_VALUE : OK;
  if (error) {
    return DRIVER(leave(error));
  }
  if (attribute == CONTEXT) {
    *(void **)value = &context;
  } else if (attribute == MEMORY_TYPE) {
    *(int *)value = kind == DEVICE ? 2 : 1;
  } else if (attribute == DEVICE_ORDINAL) {
    *(int *)value = 0;
  } else {
    error = unexpected("cuPointerGetAttribute");
  }
  return DRIVER(leave(error));
}

API int cuMemcpyHtoD_v2(void *to, const void *from, size_t bytes) {
  return DRIVER(cudaMemcpy(to, from, bytes, TO_DEVICE));
}

API int cuMemcpyDtoH_v2(void *to, const void *from, size_t bytes) {
  return DRIVER(cudaMemcpy(to, from, bytes, TO_HOST));
}

API int cuMemcpyDtoD_v2(void *to, const void *from, size_t bytes) {
  return DRIVER(cudaMemcpy(to, from, bytes, ON_DEVICE));
}

API int cuMemcpyHtoDAsync_v2(void *to, const void *from, size_t bytes, void *stream) {
  return DRIVER(cudaMemcpyAsync(to, from, bytes, TO_DEVICE, stream));
}

API int cuMemcpyDtoHAsync_v2(void *to, const void *from, size_t bytes, void *stream) {
  return DRIVER(cudaMemcpyAsync(to, from, bytes, TO_HOST, stream));
}

API int cuMemcpyDtoDAsync_v2(void *to, const void *from, size_t bytes, void *stream) {
  return DRIVER(cudaMemcpyAsync(to, from, bytes, ON_DEVICE, stream));
}

API int cuMemsetD8_v2(void *to, unsigned char value, size_t bytes) {
  return DRIVER(cudaMemset(to, value, bytes));
}

API int cuMemsetD8Async(void *to, unsigned char value, size_t bytes, void *stream) {
  return DRIVER(cudaMemsetAsync(to, value, bytes, stream));
}

static int repeated(unsigned value) { return value == (value & 0xff) * 0x01010101u; }

API int cuMemsetD32_v2(void *to, unsigned value, size_t count) {
  return repeated(value) ? cuMemsetD8_v2(to, (unsigned char)value, 4 * count)
                         : unexpected("cuMemsetD32 of different bytes");
}

API int cuMemsetD32Async(void *to, unsigned value, size_t count, void *stream) {
  return repeated(value) ? cuMemsetD8Async(to, (unsigned char)value, 4 * count, stream)
                         : unexpected("cuMemsetD32Async of different bytes");
}

// --- streams and events

API int cuStreamCreate(void **handle, unsigned flags) {
  return DRIVER(cudaStreamCreateWithFlags(handle, flags));
}

API int cuStreamCreateWithPriority(void **handle, unsigned flags, int priority) {
  return DRIVER(cudaStreamCreateWithPriority(handle, flags, priority));
}

API int cuStreamDestroy_v2(void *handle) { return DRIVER(cudaStreamDestroy(handle)); }

API int cuStreamSynchronize(void *handle) { return DRIVER(cudaStreamSynchronize(handle)); }

API int cuStreamQuery(void *handle) { return DRIVER(cudaStreamQuery(handle)); }

API int cuStreamWaitEvent(void *stream, void *event, unsigned flags) {
  return DRIVER(cudaStreamWaitEvent(stream, event, flags));
}

API int cuStreamIsCapturing(void *stream, int *status) {
  return DRIVER(cudaStreamIsCapturing(stream, status));
}

API int cuEventCreate(void **handle, unsigned flags) {
  return DRIVER(cudaEventCreateWithFlags(handle, flags));
}

API int cuEventDestroy_v2(void *handle) { return DRIVER(cudaEventDestroy(handle)); }

API int cuEventRecord(void *handle, void *stream) {
  return DRIVER(cudaEventRecord(handle, stream));
}

API int cuEventQuery(void *handle) { return DRIVER(cudaEventQuery(handle)); }

API int cuEventSynchronize(void *handle) { return DRIVER(cudaEventSynchronize(handle)); }

API int cuEventElapsedTime(float *milliseconds, void *from, void *to) {
  return DRIVER(cudaEventElapsedTime(milliseconds, from, to));
}

// SPDX-License-Identifier: Apache-2.0
//
// The one GPU, what it says of itself, and its kernels. See cuda_stand_in.h.
#define _GNU_SOURCE
#include "cuda_stand_in.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VERSION 12090
#define MAJOR 8
#define MINOR 0
#define PROCESSORS 4
#define MOST_THREADS 1024u
#define THREADS_OF_PROCESSOR 2048
#define SHARED ((size_t)48 << 10)
#define SHARED_OPT_IN ((size_t)96 << 10)
#define INVALID_CONFIGURATION 9

API int cudaGetDeviceCount(int *count) {
  *count = 1;
  return OK;
}

API int cudaGetDevice(int *device) {
  *device = 0;
  return OK;
}

API int cudaSetDevice(int device) {
  enter();
  return leave(device == 0
                   ? OK
                   : violation("cudaSetDevice", INVALID_DEVICE, "%d: there is one GPU", device));
}

API int cudaDriverGetVersion(int *version) {
  *version = VERSION;
  return OK;
}

API int cudaRuntimeGetVersion(int *version) {
  *version = VERSION;
  return OK;
}

API int cudaDeviceCanAccessPeer(int *can, int device, int peer) {
  (void)device, (void)peer;
  *can = 0;
  return OK;
}

API int cudaDeviceGetStreamPriorityRange(int *least, int *greatest) {
  *least = 0;
  *greatest = -5;
  return OK;
}

API int cudaDeviceGetPCIBusId(char *text, int length, int device) {
  (void)device;
  snprintf(text, (size_t)length, "0000:00:00.0");
  return OK;
}

int cudaMemGetInfo(size_t *free_bytes, size_t *total_bytes);

static void put_int(char *properties, size_t offset, int value) {
  memcpy(properties + offset, &value, sizeof value);
}

static void put_size(char *properties, size_t offset, size_t value) {
  memcpy(properties + offset, &value, sizeof value);
}

// Offsets in CUDA 12's cudaDeviceProp, which has 1032 bytes.
API int cudaGetDeviceProperties_v2(char *properties, int device) {
  if (device != 0) {
    return INVALID_DEVICE;
  }
  size_t free_bytes, total;
  cudaMemGetInfo(&free_bytes, &total);
  memset(properties, 0, 1032);
  strcpy(properties, "stand-in, computes nothing");
  put_size(properties, 288, total);
  put_size(properties, 296, SHARED);
  put_int(properties, 304, 65536); // registers of a block
  put_int(properties, 308, 32);    // threads of a warp
  put_size(properties, 312, 0x7fffffff);
  put_int(properties, 320, MOST_THREADS);
  put_int(properties, 324, 1024); // of a block, in x, y and z
  put_int(properties, 328, 1024);
  put_int(properties, 332, 64);
  put_int(properties, 336, 0x7fffffff); // blocks of a grid
  put_int(properties, 340, 65535);
  put_int(properties, 344, 65535);
  put_size(properties, 352, 65536); // constant memory
  put_int(properties, 360, MAJOR);
  put_int(properties, 364, MINOR);
  put_size(properties, 368, 512); // alignment of textures
  put_int(properties, 388, PROCESSORS);
  put_int(properties, 400, 1);       // host memory can be mapped
  put_int(properties, 576, 1);       // kernels beside each other
  put_int(properties, 604, 1);       // one address space
  put_int(properties, 616, 4 << 20); // second cache
  put_int(properties, 624, THREADS_OF_PROCESSOR);
  put_int(properties, 628, 1); // priorities
  put_size(properties, 640, SHARED_OPT_IN);
  put_int(properties, 648, 65536); // registers of a processor
  put_size(properties, 696, SHARED_OPT_IN);
  put_int(properties, 712, 32); // blocks of a processor
  return OK;
}

// CUDA's numbers of the attributes that libtorch and CUB ask for.
API int cudaDeviceGetAttribute(int *value, int attribute, int device) {
  static const int known[][2] = {
      {1, MOST_THREADS},
      {2, 1024},
      {3, 1024},
      {4, 64},
      {5, 0x7fffffff},
      {6, 65535},
      {7, 65535},
      {8, (int)SHARED},
      {9, 65536},
      {10, 32},
      {12, 65536},
      {13, 1000000}, // clocks in kHz
      {16, PROCESSORS},
      {31, 1},
      {36, 1000000},
      {37, 256}, // bits of memory at a time
      {38, 4 << 20},
      {39, THREADS_OF_PROCESSOR},
      {75, MAJOR},
      {76, MINOR},
      {81, (int)SHARED_OPT_IN},
      {82, 65536},
      {97, (int)SHARED_OPT_IN},
      {106, 32},
  };
  if (device != 0) {
    return INVALID_DEVICE;
  }
  *value = 0;
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    if (known[i][0] == attribute) {
      *value = known[i][1];
      return OK;
    }
  }
  enter();
  say("note cudaDeviceGetAttribute %d is told as 0", attribute);
  return leave(OK);
}

// --- kernels: compiled code registers them at the start, by the address of a function of the host

typedef struct {
  const void *function;
  const char *name;
} Kernel;

static Kernel *kernels;
static size_t kernel_room, kernel_count;

static Kernel *place(Kernel *table, size_t room, const void *function) {
  size_t at = ((uintptr_t)function >> 4) * 0x9e3779b97f4a7c15u % room;
  while (table[at].function && table[at].function != function) {
    at = (at + 1) % room;
  }
  return &table[at];
}

const char *kernel_name(const void *function) {
  const char *name = kernel_room ? place(kernels, kernel_room, function)->name : NULL;
  return name ? name : "unregistered kernel";
}

API void **__cudaRegisterFatBinary(void *binary) {
  static void *handle;
  (void)binary;
  return &handle;
}

API void __cudaRegisterFatBinaryEnd(void **handle) { (void)handle; }

API void __cudaUnregisterFatBinary(void **handle) { (void)handle; }

API void __cudaRegisterVar(void) {}

API void __cudaRegisterFunction(void **handle, const void *function, char *device,
                                const char *name) {
  (void)handle, (void)device;
  enter();
  if (2 * (kernel_count + 1) > kernel_room) {
    size_t room = kernel_room ? 2 * kernel_room : 4096;
    Kernel *table = calloc(room, sizeof *table);
    for (size_t i = 0; i < kernel_room; i++) {
      if (kernels[i].function)
        *place(table, room, kernels[i].function) = kernels[i];
    }
    free(kernels);
    kernels = table;
    kernel_room = room;
  }
  *place(kernels, kernel_room, function) = (Kernel){function, name};
  kernel_count++;
  leave(OK);
}

typedef struct {
  unsigned x, y, z;
} Dim;

typedef struct {
  Dim grid, block;
  size_t shared;
  void *stream;
} Call;

static __thread Call calls[8];
static __thread int call_count;

API unsigned __cudaPushCallConfiguration(Dim grid, Dim block, size_t shared, void *stream) {
  if (call_count == 8) {
    return INVALID_CONFIGURATION;
  }
  calls[call_count++] = (Call){grid, block, shared, stream};
  return OK;
}

API int __cudaPopCallConfiguration(Dim *grid, Dim *block, size_t *shared, void **stream) {
  if (call_count == 0) {
    return INVALID_CONFIGURATION;
  }
  Call call = calls[--call_count];
  *grid = call.grid;
  *block = call.block;
  *shared = call.shared;
  *stream = call.stream;
  return OK;
}

int launch_named(const char *call, const char *name, size_t blocks, size_t threads, size_t shared,
                 void *stream) {
  enter();
  if (threads == 0 || threads > MOST_THREADS || blocks == 0 || shared > SHARED_OPT_IN) {
    return leave(violation(call, INVALID_CONFIGURATION,
                           "%s: %zu blocks of %zu threads, %zu bytes shared", name, blocks, threads,
                           shared));
  }
  return leave(kernel(name, stream, NULL));
}

static int launch(const void *function, Dim grid, Dim block, size_t shared, void *stream) {
  return launch_named("cudaLaunchKernel", kernel_name(function),
                      (size_t)grid.x * grid.y * grid.z, (size_t)block.x * block.y * block.z, shared,
                      stream);
}

API int cudaLaunchKernel(const void *function, Dim grid, Dim block, void **arguments, size_t shared,
                         void *stream) {
  (void)arguments;
  return launch(function, grid, block, shared, stream);
}

API int cudaLaunchKernelExC(const Call *call, const void *function, void **arguments) {
  (void)arguments;
  return launch(function, call->grid, call->block, call->shared, call->stream);
}

// Offsets in CUDA 12's cudaFuncAttributes, which has 144 bytes.
API int cudaFuncGetAttributes(char *attributes, const void *function) {
  (void)function;
  memset(attributes, 0, 144);
  put_int(attributes, 24, MOST_THREADS);
  put_int(attributes, 28, 32); // registers
  put_int(attributes, 32, 10 * MAJOR + MINOR);
  put_int(attributes, 36, 10 * MAJOR + MINOR);
  put_int(attributes, 44, (int)SHARED);
  return OK;
}

API int cudaFuncSetAttribute(const void *function, int attribute, int value) {
  (void)function, (void)attribute, (void)value;
  return OK;
}

API int cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int *blocks, const void *function,
                                                               int threads, size_t shared,
                                                               unsigned flags) {
  (void)function, (void)shared, (void)flags;
  *blocks = threads > 0 && threads <= (int)MOST_THREADS ? THREADS_OF_PROCESSOR / threads : 0;
  return OK;
}

// --- what libtorch names of the runtime and no test has needed: refused, and named in the log
#define REFUSED(name)                                                                              \
  API int name(void) { return unexpected(#name); }
REFUSED(cudaDeviceEnablePeerAccess)
REFUSED(cudaDeviceGetDefaultMemPool)
REFUSED(cudaDeviceReset)
REFUSED(cudaGetDriverEntryPoint)
REFUSED(cudaGetDriverEntryPointByVersion)
REFUSED(cudaGraphAddChildGraphNode)
REFUSED(cudaGraphAddDependencies)
REFUSED(cudaGraphAddKernelNode)
REFUSED(cudaGraphAddMemcpyNode)
REFUSED(cudaGraphClone)
REFUSED(cudaGraphCreate)
REFUSED(cudaGraphDebugDotPrint)
REFUSED(cudaGraphExecKernelNodeSetParams)
REFUSED(cudaGraphExecUpdate)
REFUSED(cudaGraphInstantiateWithParams)
REFUSED(cudaGraphUpload)
REFUSED(cudaIpcCloseMemHandle)
REFUSED(cudaIpcGetEventHandle)
REFUSED(cudaIpcGetMemHandle)
REFUSED(cudaIpcOpenEventHandle)
REFUSED(cudaIpcOpenMemHandle)
REFUSED(cudaLaunchCooperativeKernel)
REFUSED(cudaMallocManaged)
REFUSED(cudaMallocPitch)
REFUSED(cudaMemcpy2D)
REFUSED(cudaMemcpy2DAsync)
REFUSED(cudaMemcpyFromSymbol)
REFUSED(cudaMemcpyPeer)
REFUSED(cudaMemcpyToSymbol)
REFUSED(cudaMemPoolGetAttribute)
REFUSED(cudaMemPoolSetAccess)
REFUSED(cudaMemPoolSetAttribute)
REFUSED(cudaMemPoolTrimTo)
REFUSED(cudaStreamAttachMemAsync)
REFUSED(cudaStreamBeginCaptureToGraph)
REFUSED(cudaStreamGetCaptureInfo_v3)
REFUSED(cudaStreamUpdateCaptureDependencies)

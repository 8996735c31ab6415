// SPDX-License-Identifier: Apache-2.0
//
// Modules of machine code that the driver loads, and their kernels. See cuda_stand_in.h.
#define _GNU_SOURCE
#include "cuda_stand_in.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
  int loaded;
} Module;

typedef struct {
  char name[1];
} Function;

static int load(Module **module) {
  *module = calloc(1, sizeof **module);
  (*module)->loaded = 1;
  return OK;
}

API int cuModuleLoadData(Module **module, const void *image) {
  (void)image;
  return load(module);
}

API int cuModuleLoadDataEx(Module **module, const void *image) {
  (void)image;
  return load(module);
}

API int cuModuleLoadFatBinary(Module **module, const void *image) {
  (void)image;
  return load(module);
}

API int cuModuleUnload(Module *module) {
  free(module);
  return OK;
}

// Lives as long as the process: streams keep the name.
API int cuModuleGetFunction(Function **function, Module *module, const char *name) {
  (void)module;
  *function = malloc(strlen(name) + 1);
  strcpy((*function)->name, name);
  return OK;
}

API int cudaGetFuncBySymbol(Function **function, const void *symbol) {
  return cuModuleGetFunction(function, NULL, kernel_name(symbol));
}

API int cuFuncGetAttribute(int *value, int attribute, const Function *function) {
  static const int values[] = {1024, 0, 0, 0, 32, 80, 80};
  (void)function;
  *value = attribute >= 0 && attribute < 7 ? values[attribute] : 0;
  return OK;
}

API int cuFuncSetAttribute(const Function *function, int attribute, int value) {
  (void)function, (void)attribute, (void)value;
  return OK;
}

API int cuFuncSetCacheConfig(const Function *function, int config) {
  (void)function, (void)config;
  return OK;
}

API int cuOccupancyMaxActiveBlocksPerMultiprocessor(int *blocks, const void *function, int threads,
                                                    size_t shared) {
  return cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(blocks, function, threads, shared,
                                                                0);
}

API int cuOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int *blocks, const void *function,
                                                             int threads, size_t shared,
                                                             unsigned flags) {
  return cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(blocks, function, threads, shared,
                                                                flags);
}

API int cuLaunchKernel(const Function *function, unsigned gx, unsigned gy, unsigned gz, unsigned bx,
                       unsigned by, unsigned bz, unsigned shared, void *stream) {
  int before = cudaPeekAtLastError();
  int error = launch_named("cuLaunchKernel", function->name, (size_t)gx * gy * gz,
                           (size_t)bx * by * bz, shared, stream);
  last_error_is(before);
  return error;
}

// SPDX-License-Identifier: Apache-2.0
//
// Errors in CUDA's names and words: the driver's and the runtime's. See cuda_stand_in.h.
#include "cuda_stand_in.h"

typedef struct {
  int error;
  const char *driver, *runtime, *words;
} Words;

static const Words *words_of(int error) {
  static const Words all[] = {
      {OK, "CUDA_SUCCESS", "cudaSuccess", "no error"},
      {INVALID_VALUE, "CUDA_ERROR_INVALID_VALUE", "cudaErrorInvalidValue", "invalid argument"},
      {OUT_OF_MEMORY, "CUDA_ERROR_OUT_OF_MEMORY", "cudaErrorMemoryAllocation", "out of memory"},
      {INVALID_DEVICE, "CUDA_ERROR_INVALID_DEVICE", "cudaErrorInvalidDevice",
       "invalid device ordinal"},
      {INVALID_HANDLE, "CUDA_ERROR_INVALID_HANDLE", "cudaErrorInvalidResourceHandle",
       "invalid resource handle"},
      {ILLEGAL_STATE, "CUDA_ERROR_ILLEGAL_STATE", "cudaErrorIllegalState",
       "the operation cannot be performed in the present state"},
      {NOT_READY, "CUDA_ERROR_NOT_READY", "cudaErrorNotReady", "device not ready"},
      {ILLEGAL_ADDRESS, "CUDA_ERROR_ILLEGAL_ADDRESS", "cudaErrorIllegalAddress",
       "an illegal memory access was encountered"},
      {NOT_SUPPORTED, "CUDA_ERROR_NOT_SUPPORTED", "cudaErrorNotSupported",
       "operation not supported"},
  };
  static const Words other = {-1, "CUDA_ERROR_OF_THE_STAND_IN", "cudaErrorOfTheStandIn",
                              "refused by the stand-in, whose log says why"};
  for (unsigned i = 0; i < sizeof all / sizeof *all; i++) {
    if (all[i].error == error) {
      return &all[i];
    }
  }
  return &other;
}

API const char *cudaGetErrorName(int error) { return words_of(error)->runtime; }

API const char *cudaGetErrorString(int error) { return words_of(error)->words; }

API int cuGetErrorName(int error, const char **text) {
  *text = words_of(error)->driver;
  return OK;
}

API int cuGetErrorString(int error, const char **text) {
  *text = words_of(error)->words;
  return OK;
}

// SPDX-License-Identifier: Apache-2.0
//
// cuBLAS and cuBLAS Lt: handles, and products that count as a kernel each. A function that is
// missing here ends the process: the dynamic linker names it. See cuda_stand_in.h.
#define _GNU_SOURCE
#include "cuda_stand_in.h"

#include <stdlib.h>
#include <string.h>

#define NOT_INITIALIZED 1
#define FAILED 13
#define NOT_SUPPORTED_HERE 15
#define VERSION 120901

typedef struct {
  void *stream;
  void *workspace;
  int math, pointers;
} Handle;

static int run(const char *name, void *stream, const void *a, const void *b, const void *c,
               const void *workspace) {
  const void *pointers[MOST_POINTERS] = {a, b, c, workspace};
  enter();
  return leave(kernel(name, stream, pointers));
}

static int product(const char *name, const Handle *handle, const void *a, const void *b,
                   const void *c) {
  return run(name, handle->stream, a, b, c, handle->workspace) ? FAILED : OK;
}

API int cublasCreate_v2(Handle **handle) {
  enter();
  int error = unsafe_call("cublasCreate_v2"); // it takes memory of the GPU
  *handle = error ? NULL : calloc(1, sizeof **handle);
  return leave(error) ? NOT_INITIALIZED : OK;
}

API int cublasDestroy_v2(Handle *handle) {
  free(handle);
  return OK;
}

API int cublasLtCreate(Handle **handle) { return cublasCreate_v2(handle); }

API int cublasLtDestroy(Handle *handle) { return cublasDestroy_v2(handle); }

API int cublasGetVersion_v2(Handle *handle, int *version) {
  (void)handle;
  *version = VERSION;
  return OK;
}

API const char *cublasGetStatusString(int status) {
  return status ? "refused by the stand-in, whose log says why" : "success";
}

API int cublasSetStream_v2(Handle *handle, void *stream) {
  handle->stream = stream;
  handle->workspace = NULL; // as in cuBLAS
  return OK;
}

API int cublasSetWorkspace_v2(Handle *handle, void *workspace, size_t bytes) {
  (void)bytes;
  handle->workspace = workspace;
  return OK;
}

API int cublasSetMathMode(Handle *handle, int mode) {
  handle->math = mode;
  return OK;
}

API int cublasGetMathMode(Handle *handle, int *mode) {
  *mode = handle->math;
  return OK;
}

API int cublasSetPointerMode_v2(Handle *handle, int mode) {
  handle->pointers = mode;
  return OK;
}

API int cublasGetPointerMode_v2(Handle *handle, int *mode) {
  *mode = handle->pointers;
  return OK;
}

#define PRODUCTS(letter, type)                                                                     \
  API int cublas##letter##gemm_v2(Handle *handle, int ta, int tb, int m, int n, int k,             \
                                  const type *alpha, const type *a, int lda, const type *b,        \
                                  int ldb, const type *beta, type *c, int ldc) {                   \
    (void)ta, (void)tb, (void)m, (void)n, (void)k, (void)alpha, (void)lda, (void)ldb, (void)beta;  \
    (void)ldc;                                                                                     \
    return product("cublas" #letter "gemm", handle, a, b, c);                                      \
  }                                                                                                \
  API int cublas##letter##gemmStridedBatched(                                                      \
      Handle *handle, int ta, int tb, int m, int n, int k, const type *alpha, const type *a,       \
      int lda, long long sa, const type *b, int ldb, long long sb, const type *beta, type *c,      \
      int ldc, long long sc, int count) {                                                          \
    (void)ta, (void)tb, (void)m, (void)n, (void)k, (void)alpha, (void)lda, (void)ldb, (void)beta;  \
    (void)ldc, (void)sa, (void)sb, (void)sc, (void)count;                                          \
    return product("cublas" #letter "gemmStridedBatched", handle, a, b, c);                        \
  }                                                                                                \
  API int cublas##letter##gemv_v2(Handle *handle, int t, int m, int n, const type *alpha,          \
                                  const type *a, int lda, const type *x, int ix, const type *beta, \
                                  type *y, int iy) {                                               \
    (void)t, (void)m, (void)n, (void)alpha, (void)lda, (void)ix, (void)beta, (void)iy;             \
    return product("cublas" #letter "gemv", handle, a, x, y);                                      \
  }
PRODUCTS(S, float)
PRODUCTS(D, double)

API int cublasGemmEx(Handle *handle, int ta, int tb, int m, int n, int k, const void *alpha,
                     const void *a, int ka, int lda, const void *b, int kb, int ldb,
                     const void *beta, void *c) {
  (void)ta, (void)tb, (void)m, (void)n, (void)k, (void)alpha, (void)ka, (void)lda, (void)kb;
  (void)ldb, (void)beta;
  return product("cublasGemmEx", handle, a, b, c);
}

API int cublasGemmStridedBatchedEx(Handle *handle, int ta, int tb, int m, int n, int k,
                                   const void *alpha, const void *a, int ka, int lda, long long sa,
                                   const void *b, int kb, int ldb, long long sb, const void *beta,
                                   void *c) {
  (void)ta, (void)tb, (void)m, (void)n, (void)k, (void)alpha, (void)ka, (void)lda, (void)sa;
  (void)kb, (void)ldb, (void)sb, (void)beta;
  return product("cublasGemmStridedBatchedEx", handle, a, b, c);
}

typedef struct {
  char algorithm[64];
  size_t workspace;
  int state;
  float waves;
  int reserved[4];
} LtResult;

// A description keeps what it is told, by CUDA's number of the attribute.
#define MOST_ATTRIBUTES 32
typedef struct {
  char values[MOST_ATTRIBUTES][8];
} Described;

static int put(Described *description, int attribute, const void *value, size_t bytes) {
  if (attribute < 0 || attribute >= MOST_ATTRIBUTES || bytes > 8) {
    unexpected("an attribute of cublasLt");
    return NOT_SUPPORTED_HERE;
  }
  memcpy(description->values[attribute], value, bytes);
  return OK;
}

static int get(const Described *description, int attribute, void *value, size_t bytes,
               size_t *written) {
  if (attribute < 0 || attribute >= MOST_ATTRIBUTES || bytes > 8) {
    unexpected("an attribute of cublasLt");
    return NOT_SUPPORTED_HERE;
  }
  memcpy(value, description->values[attribute], bytes);
  if (written) {
    *written = bytes;
  }
  return OK;
}

static int describe(Described **description) {
  *description = calloc(1, sizeof **description);
  return OK;
}

static int forget(Described *description) {
  free(description);
  return OK;
}

API int cublasLtMatmulDescCreate(Described **one, int compute, int scale) {
  describe(one);
  put(*one, 0, &compute, sizeof compute);
  return put(*one, 1, &scale, sizeof scale);
}

API int cublasLtMatrixLayoutCreate(Described **one, int type, uint64_t rows, uint64_t columns,
                                   int64_t leading) {
  describe(one);
  put(*one, 0, &type, sizeof type);
  put(*one, 2, &rows, sizeof rows);
  put(*one, 3, &columns, sizeof columns);
  put(*one, 4, &leading, sizeof leading);
  int batches = 1;
  return put(*one, 5, &batches, sizeof batches);
}

API int cublasLtMatmulPreferenceCreate(Described **one) { return describe(one); }
API int cublasLtMatmulDescDestroy(Described *one) { return forget(one); }
API int cublasLtMatmulPreferenceDestroy(Described *one) { return forget(one); }
API int cublasLtMatrixLayoutDestroy(Described *one) { return forget(one); }

#define ATTRIBUTES(of)                                                                             \
  API int cublasLt##of##SetAttribute(Described *one, int attribute, const void *value,             \
                                     size_t bytes) {                                               \
    return put(one, attribute, value, bytes);                                                      \
  }                                                                                                \
  API int cublasLt##of##GetAttribute(const Described *one, int attribute, void *value,             \
                                     size_t bytes, size_t *written) {                              \
    return get(one, attribute, value, bytes, written);                                             \
  }
ATTRIBUTES(MatmulDesc)
ATTRIBUTES(MatmulPreference)
ATTRIBUTES(MatrixLayout)

API int cublasLtMatmulAlgoGetHeuristic(Handle *handle, Described *product, Described *a,
                                       Described *b, Described *c, Described *d,
                                       Described *preference, int wanted, LtResult *results,
                                       int *found) {
  (void)handle, (void)product, (void)a, (void)b, (void)c, (void)d, (void)preference;
  *found = wanted > 0;
  if (wanted > 0) {
    memset(results, 0, sizeof *results);
  }
  return OK;
}

API int cublasLtMatmul(Handle *handle, Described *how, const void *alpha, const void *a,
                       Described *la, const void *b, Described *lb, const void *beta, const void *c,
                       Described *lc, void *d, Described *ld, const void *algorithm,
                       void *workspace, size_t bytes, void *stream) {
  (void)handle, (void)how, (void)alpha, (void)la, (void)lb, (void)beta, (void)c, (void)lc, (void)ld;
  (void)algorithm, (void)bytes;
  return run("cublasLtMatmul", stream, a, b, d, workspace) ? FAILED : OK;
}

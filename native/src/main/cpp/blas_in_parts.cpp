// SPDX-License-Identifier: Apache-2.0
//
// sgemm_, the Fortran name under which libtorch asks its BLAS for a product of float32 matrices, as
// a function that cuts the product into one part for each thread and gives each part to the BLAS's
// own sgemm_. The threads are those of the OpenMP runtime that libtorch has loaded, so that there is
// one team of threads and not two that wait for each other. It takes the BLAS's place for libraries
// that are loaded after this one was made global in the process.

#include "blas_in_parts.h"

#include <dlfcn.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <mutex>

namespace {

using Int = int;
using Gemm = void (*)(const char*, const char*, const Int*, const Int*, const Int*, const float*,
                      const float*, const Int*, const float*, const Int*, const float*, float*,
                      const Int*);
using Gemv = void (*)(const char*, const Int*, const Int*, const float*, const float*, const Int*,
                      const float*, const Int*, const float*, float*, const Int*);

/// Below this many multiply-adds a second thread costs more than it saves.
constexpr double kWorthAThread = 1e6;

/// Parts start at multiples of this many rows or columns, which is what the BLAS's kernels take.
constexpr long kGrain = 16;

Gemm gemm = nullptr;
Gemv gemv = nullptr;
void (*gomp_parallel)(void (*)(void*), void*, unsigned, unsigned) = nullptr;
int (*thread_number)() = nullptr;
int (*team_size)() = nullptr;
void (*set_own_threads)(int) = nullptr;

/// Of the thread that asks for a product, as libtorch's own number of threads is.
thread_local int threads = 1;
std::atomic<int> state{0};
std::atomic<long> made{0};
std::once_flag found;

/// The BLAS that libtorch was linked to and the OpenMP runtime, both already in the process.
void find() {
  void* blas = dlopen("libopenblas.so.0", RTLD_LAZY | RTLD_NOLOAD);
  if (blas != nullptr) {
    gemm = reinterpret_cast<Gemm>(dlsym(blas, "sgemm_"));
    gemv = reinterpret_cast<Gemv>(dlsym(blas, "sgemv_"));
    set_own_threads = reinterpret_cast<void (*)(int)>(dlsym(blas, "openblas_set_num_threads"));
  } else {  // not libtorch's, but that of whoever asks
    gemm = reinterpret_cast<Gemm>(dlsym(RTLD_NEXT, "sgemm_"));
  }
  void* openmp = dlopen("libgomp.so.1", RTLD_LAZY | RTLD_NOLOAD);
  if (openmp != nullptr) {
    gomp_parallel =
        reinterpret_cast<decltype(gomp_parallel)>(dlsym(openmp, "GOMP_parallel"));
    thread_number = reinterpret_cast<int (*)()>(dlsym(openmp, "omp_get_thread_num"));
    team_size = reinterpret_cast<int (*)()>(dlsym(openmp, "omp_get_num_threads"));
  }
  bool all = gemm != nullptr && gemv != nullptr && gomp_parallel != nullptr &&
             thread_number != nullptr && team_size != nullptr;
  if (all && set_own_threads != nullptr) {
    set_own_threads(1);  // a part that made threads of its own would wait for the others' cores
  }
  state = all ? 1 : -1;
}

/// C (m x n, column by column) = alpha op(A) op(B) + beta C, cut by rows or by columns of C.
struct Product {
  char transA, transB;
  Int m, n, k;
  float alpha;
  const float* a;
  Int lda;
  const float* b;
  Int ldb;
  float beta;
  float* c;
  Int ldc;
  bool byRows;
  int parts;

  void part(int index) const {
    const long total = byRows ? m : n;
    const long chunk = ((total + parts - 1) / parts + kGrain - 1) / kGrain * kGrain;
    const long from = index * chunk;
    const Int count = static_cast<Int>(std::min(chunk, total - from));
    if (count <= 0) {
      return;
    }
    const float* partA = a;
    const float* partB = b;
    float* partC = c;
    if (byRows) {
      partA += transA == 'N' ? from : from * lda;
      partC += from;
    } else {
      partB += transB == 'N' ? from * ldb : from;
      partC += from * ldc;
    }
    run(byRows ? count : m, byRows ? n : count, partA, partB, partC);
  }

  /// A matrix times a vector does not repay the packing that a product of matrices begins with.
  void run(Int rows, Int columns, const float* fromA, const float* fromB, float* toC) const {
    const Int one = 1;
    if (n == 1) {
      const Int step = transB == 'N' ? one : ldb;
      const Int height = transA == 'N' ? rows : k;
      const Int width = transA == 'N' ? k : rows;
      if (beta == 0) {
        std::fill(toC, toC + rows, 0.0f);  // what lies there may be NaN, and must not count
      }
      gemv(&transA, &height, &width, &alpha, fromA, &lda, fromB, &step, &beta, toC, &one);
    } else {
      gemm(&transA, &transB, &rows, &columns, &k, &alpha, fromA, &lda, fromB, &ldb, &beta, toC,
           &ldc);
    }
  }
};

/// A team may be smaller than asked for; the parts stay the same, and with them every bit.
void work(void* product) {
  const Product& job = *static_cast<const Product*>(product);
  for (int index = thread_number(); index < job.parts; index += team_size()) {
    job.part(index);
  }
}

char plain(char trans) { return trans == 'n' || trans == 'N' ? 'N' : 'T'; }

}  // namespace

extern "C" __attribute__((visibility("default"))) void sgemm_(
    const char* transA, const char* transB, const Int* m, const Int* n, const Int* k,
    const float* alpha, const float* a, const Int* lda, const float* b, const Int* ldb,
    const float* beta, float* c, const Int* ldc) {
  std::call_once(found, find);
  if (gemm == nullptr) {
    std::fputs("twingraph: sgemm_ was called and there is no BLAS in the process\n", stderr);
    std::abort();
  }
  const int parts = threads;
  if (state != 1 || parts < 2 || double(*m) * *n * *k < kWorthAThread) {
    gemm(transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
    return;
  }
  Product product{plain(*transA), plain(*transB), *m,   *n, *k,   *alpha,   a,    *lda,
                  b,              *ldb,           *beta, c,  *ldc, *m >= *n, parts};
  made.fetch_add(1, std::memory_order_relaxed);
  gomp_parallel(work, &product, static_cast<unsigned>(parts), 0);
}

namespace twingraph {

void use_blas_threads(int count) { threads = std::max(1, count); }

long products_in_parts() { return made; }

int find_blas() {
  std::call_once(found, find);
  return state;
}

}  // namespace twingraph

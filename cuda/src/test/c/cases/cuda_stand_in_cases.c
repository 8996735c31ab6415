// SPDX-License-Identifier: Apache-2.0
//
// Programs that break CUDA's rules, one for each rule, and some that keep them: what each call
// returned goes to standard output. CudaStandInTest knows what that must be.
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

int cudaMalloc(void **, size_t), cudaFree(void *), cudaHostAlloc(void **, size_t, unsigned);
int cudaFreeHost(void *), cudaMemGetInfo(size_t *, size_t *);
int cudaMemcpy(void *, const void *, size_t, int);
int cudaMemcpyAsync(void *, const void *, size_t, int, void *);
int cudaMemsetAsync(void *, int, size_t, void *), cudaMemset(void *, int, size_t);
int cudaStreamCreateWithFlags(void **, unsigned), cudaStreamDestroy(void *);
int cudaStreamSynchronize(void *), cudaStreamQuery(void *), cudaDeviceSynchronize(void);
int cudaStreamWaitEvent(void *, void *, unsigned), cudaStreamIsCapturing(void *, int *);
int cudaEventCreate(void **), cudaEventRecord(void *, void *), cudaEventQuery(void *);
int cudaEventSynchronize(void *), cudaEventDestroy(void *);
int cudaStreamBeginCapture(void *, int), cudaStreamEndCapture(void *, void **);
int cudaThreadExchangeStreamCaptureMode(int *);
int cudaGraphInstantiate(void **, void *, unsigned long long), cudaGraphLaunch(void *, void *);
int cudaGraphDestroy(void *), cudaGraphExecDestroy(void *), cudaGetLastError(void);
int cublasCreate_v2(void **);
int cublasSgemm_v2(void *, int, int, int, int, int, const float *, const float *, int,
                   const float *, int, const float *, float *, int);

enum { GLOBAL, THREAD_LOCAL, RELAXED };
enum { BYTES = 64, TO_DEVICE = 1, TO_HOST = 2 };

static void *stream, *other, *event, *graph, *executable, *device, *memory, *handle;
static char *pinned, *result;

#define TELL(call) printf("%d ", call)
#define BEGIN(mode) cudaStreamBeginCapture(stream, mode)
#define END cudaStreamEndCapture(stream, &graph)
#define INTO_DEVICE(on) cudaMemcpyAsync(device, pinned, BYTES, TO_DEVICE, on)
#define OUT_OF_DEVICE(on) cudaMemcpyAsync(result, device, BYTES, TO_HOST, on)

static void *malloc_there(void *mode) {
  if (mode)
    cudaThreadExchangeStreamCaptureMode(mode);
  TELL(cudaMalloc(&memory, BYTES));
  return NULL;
}

static void *end_there(void *nothing) {
  TELL(END);
  return nothing;
}

static void elsewhere(void *(*what)(void *), void *argument) {
  pthread_t thread;
  pthread_create(&thread, NULL, what, argument);
  pthread_join(thread, NULL);
}

static void capture_copies(void) {
  TELL(BEGIN(THREAD_LOCAL));
  TELL(INTO_DEVICE(stream));
  TELL(OUT_OF_DEVICE(stream));
  TELL(END);
  TELL(cudaGraphInstantiate(&executable, graph, 0));
}

static void fork_other(void) {
  TELL(cudaEventRecord(event, stream));
  TELL(cudaStreamWaitEvent(other, event, 0));
  TELL(INTO_DEVICE(other));
}

typedef struct {
  const char *name;
  void (*run)(void);
} Case;

static Case cases[64];
static size_t case_count;

#define CASE(name)                                                                                 \
  static void name(void);                                                                          \
  __attribute__((constructor)) static void add_##name(void) {                                      \
    cases[case_count++] = (Case){#name, name};                                                     \
  }                                                                                                \
  static void name(void)

CASE(synchronizes_captured_stream) {
  BEGIN(RELAXED);
  TELL(cudaStreamSynchronize(stream));
  TELL(END);
  TELL(INTO_DEVICE(stream));
}
CASE(queries_captured_stream) {
  BEGIN(RELAXED);
  TELL(cudaStreamQuery(stream));
  TELL(END);
}
CASE(synchronizes_device) {
  BEGIN(RELAXED);
  TELL(cudaDeviceSynchronize());
  TELL(END);
}
CASE(goes_on_in_a_void_capture) {
  BEGIN(RELAXED);
  cudaDeviceSynchronize();
  TELL(INTO_DEVICE(stream));
  TELL(END);
}
CASE(allocates) {
  BEGIN(THREAD_LOCAL);
  TELL(cudaMalloc(&memory, BYTES));
  TELL(END);
}
CASE(allocates_when_relaxed) {
  BEGIN(RELAXED);
  TELL(cudaMalloc(&memory, BYTES));
  TELL(END);
}
CASE(frees) {
  BEGIN(THREAD_LOCAL);
  TELL(cudaFree(device));
  TELL(END);
  TELL(cudaFree(device));
}
CASE(pins) {
  BEGIN(THREAD_LOCAL);
  TELL(cudaHostAlloc(&memory, BYTES, 0));
  TELL(END);
}
CASE(frees_pinned) {
  BEGIN(THREAD_LOCAL);
  TELL(cudaFreeHost(pinned));
  TELL(END);
}
CASE(makes_a_blas_handle) {
  BEGIN(THREAD_LOCAL);
  TELL(cublasCreate_v2(&handle));
  TELL(END);
}
CASE(queries_an_event) {
  cudaEventRecord(event, other);
  BEGIN(THREAD_LOCAL);
  TELL(cudaEventQuery(event));
  TELL(END);
}
CASE(copies_and_waits) {
  BEGIN(THREAD_LOCAL);
  TELL(cudaMemcpy(device, pinned, BYTES, TO_DEVICE));
  TELL(END);
}
CASE(other_thread_allocates_thread_local) {
  BEGIN(THREAD_LOCAL);
  elsewhere(malloc_there, NULL);
  TELL(END);
}
CASE(other_thread_allocates_global) {
  BEGIN(GLOBAL);
  elsewhere(malloc_there, NULL);
  TELL(END);
}
CASE(other_thread_is_relaxed) {
  int mode = RELAXED;
  BEGIN(GLOBAL);
  elsewhere(malloc_there, &mode);
  TELL(END);
}
CASE(ends_in_another_thread) {
  BEGIN(THREAD_LOCAL);
  elsewhere(end_there, NULL);
  TELL(END);
}
CASE(ends_in_another_thread_relaxed) {
  BEGIN(RELAXED);
  elsewhere(end_there, NULL);
}
CASE(begins_twice) {
  TELL(BEGIN(GLOBAL));
  TELL(BEGIN(GLOBAL));
  TELL(END);
  TELL(END);
}
CASE(captures_the_legacy_stream) { TELL(cudaStreamBeginCapture(NULL, RELAXED)); }

CASE(uses_the_legacy_stream) {
  void *blocking;
  int status;
  cudaStreamCreateWithFlags(&blocking, 0);
  cudaStreamBeginCapture(blocking, RELAXED);
  TELL(cudaStreamIsCapturing(NULL, &status));
  TELL(INTO_DEVICE(NULL));
  TELL(cudaStreamEndCapture(blocking, &graph));
}

CASE(uses_the_legacy_stream_beside_a_free_one) {
  BEGIN(RELAXED);
  TELL(INTO_DEVICE(NULL));
  TELL(END);
}
CASE(joins) {
  BEGIN(RELAXED);
  fork_other();
  cudaEventRecord(event, other);
  TELL(cudaStreamWaitEvent(stream, event, 0));
  TELL(END);
  TELL(cudaStreamQuery(other));
}
CASE(does_not_join) {
  BEGIN(RELAXED);
  fork_other();
  TELL(END);
}
CASE(joins_too_early) {
  BEGIN(RELAXED);
  fork_other();
  cudaEventRecord(event, other);
  cudaStreamWaitEvent(stream, event, 0);
  INTO_DEVICE(other);
  TELL(END);
}
CASE(ends_on_the_other_stream) {
  BEGIN(RELAXED);
  fork_other();
  TELL(cudaStreamEndCapture(other, &graph));
  TELL(END);
}
CASE(queries_a_captured_event) {
  BEGIN(RELAXED);
  cudaEventRecord(event, stream);
  TELL(cudaEventQuery(event));
  TELL(END);
}
CASE(waits_for_a_captured_event) {
  BEGIN(RELAXED);
  cudaEventRecord(event, stream);
  TELL(END);
  TELL(cudaEventSynchronize(event));
}
CASE(waits_for_an_event_of_outside) {
  cudaEventRecord(event, other);
  BEGIN(RELAXED);
  TELL(cudaStreamWaitEvent(stream, event, 0));
  TELL(END);
}
CASE(merges) {
  BEGIN(RELAXED);
  cudaStreamBeginCapture(other, RELAXED);
  cudaEventRecord(event, other);
  TELL(cudaStreamWaitEvent(stream, event, 0));
  TELL(END);
}
CASE(destroys_a_captured_stream) {
  BEGIN(RELAXED);
  TELL(cudaStreamDestroy(stream));
  TELL(END);
}

CASE(frees_twice) {
  TELL(cudaFree(device));
  TELL(cudaFree(device));
  TELL(cudaGetLastError());
  TELL(cudaGetLastError());
}
CASE(frees_pinned_twice) {
  TELL(cudaFreeHost(pinned));
  TELL(cudaFreeHost(pinned));
}
CASE(frees_what_it_never_had) {
  TELL(cudaFree(&memory));
  TELL(cudaFree((char *)device + 8));
  TELL(cudaFree(NULL));
  TELL(cudaFree(pinned));
}
CASE(uses_a_destroyed_stream) {
  cudaStreamDestroy(stream);
  TELL(INTO_DEVICE(stream));
  TELL(cudaStreamDestroy(stream));
}
CASE(uses_a_destroyed_event) {
  cudaEventDestroy(event);
  TELL(cudaEventRecord(event, stream));
}
CASE(launches_a_destroyed_graph) {
  capture_copies();
  TELL(cudaGraphExecDestroy(executable));
  TELL(cudaGraphLaunch(executable, stream));
  TELL(cudaGraphExecDestroy(executable));
}
CASE(destroys_a_graph_twice) {
  capture_copies();
  TELL(cudaGraphDestroy(graph));
  TELL(cudaGraphDestroy(graph));
  TELL(cudaGraphLaunch(executable, stream));
}
CASE(launches_what_uses_freed_memory) {
  capture_copies();
  cudaFree(device);
  TELL(cudaGraphLaunch(executable, stream));
  TELL(cudaStreamSynchronize(stream));
}
CASE(multiplies_into_freed_memory) {
  const float one = 1;
  cublasCreate_v2(&handle);
  TELL(cublasSgemm_v2(handle, 0, 0, 1, 1, 1, &one, device, 1, device, 1, &one, device, 1));
  TELL(cudaDeviceSynchronize());
  void *gone = device;
  cudaFree(device);
  cublasSgemm_v2(handle, 0, 0, 1, 1, 1, &one, gone, 1, gone, 1, &one, gone, 1);
  TELL(cudaDeviceSynchronize());
}
CASE(overwrites_what_a_graph_reads) {
  capture_copies();
  cudaGraphLaunch(executable, stream);
  pinned[0]++;
  TELL(cudaStreamSynchronize(stream));
}
CASE(overwrites_what_is_being_copied) {
  INTO_DEVICE(stream);
  pinned[0]++;
  TELL(cudaStreamSynchronize(stream));
}
CASE(copies_too_much) {
  TELL(cudaMemcpyAsync(device, pinned, BYTES + 1, TO_DEVICE, stream));
  TELL(cudaMemcpyAsync(device, pinned, BYTES, TO_HOST, stream));
}
CASE(reads_device_memory_on_the_host) {
  fflush(stdout);
  printf("%d", *(volatile char *)device);
}

CASE(fills_the_device) {
  size_t free_bytes, total;
  cudaMemGetInfo(&free_bytes, &total);
  TELL(cudaMalloc(&memory, free_bytes + 1));
  TELL(cudaMalloc(&memory, free_bytes));
  TELL(cudaMalloc(&handle, 1));
  TELL(cudaFree(memory));
  TELL(cudaMalloc(&handle, 1));
}

CASE(asks_until_it_is_ready) {
  INTO_DEVICE(stream);
  cudaEventRecord(event, stream);
  TELL(cudaEventQuery(event));
  TELL(cudaEventQuery(event));
  TELL(cudaStreamQuery(stream));
}

// Across streams, in the order of an event; nothing arrives before somebody waits.
CASE(copies) {
  INTO_DEVICE(stream);
  cudaEventRecord(event, stream);
  cudaStreamWaitEvent(other, event, 0);
  OUT_OF_DEVICE(other);
  TELL(result[0]);
  cudaStreamSynchronize(other);
  TELL(result[0]);
  char pageable[BYTES] = {9};
  cudaMemcpyAsync(device, pageable, BYTES, TO_DEVICE, stream);
  pageable[0] = 1; // CUDA has read it
  cudaMemcpyAsync(pageable, device, BYTES, TO_HOST, stream);
  TELL(pageable[0]);
  cudaMemset(device, 3, BYTES);
  cudaMemcpy(pageable, device, BYTES, TO_HOST);
  TELL(pageable[BYTES - 1]);
}

// Twice with what is in the same memory each time; capturing runs nothing.
CASE(replays) {
  capture_copies();
  TELL(result[0]);
  for (int i = 0; i < 2; i++) {
    pinned[0] = (char)(20 + i);
    cudaGraphLaunch(executable, stream);
    cudaStreamSynchronize(stream);
    TELL(result[0]);
  }
}

int main(int count, char **arguments) {
  cudaStreamCreateWithFlags(&stream, 1); // non-blocking, as libtorch's
  cudaStreamCreateWithFlags(&other, 1);
  cudaEventCreate(&event);
  cudaMalloc(&device, BYTES);
  cudaHostAlloc((void **)&pinned, BYTES, 0);
  cudaHostAlloc((void **)&result, BYTES, 0);
  memset(pinned, 7, BYTES);
  memset(result, 0, BYTES);
  for (size_t i = 0; count == 2 && i < case_count; i++) {
    if (!strcmp(cases[i].name, arguments[1])) {
      cases[i].run();
      return 0;
    }
  }
  return 2;
}

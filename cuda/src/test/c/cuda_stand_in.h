// SPDX-License-Identifier: Apache-2.0
//
// A stand-in for CUDA's libraries: it keeps CUDA's rules and computes nothing.
//
// It is preloaded (LD_PRELOAD) into a process with natives for GPUs. They then see one GPU, whose
// memory is memory of the host behind a second mapping, so that whoever reads it without a copy
// crashes as he would with a GPU. Copies really copy, each stream's in its order, and as late as
// CUDA allows: when somebody waits. Kernels, products and convolutions are counted and do nothing.
//
// What it is not: a GPU, an emulator of one, or NVIDIA's code. Numbers are zero or garbage, nothing
// can be said of speed, of kernels' results, of the memory that kernels themselves touch, or of a
// driver that differs from its documentation. The rules are those of NVIDIA's documentation of the
// runtime; where that leaves a case open, the stand-in refuses: it may be stricter than CUDA.
//
// Environment: TWINGRAPH_CUDA_STAND_IN_LOG (file, one line for each event; none if unset),
// TWINGRAPH_CUDA_STAND_IN_BYTES (of the GPU; 1 GiB if unset), TWINGRAPH_CUDA_STAND_IN_KERNELS
// (1: a line for each kernel).
#ifndef TWINGRAPH_CUDA_STAND_IN_H
#define TWINGRAPH_CUDA_STAND_IN_H

#include <stddef.h>
#include <stdint.h>

// The library is built with hidden symbols: these are the ones that CUDA's callers see.
#define API __attribute__((visibility("default")))

enum Error {
  OK = 0,
  INVALID_VALUE = 1,
  OUT_OF_MEMORY = 2,
  INVALID_DIRECTION = 21,
  INVALID_DEVICE = 101,
  INVALID_HANDLE = 400,
  ILLEGAL_STATE = 401,
  NOT_READY = 600,
  ILLEGAL_ADDRESS = 700,
  ALREADY_REGISTERED = 712,
  NOT_REGISTERED = 713,
  NOT_SUPPORTED = 801,
  CAPTURE_UNSUPPORTED = 900,
  CAPTURE_INVALIDATED = 901,
  CAPTURE_MERGE = 902,
  CAPTURE_UNMATCHED = 903,
  CAPTURE_UNJOINED = 904,
  CAPTURE_ISOLATION = 905,
  CAPTURE_IMPLICIT = 906,
  CAPTURED_EVENT = 907,
  CAPTURE_WRONG_THREAD = 908
};

enum CaptureMode { GLOBAL = 0, THREAD_LOCAL = 1, RELAXED = 2 };
enum CopyKind { TO_HOST_FROM_HOST, TO_DEVICE, TO_HOST, ON_DEVICE, COPY_DEFAULT };
enum Memory { PAGEABLE, PINNED, DEVICE };
enum NodeKind { KERNEL, COPY, SET, WAIT, NODE_KINDS };

#define MOST_POINTERS 4
#define MOST_STREAMS 32

typedef struct Stream Stream;
typedef struct Graph Graph;

// What a stream does or a graph holds.
typedef struct Node {
  enum NodeKind kind;
  const char *name; // of a kernel
  void *to;
  const void *from;
  size_t bytes;
  int value;                           // of a SET
  int copy;                            // CopyKind
  const void *pointers[MOST_POINTERS]; // that a KERNEL of cuBLAS or cuDNN is known to touch
  uint64_t hash;                       // of pinned memory when the copy out of it was asked for
  int hashed;
  void *snapshot; // of pageable memory, which CUDA reads before the call returns
  Stream *other;  // of a WAIT
  uint64_t until;
  uint64_t number; // in its stream
  int in_graph;    // launched by one
  struct Node *next;
} Node;

typedef struct {
  uint64_t id;
  enum CaptureMode mode;
  Stream *origin;
  uint64_t thread;
  int invalid;
  Graph *graph;
  Stream *streams[MOST_STREAMS];
  int stream_count;
} Capture;

struct Stream {
  int id;
  int alive;
  int blocking; // with the legacy stream
  int priority;
  Capture *capture;
  int lane; // in the capture
  uint64_t clock[MOST_STREAMS];
  Node *first, *last;
  uint64_t asked, done;
  uint64_t told_not_ready; // `asked` when a query was last told to come again
  Stream *next;
};

typedef struct Event {
  int id;
  int alive;
  Stream *stream; // last recorded on; null if never
  uint64_t until;
  double milliseconds;
  uint64_t told_not_ready;
  int captured;
  uint64_t capture_id;
  uint64_t clock[MOST_STREAMS];
  struct Event *next;
} Event;

struct Graph {
  int id;
  int alive;
  int executable;
  Node *nodes;
  int count, room;
  Graph *next;
};

// Numbers since the start; `state` lines of the log show them all.
typedef struct {
  size_t device_bytes, device_peak, host_bytes, host_peak;
  long device_blocks, host_blocks;
  long streams, events, graphs, executables;
  long kernels, graph_kernels, launches, captures;
  long copies_pinned_to_device, copies_pageable_to_device;
  long copies_device_to_pinned, copies_device_to_pageable, copies_on_device;
  long sets, violations, unexpected;
} Counts;

extern Counts counts;

// --- log: one lock for everything; `enter` takes it and `leave` gives it back with the result
void enter(void);
int leave(int error);
void break_down(int error);
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
int violation(const char *function, int error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
int unexpected(const char *function);
int log_kernels(void);
void last_error_is(int error); // of this thread, which the driver leaves alone
uint64_t this_thread(void);

// --- memory
enum Memory memory_of(const void *address);
void *reachable(const void *address, size_t bytes, enum Memory *kind); // null: not within one block
int device_block_is_live(const void *address);

// --- streams
Stream *stream_of(void *handle); // null: none such
Stream *all_streams(void);
int enqueue(const char *function, void *handle, Node *node);
int no_stream(const char *function, void *handle);
void order(Stream *stream); // after what it must wait for
void wait_for(Stream *stream, Stream *other, uint64_t until);
void finish(Stream *stream);
void finish_until(Stream *stream, uint64_t number);
void finish_all(void);
int blocks_legacy(const char *function, Stream *stream);

// --- captures
int unsafe_call(const char *function); // 0, or the error that the call must return
void invalidate(Capture *capture);
int capture_node(const char *function, Stream *stream, const Node *node);
int capture_wait(const char *function, Stream *stream, Event *event);
int any_capture(void);
Capture *capture_with(uint64_t id);
void invalidate_all(void);

// --- work
void run_node(Node *node);
uint64_t pinned_hash(const void *memory, size_t bytes);
void register_graph(Graph *graph);
int kernel(const char *name, void *stream, const void *const pointers[MOST_POINTERS]);
int copy(const char *function, void *to, const void *from, size_t bytes, int kind, void *stream);
int set(const char *function, void *to, int value, size_t bytes, void *stream);
const char *kernel_name(const void *function);
int launch_named(const char *call, const char *name, size_t blocks, size_t threads, size_t shared,
                 void *stream);
void count_kinds(const Graph *graph, int kinds[NODE_KINDS]);

int cudnnGetStream(void *handle, void **stream);

// --- of CUDA's runtime, what its driver is answered with
int cudaDeviceCanAccessPeer(int *can, int device, int peer);
int cudaDeviceGetAttribute(int *value, int attribute, int device);
int cudaDeviceGetPCIBusId(char *text, int length, int device);
int cudaDeviceGetStreamPriorityRange(int *least, int *greatest);
int cudaDeviceSynchronize(void);
int cudaDriverGetVersion(int *version);
int cudaEventCreateWithFlags(void **handle, unsigned flags);
int cudaEventDestroy(void *handle);
int cudaEventElapsedTime(float *milliseconds, void *from, void *to);
int cudaEventQuery(void *handle);
int cudaEventRecord(void *handle, void *stream);
int cudaEventSynchronize(void *handle);
int cudaFree(void *address);
int cudaFreeHost(void *address);
int cudaGetDevice(int *device);
int cudaGetDeviceCount(int *count);
int cudaHostAlloc(void **address, size_t bytes, unsigned flags);
int cudaHostRegister(void *address, size_t bytes, unsigned flags);
int cudaHostUnregister(void *address);
int cudaMalloc(void **address, size_t bytes);
int cudaMemcpy(void *to, const void *from, size_t bytes, int kind);
int cudaMemcpyAsync(void *to, const void *from, size_t bytes, int kind, void *stream);
int cudaMemGetInfo(size_t *free_bytes, size_t *total_bytes);
int cudaMemset(void *to, int value, size_t bytes);
int cudaMemsetAsync(void *to, int value, size_t bytes, void *stream);
int cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int *blocks, const void *function,
                                                           int threads, size_t shared,
                                                           unsigned flags);
int cudaPeekAtLastError(void);
int cudaStreamCreateWithFlags(void **handle, unsigned flags);
int cudaStreamCreateWithPriority(void **handle, unsigned flags, int priority);
int cudaStreamDestroy(void *handle);
int cudaStreamIsCapturing(void *handle, int *status);
int cudaStreamQuery(void *handle);
int cudaStreamSynchronize(void *handle);
int cudaStreamWaitEvent(void *handle, void *event, unsigned flags);

#endif

// SPDX-License-Identifier: Apache-2.0
//
// Copies, fillings and kernels, asked for and run. See cuda_stand_in.h.
#define _GNU_SOURCE
#include "cuda_stand_in.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

uint64_t pinned_hash(const void *memory, size_t bytes) {
  uint64_t hash = 0xcbf29ce484222325u;
  const char *at = memory;
  for (; bytes >= 8; bytes -= 8, at += 8) {
    uint64_t word;
    memcpy(&word, at, 8);
    hash = (hash ^ word) * 0x100000001b3u;
    hash ^= hash >> 29;
  }
  for (; bytes > 0; bytes--, at++) {
    hash = (hash ^ (unsigned char)*at) * 0x100000001b3u;
  }
  return hash;
}

static void count_copy(enum Memory from, enum Memory to) {
  if (from == DEVICE && to == DEVICE) {
    counts.copies_on_device++;
  } else if (to == DEVICE) {
    from == PINNED ? counts.copies_pinned_to_device++ : counts.copies_pageable_to_device++;
  } else if (from == DEVICE) {
    to == PINNED ? counts.copies_device_to_pinned++ : counts.copies_device_to_pageable++;
  }
}

static const char *whose(const Node *node) { return node->in_graph ? "graph" : "stream"; }

static void run_copy(Node *node) {
  enum Memory from_kind, to_kind;
  void *from = reachable(node->from, node->bytes, &from_kind);
  void *to = reachable(node->to, node->bytes, &to_kind);
  int from_device = node->copy == TO_HOST || node->copy == ON_DEVICE;
  int to_device = node->copy == TO_DEVICE || node->copy == ON_DEVICE;
  if (!from || !to || (from_kind == DEVICE) != from_device || (to_kind == DEVICE) != to_device) {
    break_down(ILLEGAL_ADDRESS);
    violation("copy", ILLEGAL_ADDRESS,
              "of a %s: %zu bytes from %p to %p: one of them is freed, or too short", whose(node),
              node->bytes, node->from, node->to);
    return;
  }
  if (node->hashed && pinned_hash(from, node->bytes) != node->hash) {
    violation("copy", ILLEGAL_STATE,
              "of a %s: %zu bytes of pinned memory at %p were changed before the copy had run",
              whose(node), node->bytes, node->from);
  }
  count_copy(from_kind, to_kind);
  memmove(to, node->snapshot ? node->snapshot : from, node->bytes);
}

static void run_set(const Node *node) {
  enum Memory kind;
  void *to = reachable(node->to, node->bytes, &kind);
  if (!to || kind != DEVICE) {
    break_down(ILLEGAL_ADDRESS);
    violation("set", ILLEGAL_ADDRESS, "of a %s: %zu bytes at %p: freed, or too short", whose(node),
              node->bytes, node->to);
    return;
  }
  counts.sets++;
  memset(to, node->value, node->bytes);
}

static void run_kernel(const Node *node) {
  for (int i = 0; i < MOST_POINTERS; i++) {
    if (node->pointers[i] && !device_block_is_live(node->pointers[i])) {
      break_down(ILLEGAL_ADDRESS);
      violation("kernel", ILLEGAL_ADDRESS, "of a %s: %s is given %p, which is not on the device",
                whose(node), node->name, node->pointers[i]);
    }
  }
  node->in_graph ? counts.graph_kernels++ : counts.kernels++;
  if (log_kernels()) {
    say("kernel %s %s", whose(node), node->name);
  }
}

void run_node(Node *node) {
  switch (node->kind) {
  case KERNEL:
    run_kernel(node);
    break;
  case COPY:
    run_copy(node);
    break;
  case SET:
    run_set(node);
    break;
  default:
    finish_until(node->other, node->until);
  }
}

static int kind_between(enum Memory from, enum Memory to) {
  return (from == DEVICE ? 2 : 0) + (to == DEVICE ? 1 : 0);
}

static int fits(int kind, enum Memory from, enum Memory to) {
  return kind == COPY_DEFAULT || kind == kind_between(from, to);
}

// A copy on a stream. From pageable memory CUDA reads before it returns; to pageable memory it
// returns when the copy has run. A capture keeps addresses alone.
int copy(const char *function, void *to, const void *from, size_t bytes, int kind, void *handle) {
  enum Memory from_kind, to_kind;
  if (bytes == 0) {
    return OK;
  }
  void *source = reachable(from, bytes, &from_kind);
  if (!source || !reachable(to, bytes, &to_kind) || !fits(kind, from_kind, to_kind)) {
    return violation(function, INVALID_VALUE, "%zu bytes from %p to %p, direction %d", bytes, from,
                     to, kind);
  }
  // TO_DEVICE is 1, TO_HOST is 2, and so on: the bits of kind_between.
  Node node = {.kind = COPY, .to = to, .from = from, .bytes = bytes};
  node.copy = kind_between(from_kind, to_kind);
  Stream *stream = stream_of(handle);
  int captured = stream && stream->capture;
  if (captured && (from_kind == PAGEABLE || to_kind == PAGEABLE)) {
    violation(function, OK, "pageable memory in a capture: CUDA takes it, nobody keeps it alive");
  }
  if (!captured && from_kind == PINNED) {
    node.hashed = 1;
    node.hash = pinned_hash(source, bytes);
  } else if (!captured && from_kind == PAGEABLE) {
    node.snapshot = memcpy(malloc(bytes), source, bytes);
  }
  int error = enqueue(function, handle, &node);
  if (error) {
    free(node.snapshot);
  } else if (!captured && to_kind == PAGEABLE) {
    finish(stream);
  }
  return error;
}

int set(const char *function, void *to, int value, size_t bytes, void *stream) {
  enum Memory kind;
  if (bytes == 0) {
    return OK;
  }
  if (!reachable(to, bytes, &kind) || kind != DEVICE) {
    return violation(function, INVALID_VALUE, "%zu bytes at %p", bytes, to);
  }
  return enqueue(function, stream, &(Node){.kind = SET, .to = to, .value = value, .bytes = bytes});
}

int kernel(const char *name, void *stream, const void *const pointers[MOST_POINTERS]) {
  Node node = {.kind = KERNEL, .name = name};
  if (pointers) {
    memcpy(node.pointers, pointers, sizeof node.pointers);
  }
  return enqueue(name, stream, &node);
}

API int cudaMemcpyAsync(void *to, const void *from, size_t bytes, int kind, void *stream) {
  enter();
  return leave(copy("cudaMemcpyAsync", to, from, bytes, kind, stream));
}

// On the legacy stream, and waits for it: not while anything is captured that forbids either.
API int cudaMemcpy(void *to, const void *from, size_t bytes, int kind) {
  enter();
  int error = unsafe_call("cudaMemcpy");
  if (!error) {
    error = copy("cudaMemcpy", to, from, bytes, kind, NULL);
  }
  if (!error) {
    finish(stream_of(NULL));
  }
  return leave(error);
}

API int cudaMemcpyPeerAsync(void *to, int there, const void *from, int here, size_t bytes,
                            void *stream) {
  enter();
  if (there != 0 || here != 0) {
    return leave(violation("cudaMemcpyPeerAsync", INVALID_DEVICE, "there is one GPU"));
  }
  return leave(copy("cudaMemcpyPeerAsync", to, from, bytes, ON_DEVICE, stream));
}

API int cudaMemsetAsync(void *to, int value, size_t bytes, void *stream) {
  enter();
  return leave(set("cudaMemsetAsync", to, value, bytes, stream));
}

API int cudaMemset(void *to, int value, size_t bytes) {
  enter();
  int error = unsafe_call("cudaMemset");
  return leave(error ? error : set("cudaMemset", to, value, bytes, NULL));
}

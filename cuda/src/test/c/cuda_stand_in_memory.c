// SPDX-License-Identifier: Apache-2.0
//
// Memory of the GPU and pinned memory of the host. See cuda_stand_in.h.
#define _GNU_SOURCE
#include "cuda_stand_in.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define GRAIN ((size_t)4096)
#define HOST_REGISTERED 1

typedef struct Block {
  char *start;  // what the caller has
  char *inside; // the same memory, for the stand-in to read and write
  size_t bytes;
  enum Memory kind;
  int registered; // by cudaHostRegister: memory of the caller's
  struct Block *next;
} Block;

static Block *blocks;

static size_t total(void) {
  const char *text = getenv("TWINGRAPH_CUDA_STAND_IN_BYTES");
  return text && *text ? strtoull(text, NULL, 10) : (size_t)1 << 30;
}

static size_t rounded(size_t bytes) { return (bytes + GRAIN - 1) / GRAIN * GRAIN; }

static Block *block_with(const void *address) {
  for (Block *block = blocks; block; block = block->next) {
    if ((const char *)address >= block->start &&
        (const char *)address < block->start + block->bytes) {
      return block;
    }
  }
  return NULL;
}

enum Memory memory_of(const void *address) {
  Block *block = block_with(address);
  return block ? block->kind : PAGEABLE;
}

int device_block_is_live(const void *address) { return memory_of(address) == DEVICE; }

// Where the stand-in itself finds memory; pageable memory it cannot check.
void *reachable(const void *address, size_t bytes, enum Memory *kind) {
  Block *block = block_with(address);
  *kind = block ? block->kind : PAGEABLE;
  if (!block) {
    return (void *)address;
  }
  size_t from = (size_t)((const char *)address - block->start);
  return bytes <= block->bytes - from ? block->inside + from : NULL;
}

static void count(const Block *block, int sign) {
  if (block->kind == DEVICE) {
    counts.device_bytes += (size_t)sign * rounded(block->bytes);
    counts.device_blocks += sign;
    if (counts.device_bytes > counts.device_peak)
      counts.device_peak = counts.device_bytes;
  } else {
    counts.host_bytes += (size_t)sign * block->bytes;
    counts.host_blocks += sign;
    if (counts.host_bytes > counts.host_peak)
      counts.host_peak = counts.host_bytes;
  }
}

static Block *add(char *start, char *inside, size_t bytes, enum Memory kind) {
  Block *block = calloc(1, sizeof *block);
  *block = (Block){start, inside, bytes, kind, 0, blocks};
  blocks = block;
  count(block, 1);
  return block;
}

static void remove_block(Block *gone) {
  Block **place = &blocks;
  while (*place != gone)
    place = &(*place)->next;
  *place = gone->next;
  count(gone, -1);
  if (gone->kind == DEVICE) {
    munmap(gone->start, rounded(gone->bytes));
    munmap(gone->inside, rounded(gone->bytes));
  } else if (!gone->registered) {
    free(gone->start);
  }
  free(gone);
}

// Two mappings of the same zeroed memory: the caller's can be neither read nor written.
static int allocate(void **address, size_t bytes) {
  *address = NULL;
  if (bytes == 0) {
    return OK;
  }
  size_t size = rounded(bytes);
  if (size < bytes || size > total() - counts.device_bytes) {
    return OUT_OF_MEMORY;
  }
  int memory = memfd_create("cuda-stand-in", MFD_CLOEXEC);
  if (memory < 0 || ftruncate(memory, (off_t)size)) {
    abort();
  }
  char *start = mmap(NULL, size, PROT_NONE, MAP_SHARED, memory, 0);
  char *inside = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
  close(memory);
  if (start == MAP_FAILED || inside == MAP_FAILED) {
    abort();
  }
  add(start, inside, bytes, DEVICE);
  *address = start;
  return OK;
}

static int release(const char *function, void *address, enum Memory kind, int registered) {
  if (!address) {
    return OK;
  }
  Block *block = block_with(address);
  int unknown = registered ? NOT_REGISTERED : INVALID_VALUE;
  if (!block || block->start != address || block->kind != kind || block->registered != registered) {
    return violation(function, unknown, "%p is no block of this kind, or is free already", address);
  }
  finish_all(); // as CUDA does
  remove_block(block);
  return OK;
}

API int cudaMalloc(void **address, size_t bytes) {
  enter();
  int error = unsafe_call("cudaMalloc");
  return leave(error ? error : allocate(address, bytes));
}

API int cudaFree(void *address) {
  enter();
  int error = unsafe_call("cudaFree");
  return leave(error ? error : release("cudaFree", address, DEVICE, 0));
}

API int cudaMallocAsync(void **address, size_t bytes, void *stream) {
  enter();
  Stream *known = stream_of(stream);
  if (!known) {
    return leave(violation("cudaMallocAsync", INVALID_HANDLE, "%p is no stream", stream));
  }
  if (known->capture) {
    return leave(unexpected("cudaMallocAsync in a capture"));
  }
  return leave(allocate(address, bytes));
}

API int cudaFreeAsync(void *address, void *stream) {
  enter();
  Stream *known = stream_of(stream);
  if (!known) {
    return leave(violation("cudaFreeAsync", INVALID_HANDLE, "%p is no stream", stream));
  }
  if (known->capture) {
    return leave(unexpected("cudaFreeAsync in a capture"));
  }
  return leave(release("cudaFreeAsync", address, DEVICE, 0));
}

API int cudaHostAlloc(void **address, size_t bytes, unsigned flags) {
  (void)flags;
  enter();
  int error = unsafe_call("cudaHostAlloc");
  if (error) {
    return leave(error);
  }
  char *start = bytes ? aligned_alloc(GRAIN, rounded(bytes)) : NULL;
  if (bytes && !start) {
    return leave(OUT_OF_MEMORY);
  }
  if (start) {
    add(start, start, bytes, PINNED);
  }
  *address = start;
  return leave(OK);
}

API int cudaMallocHost(void **address, size_t bytes) { return cudaHostAlloc(address, bytes, 0); }

API int cudaFreeHost(void *address) {
  enter();
  int error = unsafe_call("cudaFreeHost");
  return leave(error ? error : release("cudaFreeHost", address, PINNED, 0));
}

API int cudaHostRegister(void *address, size_t bytes, unsigned flags) {
  (void)flags;
  enter();
  int error = unsafe_call("cudaHostRegister");
  if (error) {
    return leave(error);
  }
  if (block_with(address)) {
    return leave(
        violation("cudaHostRegister", ALREADY_REGISTERED, "%p is pinned already", address));
  }
  add(address, address, bytes, PINNED)->registered = HOST_REGISTERED;
  return leave(OK);
}

API int cudaHostUnregister(void *address) {
  enter();
  int error = unsafe_call("cudaHostUnregister");
  return leave(error ? error : release("cudaHostUnregister", address, PINNED, HOST_REGISTERED));
}

API int cudaHostGetDevicePointer(void **device, void *host, unsigned flags) {
  (void)flags;
  enter();
  if (memory_of(host) != PINNED) {
    return leave(violation("cudaHostGetDevicePointer", INVALID_VALUE, "%p is not pinned", host));
  }
  *device = host;
  return leave(OK);
}

API int cudaMemGetInfo(size_t *free_bytes, size_t *total_bytes) {
  enter();
  *total_bytes = total();
  *free_bytes = *total_bytes - counts.device_bytes;
  return leave(OK);
}

typedef struct {
  int type;
  int device;
  void *device_pointer;
  void *host_pointer;
} PointerAttributes;

API int cudaPointerGetAttributes(PointerAttributes *attributes, const void *address) {
  enter();
  enum Memory kind = memory_of(address);
  *attributes = (PointerAttributes){
      kind == DEVICE   ? 2
      : kind == PINNED ? 1
                       : 0,
      kind == PAGEABLE ? -2 : 0,
      kind == PAGEABLE ? NULL : (void *)address,
      kind == DEVICE ? NULL : (void *)address,
  };
  return leave(OK);
}

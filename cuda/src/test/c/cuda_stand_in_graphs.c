// SPDX-License-Identifier: Apache-2.0
//
// Graphs, once captured: made executable, launched, destroyed. See cuda_stand_in.h.
#define _GNU_SOURCE
#include "cuda_stand_in.h"

#include <stdlib.h>
#include <string.h>

static Graph *graphs; // executable ones too; destroyed ones stay, to be told from strangers
static int executable_ids;

void register_graph(Graph *graph) {
  graph->alive = 1;
  graph->next = graphs;
  graphs = graph;
  graph->executable ? counts.executables++ : counts.graphs++;
}

void count_kinds(const Graph *graph, int kinds[NODE_KINDS]) {
  memset(kinds, 0, NODE_KINDS * sizeof *kinds);
  for (int i = 0; i < graph->count; i++) {
    kinds[graph->nodes[i].kind]++;
  }
}

static Graph *graph_of(const char *function, void *handle, int executable, int *error) {
  for (Graph *graph = graphs; graph; graph = graph->next) {
    if (graph == handle && graph->executable == executable) {
      *error = graph->alive
                   ? OK
                   : violation(function, INVALID_VALUE, "graph %d was destroyed", graph->id);
      return graph;
    }
  }
  *error = violation(function, INVALID_VALUE, "%p is no graph of this kind", handle);
  return NULL;
}

API int cudaGraphInstantiate(void **executable, void *of, unsigned long long flags) {
  (void)flags;
  enter();
  int error;
  Graph *graph = graph_of("cudaGraphInstantiate", of, 0, &error);
  if (error) {
    return leave(error);
  }
  size_t size = (size_t)graph->count * sizeof *graph->nodes;
  Graph *own = calloc(1, sizeof *own);
  own->id = ++executable_ids;
  own->executable = 1;
  own->count = graph->count;
  own->nodes = memcpy(malloc(size ? size : 1), graph->nodes, size);
  register_graph(own);
  say("instantiate graph=%d executable=%d nodes=%d", graph->id, own->id, own->count);
  *executable = own;
  return leave(OK);
}

API int cudaGraphInstantiateWithFlags(void **executable, void *of, unsigned long long flags) {
  return cudaGraphInstantiate(executable, of, flags);
}

// Each node is asked for as a call would: what is freed now, or changed before it runs, shows.
API int cudaGraphLaunch(void *handle, void *on) {
  enter();
  int error;
  Graph *graph = graph_of("cudaGraphLaunch", handle, 1, &error);
  Stream *stream = stream_of(on);
  if (!error && !stream) {
    error = violation("cudaGraphLaunch", INVALID_HANDLE, "%p is no stream", on);
  }
  if (!error && stream->capture) {
    error = unexpected("cudaGraphLaunch in a capture");
  }
  if (error) {
    return leave(error);
  }
  counts.launches++;
  say("launch executable=%d stream=%d", graph->id, stream->id);
  for (int i = 0; i < graph->count && !error; i++) {
    Node node = graph->nodes[i];
    enum Memory kind;
    const void *from = node.kind == COPY ? reachable(node.from, node.bytes, &kind) : NULL;
    if (from && kind == PINNED) {
      node.hashed = 1;
      node.hash = pinned_hash(from, node.bytes);
    }
    error = enqueue("cudaGraphLaunch", on, &node);
  }
  return leave(error);
}

static int destroy(const char *function, void *handle, int executable) {
  enter();
  int error;
  Graph *graph = graph_of(function, handle, executable, &error);
  if (!error) {
    graph->alive = 0;
    free(graph->nodes);
    graph->nodes = NULL;
    executable ? counts.executables-- : counts.graphs--;
    say("destroy %s=%d", executable ? "executable" : "graph", graph->id);
  }
  return leave(error);
}

API int cudaGraphDestroy(void *graph) { return destroy("cudaGraphDestroy", graph, 0); }

API int cudaGraphExecDestroy(void *graph) { return destroy("cudaGraphExecDestroy", graph, 1); }

// The number of nodes; without an array nothing else, as in CUDA.
API int cudaGraphGetNodes(void *handle, void **nodes, size_t *count) {
  enter();
  int error;
  Graph *graph = graph_of("cudaGraphGetNodes", handle, 0, &error);
  for (int i = 0; !error && nodes && i < graph->count && (size_t)i < *count; i++) {
    nodes[i] = &graph->nodes[i];
  }
  if (!error) {
    *count = (size_t)graph->count;
  }
  return leave(error);
}

// CUDA's numbers: 0 a kernel, 1 a copy, 2 a filling.
API int cudaGraphNodeGetType(void *node, int *type) {
  enter();
  *type = (int)((Node *)node)->kind;
  return leave(OK);
}

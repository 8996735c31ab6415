// SPDX-License-Identifier: Apache-2.0
package io.twingraph.cuda;

import static org.bytedeco.cuda.global.cudart.cudaGraphDestroy;
import static org.bytedeco.cuda.global.cudart.cudaGraphExecDestroy;
import static org.bytedeco.cuda.global.cudart.cudaGraphInstantiateFlagAutoFreeOnLaunch;
import static org.bytedeco.cuda.global.cudart.cudaGraphInstantiateFlagUseNodePriority;
import static org.bytedeco.cuda.global.cudart.cudaGraphInstantiateWithFlags;
import static org.bytedeco.cuda.global.cudart.cudaGraphLaunch;

import org.bytedeco.cuda.cudart.CUgraphExec_st;
import org.bytedeco.cuda.cudart.CUgraph_st;

/**
 * Recorded work of a {@link CudaStream}: copies and kernels with the addresses that they had, which
 * must stay valid for as long as this is launched. One call of the driver starts all of them.
 */
public final class CudaGraph implements AutoCloseable {
  /** As PyTorch instantiates its own. */
  private static final long FLAGS =
      cudaGraphInstantiateFlagAutoFreeOnLaunch | cudaGraphInstantiateFlagUseNodePriority;

  private final CudaStream stream;
  private CUgraphExec_st executable = new CUgraphExec_st();

  /** Takes {@code graph} over. */
  CudaGraph(CudaStream stream, CUgraph_st graph) {
    this.stream = stream;
    try {
      stream.checked(() -> cudaGraphInstantiateWithFlags(executable, graph, FLAGS));
    } finally {
      destroy(graph);
    }
  }

  /** Puts the work into the stream it was recorded from; does not wait for it. */
  public void launch() {
    if (executable == null) {
      throw new IllegalStateException("the CUDA graph is closed");
    }
    stream.checked(() -> cudaGraphLaunch(executable, stream.pointer()));
  }

  /** Gives it back, once the stream has done all its work; the second call does nothing. */
  @Override
  public void close() {
    if (executable == null) {
      return;
    }
    CUgraphExec_st last = executable;
    executable = null;
    stream.synchronize();
    stream.checked(() -> cudaGraphExecDestroy(last));
  }

  /** Gives a graph back that is not needed, or no longer; one that never was is left alone. */
  static void destroy(CUgraph_st graph) {
    if (!graph.isNull()) {
      CudaException.check(cudaGraphDestroy(graph));
    }
  }
}

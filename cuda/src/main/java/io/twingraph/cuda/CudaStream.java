// SPDX-License-Identifier: Apache-2.0
package io.twingraph.cuda;

import static org.bytedeco.cuda.global.cudart.cudaGetDevice;
import static org.bytedeco.cuda.global.cudart.cudaSetDevice;
import static org.bytedeco.cuda.global.cudart.cudaStreamBeginCapture;
import static org.bytedeco.cuda.global.cudart.cudaStreamCaptureModeThreadLocal;
import static org.bytedeco.cuda.global.cudart.cudaStreamCreateWithFlags;
import static org.bytedeco.cuda.global.cudart.cudaStreamEndCapture;
import static org.bytedeco.cuda.global.cudart.cudaStreamNonBlocking;
import static org.bytedeco.cuda.global.cudart.cudaStreamSynchronize;

import java.util.function.IntSupplier;
import org.bytedeco.cuda.cudart.CUgraph_st;
import org.bytedeco.cuda.cudart.CUstream_st;

/**
 * A stream: work for one GPU, in order, which does not wait for the default stream. It lives as
 * long as the process: libraries keep memory for every stream that they have seen.
 *
 * <p>Used by one thread at a time. Failures of CUDA are {@link CudaException}s.
 */
public final class CudaStream {
  private final int device;
  private final CUstream_st stream = new CUstream_st();

  private CudaStream(int device) {
    this.device = device;
    checked(() -> cudaStreamCreateWithFlags(stream, cudaStreamNonBlocking));
  }

  /** A new stream on a GPU, which is opened for this process if it is not yet. */
  public static CudaStream on(int device) {
    return new CudaStream(device);
  }

  /** The {@code cudaStream_t}, for libraries that take one. */
  public long handle() {
    return pointer().address();
  }

  /** Waits until all work in the stream is done. */
  public void synchronize() {
    checked(() -> cudaStreamSynchronize(pointer()));
  }

  /**
   * Records what {@code work} puts into this stream, without running it. Other threads may use CUDA
   * meanwhile; this one must not wait for the GPU, and neither take memory from the driver nor give
   * it back.
   *
   * @return the work, to be run by {@link CudaGraph#launch}; the caller closes it
   * @throws CudaException if CUDA cannot record it; what {@code work} throws is thrown on
   */
  public CudaGraph record(Runnable work) {
    CUgraph_st graph = new CUgraph_st();
    checked(() -> cudaStreamBeginCapture(pointer(), cudaStreamCaptureModeThreadLocal));
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      try {
        checked(() -> cudaStreamEndCapture(pointer(), graph));
        CudaGraph.destroy(graph);
      } catch (CudaException ending) {
        e.addSuppressed(ending); // the recording is void, as work has failed
      }
      throw e;
    }
    checked(() -> cudaStreamEndCapture(pointer(), graph));
    return new CudaGraph(this, graph);
  }

  /** For calls with this stream. */
  CUstream_st pointer() {
    return stream;
  }

  /** Makes a call with this stream's GPU as the current one. */
  void checked(IntSupplier call) {
    int[] before = new int[1];
    CudaException.check(cudaGetDevice(before));
    if (before[0] == device) {
      CudaException.check(call.getAsInt());
      return;
    }
    CudaException.check(cudaSetDevice(device));
    try {
      CudaException.check(call.getAsInt());
    } finally {
      cudaSetDevice(before[0]);
    }
  }
}

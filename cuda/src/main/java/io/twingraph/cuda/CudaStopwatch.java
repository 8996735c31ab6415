// SPDX-License-Identifier: Apache-2.0
package io.twingraph.cuda;

import static org.bytedeco.cuda.global.cudart.cudaEventCreate;
import static org.bytedeco.cuda.global.cudart.cudaEventDestroy;
import static org.bytedeco.cuda.global.cudart.cudaEventElapsedTime;
import static org.bytedeco.cuda.global.cudart.cudaEventRecord;

import org.bytedeco.cuda.cudart.CUevent_st;

/**
 * Times work by the GPU's own clock, with an event before it and one after it in its stream. Both
 * are put into the stream only; nothing waits.
 */
public final class CudaStopwatch implements AutoCloseable {
  private final CudaStream stream;
  private final CUevent_st begun = new CUevent_st();
  private final CUevent_st ended = new CUevent_st();
  private final float[] millis = new float[1];
  private boolean closed;

  /** For the work of one stream. */
  public CudaStopwatch(CudaStream stream) {
    this.stream = stream;
    stream.checked(() -> cudaEventCreate(begun));
    stream.checked(() -> cudaEventCreate(ended));
  }

  /** The work begins with what is put into the stream next. */
  public void start() {
    stream.checked(() -> cudaEventRecord(begun, stream.pointer()));
  }

  /** The work ends with what was put into the stream last. */
  public void stop() {
    stream.checked(() -> cudaEventRecord(ended, stream.pointer()));
  }

  /**
   * Milliseconds from start to stop, to about half a microsecond.
   *
   * @throws CudaException if the stream has not come to the stop yet
   */
  public double millis() {
    stream.checked(() -> cudaEventElapsedTime(millis, begun, ended));
    return millis[0];
  }

  /** Gives the events back; the second call does nothing. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    stream.checked(() -> cudaEventDestroy(begun));
    stream.checked(() -> cudaEventDestroy(ended));
  }
}

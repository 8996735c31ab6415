// SPDX-License-Identifier: Apache-2.0
package io.twingraph.cuda;

import static org.bytedeco.cuda.global.cudart.cudaGetErrorString;
import static org.bytedeco.cuda.global.cudart.cudaGetLastError;
import static org.bytedeco.cuda.global.cudart.cudaSuccess;

import org.bytedeco.javacpp.BytePointer;

/** A call of the CUDA runtime that failed, in the runtime's own words and with its number. */
public final class CudaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CudaException(String message) {
    super(message);
  }

  /**
   * Throws unless a call succeeded. The runtime keeps its last error for whoever asks next, which
   * would be an engine that has done nothing wrong; it is taken away.
   *
   * @param code what the call returned
   */
  static void check(int code) {
    if (code != cudaSuccess) {
      cudaGetLastError();
      throw new CudaException("the CUDA runtime says: " + text(code));
    }
  }

  /** What the runtime says of an error. */
  static String text(int code) {
    try (BytePointer message = cudaGetErrorString(code)) {
      return message.getString() + " (error " + code + ")";
    }
  }
}

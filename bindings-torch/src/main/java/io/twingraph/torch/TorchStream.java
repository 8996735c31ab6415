// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.cuda.CudaException;
import io.twingraph.cuda.CudaStream;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Stream;
import org.bytedeco.pytorch.cuda.CUDAStream;
import org.bytedeco.pytorch.global.torch_cuda;

/**
 * A session's own stream on a GPU. What can be recorded must not be in the default stream, and all
 * of a session's work is in one, so that it runs in the order it was asked for.
 *
 * <p>Belongs to one session at a time; {@link #close} after everything that lies in memory of it.
 */
final class TorchStream {
  /**
   * The streams of sessions that have closed, by GPU, for those that open next. libtorch keeps up
   * to 32 MiB of the GPU for each stream that ever multiplied matrices, for each of its threads,
   * until the process ends.
   */
  private static final Map<Integer, Deque<CudaStream>> FREE = new ConcurrentHashMap<>();

  private final byte device;
  private final CudaStream stream;

  /** How libtorch knows it: a stream that is not its own goes by its address. */
  private final CUDAStream known;

  private final TorchClock clock;

  private TorchStream(int device) {
    this.device = (byte) device;
    CudaStream free = FREE.computeIfAbsent(device, gpu -> new ConcurrentLinkedDeque<>()).poll();
    this.stream = free == null ? CudaStream.on(device) : free;
    try {
      Device gpu = new Device(TorchCuda.PREFIX + device);
      Stream own = new Stream(Stream.Unsafe.UNSAFE, gpu, stream.handle());
      this.known = new CUDAStream(own);
      this.clock = new TorchClock(stream);
      known.retainReference();
    } catch (RuntimeException e) {
      FREE.get(device).push(stream);
      throw e;
    }
  }

  /**
   * A new one for a device named {@code cuda:N}; {@code null} for the CPU, which has none, and
   * where {@link TorchCuda#whyNoStreams} says so.
   */
  static TorchStream of(String device) {
    boolean possible = TorchCuda.is(device) && TorchCuda.whyNoStreams().isEmpty();
    return possible ? new TorchStream(TorchCuda.index(device)) : null;
  }

  /** The stream itself. */
  CudaStream cuda() {
    return stream;
  }

  /** What times the session's steps on the GPU. */
  TorchClock clock() {
    return clock;
  }

  /** The GPU's number. */
  byte device() {
    return device;
  }

  /**
   * Runs {@code body} with this as the stream that libtorch puts this thread's work into.
   * Autograd's own threads put the backward half of an operation where its forward half was.
   */
  <T> T during(Supplier<T> body) {
    CUDAStream before = torch_cuda.getCurrentCUDAStream(device);
    torch_cuda.setCurrentCUDAStream(known);
    try {
      return body.get();
    } finally {
      torch_cuda.setCurrentCUDAStream(before);
    }
  }

  /**
   * Waits for the work and leaves the stream to another session; called once.
   *
   * @throws CudaException if the work has failed; then nobody gets the stream any more
   */
  Void close() {
    TorchClosing.all(clock::close, known::close, stream::synchronize);
    FREE.get((int) device).push(stream);
    return null;
  }
}

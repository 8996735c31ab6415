// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.cuda.CudaGraph;
import io.twingraph.nativelib.PointerTracker;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.cuda.CUDAAllocator;
import org.bytedeco.pytorch.cuda.DeviceAssertionsDataVectorCUDAKernelLaunchInfoVectorPair;
import org.bytedeco.pytorch.cuda.StreamFilter;
import org.bytedeco.pytorch.global.torch_cuda;

/**
 * Records as a CUDA graph. What the recorded operations allocate comes from a pool of libtorch's
 * memory that nothing else uses until the recording is closed.
 *
 * <p>What {@link TorchRecorder#record} is given must have run before on the same stream and thread,
 * so that libraries have made what they keep for both; and while it is recorded no pinned tensor
 * may be freed.
 */
final class TorchCudaRecorder implements TorchRecorder {
  /** Numbers of pools, far above those that libtorch counts for its own. */
  private static final AtomicLong POOLS = new AtomicLong(1L << 40);

  private final TorchStream stream;
  private CudaGraph graph;
  private Pool pool;

  TorchCudaRecorder(TorchStream stream) {
    this.stream = stream;
  }

  @Override
  public void record(Runnable work) {
    close();
    stream.cuda().synchronize();
    pool = new Pool(stream);
    try {
      pool.during(() -> graph = stream.cuda().record(() -> scoped(work)));
    } catch (RuntimeException e) {
      try {
        close();
      } catch (RuntimeException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  @Override
  public void run() {
    stream.clock().start();
    graph.launch();
    stream.clock().stop();
    stream.cuda().synchronize();
    stream.clock().read();
  }

  @Override
  public void close() {
    CudaGraph lastGraph = graph;
    Pool lastPool = pool;
    graph = null;
    pool = null;
    TorchClosing.all(
        () -> {
          if (lastGraph != null) {
            lastGraph.close();
          }
        },
        () -> {
          if (lastPool != null) {
            lastPool.close();
          }
        });
  }

  /** Frees what {@code work} made while it is recorded still, so that the pool can use it again. */
  private static void scoped(Runnable work) {
    PointerTracker.freeingWithin(
        () -> {
          work.run();
          return null;
        });
  }

  /** A pool of libtorch's memory on one GPU. */
  private static final class Pool {
    private final CUDAAllocator allocator = torch_cuda.getAllocator();
    private final byte device;
    private final long handle;
    private final LongPointer numbers;
    private final DeviceAssertionsDataVectorCUDAKernelLaunchInfoVectorPair id;
    private boolean made;

    Pool(TorchStream stream) {
      device = stream.device();
      handle = stream.cuda().handle();
      numbers = new LongPointer(POOLS.incrementAndGet(), 0L).retainReference();
      // The preset takes a pair of two numbers for a class of another name; the bytes are the same.
      id = new DeviceAssertionsDataVectorCUDAKernelLaunchInfoVectorPair(numbers);
    }

    /** Has it give the memory of its stream while {@code work} runs. */
    void during(Runnable work) {
      Filter filter = new Filter(handle).retainReference();
      allocator.beginAllocateToPool(device, id, filter);
      made = true;
      try {
        if (allocator.getPoolUseCount(device, id) != 1) {
          throw new IllegalStateException("libtorch did not take the number of the memory pool");
        }
        work.run();
      } finally {
        allocator.endAllocateToPool(device, id);
        filter.close(); // not if ending failed: libtorch would go on asking it
      }
    }

    void close() {
      TorchClosing.all(
          () -> {
            if (made) {
              allocator.releasePool(device, id);
              TorchCuda.emptyCache();
            }
          },
          numbers::close);
    }
  }

  /**
   * Says which allocations are the pool's: those on one stream. libtorch asks for every allocation
   * on the GPU meanwhile, on whatever thread it is made (autograd's, another session's), with its
   * allocator locked, so that nothing but a comparison may happen here.
   */
  private static final class Filter extends StreamFilter {
    private final long handle;

    Filter(long handle) {
      this.handle = handle;
    }

    @Override
    public boolean call(Pointer asked) {
      return asked != null && asked.address() == handle;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench.contestant;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * How fast memory is copied: each thread copies a block of its own, far larger than a cache, with
 * the C library's {@code memcpy}. A byte that is read and written counts twice.
 */
final class CopyBandwidth {
  private static final long BLOCK = 256L << 20;
  private static final int WARM_UP = 2;
  private static final int CALLS = 7;

  private final int threads;

  CopyBandwidth(int threads) {
    this.threads = threads;
  }

  /** Gigabytes read and written in a second, of each of several calls. */
  List<Double> measure() throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Callable<Void>> copies = new ArrayList<>();
    List<BytePointer> blocks = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      BytePointer from = new BytePointer(BLOCK);
      BytePointer to = new BytePointer(BLOCK);
      blocks.add(from);
      blocks.add(to);
      Pointer.memset(from, 1, BLOCK);
      copies.add(
          () -> {
            Pointer.memcpy(to, from, BLOCK);
            return null;
          });
    }
    try {
      List<Double> rates = new ArrayList<>();
      for (int i = 0; i < WARM_UP + CALLS; i++) {
        long start = System.nanoTime();
        for (Future<Void> copy : pool.invokeAll(copies)) {
          copy.get();
        }
        if (i >= WARM_UP) {
          rates.add(2.0 * BLOCK * threads / (System.nanoTime() - start));
        }
      }
      return rates;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a copy failed", e);
    } finally {
      pool.shutdown();
      blocks.forEach(BytePointer::close);
    }
  }
}

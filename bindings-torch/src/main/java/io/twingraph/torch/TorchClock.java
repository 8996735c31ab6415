// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.cuda.CudaStopwatch;
import io.twingraph.cuda.CudaStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * How long a session's last steps took on the GPU, by its own clock: from the first copy of a batch
 * to the last update. A recorded step has the copies of its logits and its loss to the host in it,
 * which are microseconds.
 */
final class TorchClock {
  private static final int KEPT = 256;

  private final CudaStopwatch watch;
  private final double[] millis = new double[KEPT];
  private long read;

  TorchClock(CudaStream stream) {
    watch = new CudaStopwatch(stream);
  }

  /** A step begins. */
  void start() {
    watch.start();
  }

  /** All of it is in the stream. */
  void stop() {
    watch.stop();
  }

  /** It is done, and was waited for. */
  void read() {
    millis[(int) (read++ % KEPT)] = watch.millis();
  }

  /** The median of the last steps in milliseconds; empty before the first. */
  Optional<String> median() {
    if (read == 0) {
      return Optional.empty();
    }
    double[] sorted = Arrays.copyOf(millis, (int) Math.min(read, KEPT));
    Arrays.sort(sorted);
    return Optional.of(String.format(Locale.ROOT, "%.4f", sorted[sorted.length / 2]));
  }

  void close() {
    watch.close();
  }
}

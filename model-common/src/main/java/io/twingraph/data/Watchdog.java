// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Closes a stream that gives nothing for too long. The HTTP client's own timeout ends with the
 * response's headers, so a server that stops in the middle of a file would be waited for for ever.
 */
final class Watchdog implements AutoCloseable {
  private final InputStream stream;
  private final Duration patience;
  private final ScheduledExecutorService timer;
  private volatile boolean fired;

  Watchdog(InputStream stream, Duration patience) {
    this.stream = stream;
    this.patience = patience;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "twingraph-download-watchdog");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** As {@link InputStream#read(byte[])}, but fails when no byte comes in time. */
  int read(byte[] buffer) throws IOException {
    ScheduledFuture<?> alarm =
        timer.schedule(this::fire, patience.toMillis(), TimeUnit.MILLISECONDS);
    try {
      int there = stream.read(buffer);
      if (!fired) {
        return there;
      }
    } catch (IOException e) {
      if (!fired) {
        throw e;
      }
    } finally {
      alarm.cancel(false);
    }
    throw new IOException("no byte for " + patience.toMillis() / 1000.0 + " s");
  }

  private void fire() {
    fired = true;
    try {
      stream.close();
    } catch (IOException e) {
      // Nothing to do: the reader fails because of the flag.
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}

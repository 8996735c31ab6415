// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.terminal;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Remembers why writing failed first, which a {@link java.io.PrintStream} keeps to itself. */
final class WatchedStream extends FilterOutputStream {
  private IOException failure;

  WatchedStream(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int count) throws IOException {
    try {
      out.write(bytes, from, count);
    } catch (IOException e) {
      failure = failure == null ? e : failure;
      throw e;
    }
  }

  /** Why the first write failed; {@code null} if none did. */
  synchronized IOException failure() {
    return failure;
  }
}

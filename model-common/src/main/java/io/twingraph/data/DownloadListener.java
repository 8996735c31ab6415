// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import java.net.URI;

/** Told how a download goes, on the thread that asked for it. */
@FunctionalInterface
public interface DownloadListener {
  /** Listens to nothing. */
  DownloadListener NONE = (from, bytes, total) -> {};

  /**
   * Called when a file begins (with 0 bytes), each time some of it has come, and at its end. A file
   * that is begun again from another mirror starts from 0 again.
   *
   * @param from the file on its mirror
   * @param bytes bytes so far
   * @param total bytes in all, or -1 if the server does not say
   */
  void progress(URI from, long bytes, long total);
}

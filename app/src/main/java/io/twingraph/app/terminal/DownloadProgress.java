// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.terminal;

import io.twingraph.data.DownloadListener;
import java.net.URI;

/** Shows a download: a bar where somebody watches, else a line for each file. */
public final class DownloadProgress implements DownloadListener, AutoCloseable {
  private final Terminal terminal;
  private URI shown;
  private EraseableBar bar;

  /** Progress on the accompanying stream. */
  public DownloadProgress(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void progress(URI from, long bytes, long total) {
    if (!from.equals(shown)) {
      close();
      shown = from;
      terminal.err("downloading " + from);
      bar = EraseableBar.open(terminal, "", total, "kB", 1000);
    }
    bar.moveTo(bytes, "");
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import io.twingraph.app.terminal.Terminal;

/**
 * Lines for people: on the output, on the accompanying stream where the output is JSON, or nowhere.
 *
 * @param json whether the output is JSON and nothing else
 * @param quiet whether people want none
 */
record Voice(Terminal terminal, boolean json, boolean quiet) {
  void line(String text) {
    if (quiet) {
      return;
    }
    if (json) {
      terminal.err(text);
    } else {
      terminal.out(text);
    }
  }

  void labelled(String label, String text) {
    if (quiet) {
      return;
    }
    if (json) {
      terminal.err(label, text);
    } else {
      terminal.out(label, text);
    }
  }
}

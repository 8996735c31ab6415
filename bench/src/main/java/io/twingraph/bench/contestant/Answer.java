// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench.contestant;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What a contestant tells the harness: one JSON object a line. */
final class Answer {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PrintStream out =
      new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

  /** Takes the standard output for itself: what anything prints by the way goes to the log. */
  Answer() {
    System.setOut(
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
  }

  static ObjectNode event(String name) {
    return JSON.createObjectNode().put("event", name);
  }

  void firstStep() {
    send(event("first-step"));
  }

  void unsupported(String reason) {
    send(event("unsupported").put("reason", reason));
  }

  /** Sends the result and waits for the harness, which reads this process's memory meanwhile. */
  void result(ObjectNode result) {
    send(result);
    try (InputStream in = new FileInputStream(FileDescriptor.in)) {
      while (in.read() >= 0) {
        // Nothing is said; its end is what counts.
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void send(ObjectNode event) {
    out.println(event);
  }
}

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
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** What a contestant tells the harness: one JSON object a line. */
final class Answer {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The status of a contestant whose harness is gone. */
  static final int ORPHAN = 4;

  private final PrintStream out =
      new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

  private final CountDownLatch inputEnded = new CountDownLatch(1);
  private volatile boolean answered;

  /**
   * Takes the standard streams for itself: what anything prints by the way goes to the log, and the
   * end of the input before the answer is the end of the harness, which ends this process too.
   */
  Answer() {
    System.setOut(
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
    Thread watch = new Thread(this::watch, "harness-watch");
    watch.setDaemon(true);
    watch.start();
  }

  private void watch() {
    try (InputStream in = new FileInputStream(FileDescriptor.in)) {
      while (in.read() >= 0) {
        // Nothing is said; its end is what counts.
      }
    } catch (IOException e) {
      // An input that cannot be read has nobody at its other end either.
    }
    if (!answered) {
      Runtime.getRuntime().halt(ORPHAN);
    }
    inputEnded.countDown();
  }

  static ObjectNode event(String name) {
    return JSON.createObjectNode().put("event", name);
  }

  void firstStep() {
    send(event("first-step"));
  }

  void unsupported(String reason) {
    answered = true;
    send(event("unsupported").put("reason", reason));
  }

  /** Sends the result and waits for the harness, which reads this process's memory meanwhile. */
  void result(ObjectNode result) {
    answered = true;
    send(result);
    try {
      inputEnded.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(ObjectNode event) {
    out.println(event);
  }
}

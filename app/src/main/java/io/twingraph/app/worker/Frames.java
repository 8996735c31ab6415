// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.twingraph.spec.ExperimentFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Events on a stream that is not the worker's alone: native libraries may print to it. A frame is a
 * line of at most {@value #MAX_BYTES} bytes, which a pipe takes in one piece, and starts with a
 * mark, which is looked for anywhere in a line. A longer event goes in several frames, of which all
 * but the last have {@code +} behind the mark.
 */
final class Frames {
  /** What POSIX promises that a pipe does not tear apart, on every system, is 512 and more. */
  private static final int MAX_BYTES = 500;

  private static final String MARK = "\u0001twingraph\u0002";
  private static final char MORE = '+';
  private static final char LAST = '.';

  private static final ObjectMapper JSON =
      ExperimentFile.json()
          .disable(SerializationFeature.INDENT_OUTPUT)
          .configure(JsonWriteFeature.ESCAPE_NON_ASCII.mappedFeature(), true);

  private Frames() {}

  /** Sends events. */
  static final class Writer {
    private final OutputStream out;

    Writer(OutputStream out) {
      this.out = out;
    }

    /** Writes and flushes an event. */
    synchronized void send(WorkerEvent event) throws IOException {
      String json = toJson(event);
      int room = MAX_BYTES - MARK.length() - 2;
      for (int from = 0; from < json.length(); from += room) {
        int to = Math.min(from + room, json.length());
        String frame = MARK + (to < json.length() ? MORE : LAST) + json.substring(from, to) + '\n';
        out.write(frame.getBytes(StandardCharsets.US_ASCII));
      }
      out.flush();
    }
  }

  /** Puts events together again. */
  static final class Reader {
    private final Consumer<String> noise;
    private final StringBuilder parts = new StringBuilder();

    /**
     * @param noise takes everything that is not part of an event
     */
    Reader(Consumer<String> noise) {
      this.noise = noise;
    }

    /**
     * Takes a line.
     *
     * @return the event that this line completes, if it does
     * @throws IOException if a frame is damaged
     */
    Optional<WorkerEvent> line(String line) throws IOException {
      int at = line.indexOf(MARK);
      if (at != 0) {
        noise.accept(at < 0 ? line : line.substring(0, at));
      }
      int kind = at + MARK.length();
      if (at < 0 || kind >= line.length()) {
        return Optional.empty();
      }
      parts.append(line, kind + 1, line.length());
      if (line.charAt(kind) == MORE) {
        return Optional.empty();
      }
      String json = parts.toString();
      parts.setLength(0);
      return Optional.of(JSON.readValue(json, WorkerEvent.class));
    }
  }

  /** One line of JSON in ASCII. */
  static String toJson(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + value + " as JSON", e);
    }
  }

  /** Reads what {@link #toJson} wrote of a job. */
  static WorkerJob job(String json) throws IOException {
    return JSON.readValue(json, WorkerJob.class);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.twingraph.run.ExitStatus;
import io.twingraph.run.LastLines;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One process of a contestant, from its start to its end: the harness's half of the protocol. */
final class ContestantProcess {
  /** Python writes NaN for a loss that is none. */
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private static final double LONGEST_MILLIS = 1e12;
  private static final Duration TIME_TO_EXIT = Duration.ofSeconds(20);

  /** A line with the time it was read at; without text, the end of the output. */
  private record Line(String text, long nanos) {}

  /** A contestant did not get to a result. The message is a clause about it. */
  static final class FailedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Whether it may hang again, so that it had better not be tried again. */
    private final boolean hung;

    FailedException(String reason, boolean hung) {
      super(reason);
      this.hung = hung;
    }

    boolean hung() {
      return hung;
    }
  }

  private final Contestant contestant;
  private final Job job;
  private final int round;
  private final Path log;
  private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();
  private Double firstStepSeconds;
  private long started;

  ContestantProcess(Contestant contestant, Job job, int round) {
    this.contestant = contestant;
    this.job = job;
    this.round = round;
    this.log =
        job.work().resolve(contestant.name() + "-" + job.workload().id() + ".log").toAbsolutePath();
  }

  /**
   * Runs the process and waits for its end.
   *
   * @throws FailedException if there is no result
   */
  Sample run(Limits limits) throws FailedException, InterruptedException {
    try (ProcessTree tree = start()) {
      long deadline = started + limits.of(job.workload()).toNanos();
      Thread reader = new Thread(() -> read(tree.process()), "read-" + contestant.name());
      reader.setDaemon(true);
      reader.start();
      while (true) {
        long left = deadline - System.nanoTime();
        Line line = left <= 0 ? null : lines.poll(left, TimeUnit.NANOSECONDS);
        if (line == null) {
          throw new FailedException(
              "gave no result in "
                  + limits.of(job.workload()).toSeconds()
                  + " s and was stopped; its output: "
                  + log,
              true);
        }
        if (line.text() == null) {
          throw ended(tree);
        }
        JsonNode event = event(line.text());
        switch (event == null ? "" : event.path("event").asText()) {
          case "first-step" -> firstStepSeconds = (line.nanos() - started) * 1e-9;
          case "unsupported" ->
              throw new FailedException(event.path("reason").asText("gave no reason"), false);
          case "result" -> {
            return sample(event, tree);
          }
          default -> {
            // What a library prints by the way.
          }
        }
      }
    }
  }

  private ProcessTree start() throws FailedException {
    try {
      ProcessBuilder builder = contestant.start().process(job);
      builder.redirectError(log.toFile());
      started = System.nanoTime();
      return ProcessTree.start(builder);
    } catch (IOException e) {
      throw new FailedException("cannot be started: " + e.getMessage(), false);
    }
  }

  private void read(Process process) {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines.add(new Line(line, System.nanoTime()));
      }
    } catch (IOException e) {
      // A stream that breaks has nothing more to say.
    }
    lines.add(new Line(null, System.nanoTime()));
  }

  private static JsonNode event(String line) {
    if (!line.startsWith("{")) {
      return null;
    }
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private FailedException ended(ProcessTree tree) throws InterruptedException {
    if (!tree.waitFor(TIME_TO_EXIT)) {
      return new FailedException(
          "closed its output without a result and did not exit; its output: " + log, true);
    }
    ExitStatus exit = new ExitStatus(tree.process().exitValue());
    if (ProcessTree.endsWith(exit)) {
      throw new InterruptedException("the contestant was stopped");
    }
    String reason = exit.words("its result");
    return new FailedException(LastLines.last(log, "no output") + " (" + reason + ")", false);
  }

  private Sample sample(JsonNode event, ProcessTree tree)
      throws FailedException, InterruptedException {
    Long peak = tree.peakBytes();
    try {
      List<Double> millis = numbers(event, "millis");
      check(millis);
      return new Sample(
          contestant.name(),
          job.workload().id(),
          round,
          firstStepSeconds,
          peak,
          JSON.convertValue(event.get("threads"), Integer.class),
          JSON.convertValue(event.get("versions"), new TypeReference<Map<String, String>>() {}),
          millis,
          number(event, "gpuMillis"),
          numbers(event, "losses"),
          numbers(event, "logits"),
          number(event, "trainLoss"),
          number(event, "validationLoss"),
          number(event, "validationAccuracy"),
          numbers(event, "gigaflopsPerSecond"),
          numbers(event, "copyGigabytesPerSecond"),
          note(event, leave(tree)));
    } catch (IllegalArgumentException e) {
      throw new FailedException(
          "sent a result that cannot be read: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
          false);
    }
  }

  private static List<Double> numbers(JsonNode event, String name) {
    List<Double> numbers = JSON.convertValue(event.get(name), new TypeReference<List<Double>>() {});
    if (numbers != null && numbers.stream().anyMatch(Objects::isNull)) {
      throw new IllegalArgumentException("'" + name + "' has a null");
    }
    return numbers;
  }

  /** What the contestant says of itself, and what was seen of its end; {@code null} for neither. */
  private static String note(JsonNode event, String end) {
    String own = JSON.convertValue(event.get("note"), String.class);
    if (own == null || end == null) {
      return own == null ? end : own;
    }
    return own + "; " + end;
  }

  private static Double number(JsonNode event, String name) {
    return JSON.convertValue(event.get(name), Double.class);
  }

  private void check(List<Double> millis) {
    if (contestant.kind() == Contestant.Kind.CEILING) {
      return;
    }
    int wanted = job.workload().kind() == Workload.Kind.EPOCH ? 1 : job.workload().steps();
    int got = millis == null ? 0 : millis.size();
    if (got != wanted) {
      throw new IllegalArgumentException("expected " + wanted + " numbers in 'millis', got " + got);
    }
    if (!millis.stream().allMatch(value -> value > 0 && value < LONGEST_MILLIS)) {
      throw new IllegalArgumentException("'millis' has a value that is no duration");
    }
  }

  /** Lets the process go; a word about it if it does not leave as it should. */
  private static String leave(ProcessTree tree) throws InterruptedException {
    try {
      tree.process().getOutputStream().close();
    } catch (IOException e) {
      // It has gone already.
    }
    if (!tree.waitFor(TIME_TO_EXIT)) {
      return "did not exit after its result and was stopped";
    }
    int exit = tree.process().exitValue();
    return exit == 0 ? null : "exited with status " + exit + " after its result";
  }
}

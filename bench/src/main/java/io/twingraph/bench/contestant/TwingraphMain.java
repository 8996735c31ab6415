// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench.contestant;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twingraph.data.Batch;
import io.twingraph.data.BatchesAhead;
import io.twingraph.data.ImageSet;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.EngineUnavailableException;
import io.twingraph.engine.Engines;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.TrainingSession;
import io.twingraph.run.EngineRun;
import io.twingraph.run.EpochRecord;
import io.twingraph.run.Provenance;
import io.twingraph.run.Trainer;
import io.twingraph.run.TrainingData;
import io.twingraph.run.TrainingListener;
import io.twingraph.spec.Experiment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;

/**
 * Twingraph as a contestant: an engine by its name through the public SPI, batches through {@link
 * io.twingraph.data.BatchSource}, and for an epoch the {@link Trainer} itself. A step's time is
 * that of gathering its batch and of the step; for a GPU a thread of its own gathers, as in a
 * training run. Not for use by hand.
 */
public final class TwingraphMain {
  private static final int LOSSES = 10;
  private static final double MILLI = 1e-6;

  private final Arguments arguments;
  private final Experiment experiment;
  private final Samples samples;
  private final Answer answer;

  private TwingraphMain(Arguments arguments, Answer answer) {
    this.arguments = arguments;
    this.answer = answer;
    this.experiment =
        BenchNetwork.named(arguments.text("network"))
            .experiment()
            .withBatchSize(arguments.number("batch"))
            .withLearningRate(Double.parseDouble(arguments.text("rate")));
    this.samples = new Samples(Path.of(arguments.text("data")), experiment);
  }

  /** Takes the protocol's arguments and {@code --engine NAME}. */
  public static void main(String[] args) throws IOException {
    Answer answer = new Answer();
    new TwingraphMain(new Arguments(args), answer).run();
    // Native libraries may have left threads behind that would keep the process.
    Runtime.getRuntime().exit(0);
  }

  private void run() throws IOException {
    DeviceRequest device = DeviceRequest.parse(arguments.text("device", "cpu"));
    EngineOptions options = new EngineOptions(device, arguments.number("threads"));
    ObjectNode result = Answer.event("result");
    try (Engine engine = Engines.named(arguments.text("engine")).open(options);
        TrainingSession session = engine.open(experiment, samples.parameters());
        BatchesAhead ahead = engine.info().onGpu() ? new BatchesAhead() : null) {
      describe(result, engine.info());
      switch (arguments.text("workload")) {
        case "train" -> train(session, batches(ahead), result, arguments.number("steps"));
        case "forward" -> forward(session, batches(ahead), result);
        default -> {
          train(session, batches(ahead), result, 0);
          epoch(engine.info(), session, result);
        }
      }
      describe(result, session.details());
      answer.result(result);
    } catch (EngineUnavailableException e) {
      answer.unsupported(e.getMessage());
    }
  }

  private static void describe(ObjectNode result, EngineInfo info) {
    result
        .putObject("versions")
        .put("twingraph", Provenance.version())
        .put("java", System.getProperty("java.runtime.version"))
        .put(info.name(), info.version())
        .put("device", info.device());
    ObjectNode details = result.putObject("details");
    info.details().forEach(details::put);
    result.put("threads", info.threads());
  }

  /**
   * What a session found out as it ran: the GPU's time, and whether what was asked for was done.
   */
  private static void describe(ObjectNode result, Map<String, String> details) {
    String millis = details.get("gpuMillisPerStep");
    if (millis != null) {
      result.put("gpuMillis", Double.parseDouble(millis));
    }
    SessionNote.of(details).ifPresent(note -> result.put("note", note));
  }

  private Iterator<Batch> batches(BatchesAhead ahead) throws IOException {
    return samples.endless(arguments.number("train"), arguments.number("batch"), ahead);
  }

  private void train(TrainingSession session, Iterator<Batch> batches, ObjectNode result, int steps)
      throws IOException {
    Schedule schedule = schedule(steps);
    ArrayNode losses = result.putArray("losses");
    for (int step = 0; !schedule.finished(); step++) {
      long start = System.nanoTime();
      float loss = session.step(batches.next()).loss();
      long nanos = System.nanoTime() - start;
      if (step == 0) {
        answer.firstStep();
      }
      if (step < LOSSES) {
        losses.add(loss);
      }
      schedule.step(nanos * MILLI);
    }
    schedule.millis().forEach(result.putArray("millis")::add);
  }

  private Schedule schedule(int steps) {
    double seconds = Double.parseDouble(arguments.text("warmup-seconds"));
    return new Schedule(arguments.number("warmup"), seconds, steps);
  }

  private void forward(TrainingSession session, Iterator<Batch> batches, ObjectNode result)
      throws IOException {
    Schedule schedule = schedule(arguments.number("steps"));
    ArrayNode first = result.putArray("logits");
    for (int step = 0; !schedule.finished(); step++) {
      long start = System.nanoTime();
      HostTensor logits = session.predict(batches.next());
      long nanos = System.nanoTime() - start;
      if (step == 0) {
        answer.firstStep();
        for (int i = 0; i < Math.min(LOSSES, logits.size()); i++) {
          first.add(logits.value(i));
        }
      }
      schedule.step(nanos * MILLI);
    }
    schedule.millis().forEach(result.putArray("millis")::add);
  }

  private void epoch(EngineInfo info, TrainingSession session, ObjectNode result)
      throws IOException {
    int count = arguments.number("train");
    ImageSet train = samples.images(0, count);
    ImageSet validation = samples.images(count, count + arguments.number("validation"));
    // A run ends with test images, which are not measured; it refuses to have none.
    TrainingData data =
        new TrainingData(
            "bench",
            "the data folder",
            "",
            experiment.model().input().type(),
            train,
            validation,
            train.limit(1),
            train.sha256());
    Stopwatch watch = new Stopwatch();
    EngineRun run =
        new Trainer(experiment.withEpochs(1).withShuffle(true), data, watch).run(info, session);
    if (!run.complete()) {
      throw new IllegalStateException(run.problem());
    }
    result.withArray("millis").add(watch.nanos * MILLI);
    EpochRecord epoch = run.epochs().get(0);
    result.put("trainLoss", epoch.trainLoss());
    epoch.validationLoss().ifPresent(value -> result.put("validationLoss", value));
    epoch.validationAccuracy().ifPresent(value -> result.put("validationAccuracy", value));
  }

  /** From the first batch to the end of the validation. */
  private static final class Stopwatch implements TrainingListener {
    private long start;
    private long nanos;

    @Override
    public void trainingStarted(EngineInfo engine, int epochs, int steps, int samples) {
      start = System.nanoTime();
    }

    @Override
    public void epochFinished(EpochRecord epoch) {
      nanos = System.nanoTime() - start;
    }
  }
}

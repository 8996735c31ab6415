// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.worker;

import io.twingraph.data.DataException;
import io.twingraph.data.Dataset;
import io.twingraph.data.Datasets;
import io.twingraph.data.DownloadListener;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineException;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.EngineUnavailableException;
import io.twingraph.engine.Engines;
import io.twingraph.error.SpecException;
import io.twingraph.run.EngineRun;
import io.twingraph.run.Trainer;
import io.twingraph.run.TrainingData;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The process of one engine: reads a job, does it, tells its parent. Not for use by hand. */
public final class WorkerMain {
  private static final int ORPHAN = 4;

  private final WorkerJob job;
  private final EventSender events;

  private WorkerMain(WorkerJob job, EventSender events) {
    this.job = job;
    this.events = events;
  }

  /** Reads the job from the standard input. */
  public static void main(String[] args) throws IOException {
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    // What this process prints by the way must not come between the events.
    System.setOut(System.err);
    String json = readLine(System.in);
    if (json.isEmpty()) {
      System.err.println("This is the inside of twingraph; run `twingraph compare` instead.");
      System.exit(2);
    }
    Thread watch = new Thread(() -> stopWithParent(System.in), "parent-watch");
    watch.setDaemon(true);
    watch.start();
    new WorkerMain(Frames.job(json), new EventSender(new Frames.Writer(out))).run(System.err);
    // Native libraries may have left threads behind that would keep the process.
    System.exit(0);
  }

  private static String readLine(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      if (bytes.size() == WorkerJob.MAX_BYTES) {
        throw new IOException("a job of more than " + WorkerJob.MAX_BYTES + " bytes");
      }
      bytes.write(b);
    }
    return bytes.toString(StandardCharsets.US_ASCII);
  }

  /** The parent keeps this process's input open for as long as it lives, and writes nothing. */
  private static void stopWithParent(InputStream in) {
    try {
      while (in.read() >= 0) {
        // Nothing more is expected.
      }
    } catch (IOException e) {
      // An input that cannot be read has nobody at its other end either.
    }
    Runtime.getRuntime().halt(ORPHAN);
  }

  private void run(PrintStream log) {
    try {
      if (job.experiment() == null) {
        probe();
      } else {
        train();
      }
    } catch (SpecException e) {
      refuse(WorkerEvent.Reason.EXPERIMENT, e, log);
    } catch (DataException e) {
      refuse(WorkerEvent.Reason.DATA, e, log);
    } catch (EngineUnavailableException e) {
      refuse(WorkerEvent.Reason.UNAVAILABLE, e, log);
    } catch (EngineException e) {
      refuse(WorkerEvent.Reason.ENGINE, e, log);
    } catch (RuntimeException | Error e) {
      refuse(WorkerEvent.Reason.INTERNAL, e, log);
    }
  }

  private void refuse(WorkerEvent.Reason reason, Throwable e, PrintStream log) {
    e.printStackTrace(log);
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    boolean internal = reason == WorkerEvent.Reason.INTERNAL;
    events.send(
        new WorkerEvent.Refused(
            reason, internal ? e.getClass().getSimpleName() + ": " + message : message));
  }

  private EngineOptions options() {
    return new EngineOptions(DeviceRequest.parse(job.device()), job.threads());
  }

  private void train() {
    Dataset dataset =
        new Datasets(Datasets.Locations.system()).open(job.data(), DownloadListener.NONE);
    TrainingData data =
        TrainingData.of(dataset.limit(job.trainLimit(), job.testLimit()), job.experiment());
    EngineRun run;
    try (Engine engine = Engines.named(job.engine()).open(options())) {
      run = new Trainer(job.experiment(), data, events).run(engine);
    }
    events.send(new WorkerEvent.Finished(run));
  }

  private void probe() {
    events.send(EngineProbe.run(Engines.named(job.engine()), options()));
  }
}

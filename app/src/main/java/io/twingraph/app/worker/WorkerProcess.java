// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.worker;

import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.EngineProvider;
import io.twingraph.engine.Engines;
import io.twingraph.error.SpecException;
import io.twingraph.run.EngineJvm;
import io.twingraph.run.ExitStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A worker as its parent sees it. Closing it ends the process, whatever it is doing. */
public final class WorkerProcess implements AutoCloseable {
  private static final Duration TIME_TO_EXIT = Duration.ofSeconds(20);

  /**
   * Ctrl-C ends a worker and this process at once, in either order; whoever asks a worker alone to
   * end leaves this process going.
   */
  private static final Duration TIME_TO_HEAR = Duration.ofSeconds(3);

  /** Open when this process is ending, so that the end of a worker is no news. */
  private static final CountDownLatch ENDING = new CountDownLatch(1);

  private final Process process;
  private final WorkerLog log;
  private final Path errorFile;
  private final Map<String, String> environment;
  private final Thread onShutdown;
  private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();

  /** An event, or the end of the stream with what went wrong on it, if anything did. */
  private record Message(WorkerEvent event, IOException failure) {}

  /**
   * How a worker ended.
   *
   * @param last its last word; {@code null} if it had none
   * @param problem what went wrong, the first line a clause about the worker; {@code null} if
   *     nothing did
   */
  public record End(WorkerEvent last, String problem) {}

  private WorkerProcess(
      Process process, WorkerLog log, Path errorFile, Map<String, String> environment) {
    this.process = process;
    this.log = log;
    this.errorFile = errorFile;
    this.environment = environment;
    this.onShutdown = new Thread(this::endWithThisProcess, "end-worker");
    Runtime.getRuntime().addShutdownHook(onShutdown);
  }

  /**
   * Starts a worker and gives it its job.
   *
   * @param folder for {@code worker-ENGINE.log} and {@code hs_err_ENGINE_PID.log}
   * @throws io.twingraph.engine.EngineUnavailableException if there is no such engine
   * @throws SpecException if the job is larger than a worker takes
   */
  public static WorkerProcess start(WorkerJob job, Path folder) throws IOException {
    String json = job.toJson();
    EngineProvider provider = Engines.named(job.engine());
    WorkerLog log =
        new WorkerLog(folder.resolve("worker-" + job.engine() + ".log").toAbsolutePath());
    String errorFile =
        folder.resolve("hs_err_" + job.engine() + "_%p.log").toAbsolutePath().toString();
    int threads =
        new EngineOptions(DeviceRequest.parse(job.device()), job.threads()).effectiveThreads();
    EngineJvm jvm =
        EngineJvm.worker(
            provider,
            threads,
            System.getenv(),
            Path.of(errorFile),
            List.of(WorkerMain.class.getName()));
    ProcessBuilder builder = jvm.builder();
    jvm.inherited().notes().forEach(log::note);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.file().toFile()));
    Process process = builder.start();
    WorkerProcess worker =
        new WorkerProcess(
            process,
            log,
            Path.of(errorFile.replace("%p", Long.toString(process.pid()))),
            jvm.environment());
    inBackground("read-" + job.engine(), worker::read);
    // A pipe holds 64 KiB: whoever writes more waits for the worker, and nobody may wait for ever.
    inBackground("give-" + job.engine(), () -> worker.give(json));
    return worker;
  }

  private static void inBackground(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** The variables that this worker has and its parent has not. */
  public Map<String, String> environment() {
    return environment;
  }

  private void endWithThisProcess() {
    ENDING.countDown();
    process.destroyForcibly();
  }

  private void give(String json) {
    try {
      OutputStream in = process.getOutputStream();
      in.write((json + "\n").getBytes(StandardCharsets.US_ASCII));
      in.flush();
    } catch (IOException e) {
      // It is gone already; its end says why.
    }
  }

  private void read() {
    Frames.Reader frames = new Frames.Reader(log::note);
    IOException failure = null;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        frames.line(line).ifPresent(event -> messages.add(new Message(event, null)));
      }
    } catch (IOException e) {
      failure = e;
    }
    messages.add(new Message(null, failure));
  }

  /**
   * Passes events on, in this thread, until the worker's last word or its end.
   *
   * @throws InterruptedException if the worker was stopped by the user's Ctrl-C
   */
  public End listen(Consumer<WorkerEvent> events, Duration patience) throws InterruptedException {
    while (true) {
      Message message = messages.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (message == null) {
        return new End(
            null,
            "gave no sign of life for "
                + patience.toSeconds()
                + " s and was stopped"
                + log.quoted());
      }
      WorkerEvent event = message.event();
      if (event == null) {
        return new End(null, problem(message.failure()));
      }
      if (event instanceof WorkerEvent.Refused refused) {
        String problem = refused.message();
        boolean internal = refused.reason() == WorkerEvent.Reason.INTERNAL;
        return new End(event, internal ? problem + log.named() : problem);
      }
      if (event instanceof WorkerEvent.Finished || event instanceof WorkerEvent.Probed) {
        return new End(event, null);
      }
      events.accept(event);
    }
  }

  private String problem(IOException failure) throws InterruptedException {
    if (failure != null) {
      return "sent what cannot be read: " + failure.getMessage() + log.quoted();
    }
    if (!process.waitFor(TIME_TO_EXIT.toSeconds(), TimeUnit.SECONDS)) {
      return "closed its output and did not exit" + log.quoted();
    }
    ExitStatus exit = new ExitStatus(process.exitValue());
    if (endsToo(exit)) {
      throw new InterruptedException("the worker was stopped");
    }
    Crash crash = Crash.of(exit, errorFile);
    return crash.description()
        + crash.errorFile().map(file -> "\n  JVM report: " + file).orElse("")
        + log.quoted();
  }

  /** Whether this process is ending with its worker. */
  private static boolean endsToo(ExitStatus exit) throws InterruptedException {
    return ENDING.getCount() == 0
        || (exit.askedToStop() && ENDING.await(TIME_TO_HEAR.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** Ends the process at once, if it has not ended by itself after its last word. */
  @Override
  public void close() {
    boolean interrupted = false;
    try {
      // First, because closing its input waits for whoever writes to it.
      process.destroyForcibly().waitFor();
      process.getOutputStream().close();
    } catch (IOException e) {
      // The pipe of a process that is gone.
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(onShutdown);
    } catch (IllegalStateException e) {
      // The hook is running, and does what this method did.
    }
    log.deleteIfEmpty();
  }
}

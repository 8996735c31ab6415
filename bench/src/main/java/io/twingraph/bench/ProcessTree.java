// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import io.twingraph.run.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A process and all that it starts. Closing it ends them, whatever they are doing; so does the end
 * of this process, by Ctrl-C for example.
 */
final class ProcessTree implements AutoCloseable {
  private static final Set<ProcessTree> ALIVE = ConcurrentHashMap.newKeySet();
  private static final Duration TIME_TO_DIE = Duration.ofSeconds(5);
  private static final Pattern PEAK = Pattern.compile("(?m)^VmHWM:\\s*(\\d+) kB$");

  /** Open when this process is ending, so that the end of another is no news. */
  private static final CountDownLatch ENDING = new CountDownLatch(1);

  /** Ctrl-C ends a contestant and this process at once, in either order. */
  private static final Duration TIME_TO_HEAR = Duration.ofSeconds(3);

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(ProcessTree::endAll, "end-contestants"));
  }

  private final Process process;

  /** Descendants that were seen; those of a process that has ended can no longer be asked for. */
  private final Set<ProcessHandle> seen = ConcurrentHashMap.newKeySet();

  private ProcessTree(Process process) {
    this.process = process;
  }

  /**
   * Starts a process.
   *
   * @throws IOException if it cannot be started, or this process is ending
   */
  static ProcessTree start(ProcessBuilder builder) throws IOException {
    ProcessTree tree = new ProcessTree(builder.start());
    ALIVE.add(tree);
    if (ending()) {
      tree.close();
      throw new IOException("twingraph was stopped");
    }
    return tree;
  }

  private static void endAll() {
    ENDING.countDown();
    ALIVE.forEach(ProcessTree::end);
  }

  /** Whether this process is ending. */
  static boolean ending() {
    return ENDING.getCount() == 0;
  }

  /**
   * Whether this process is ending with another. One that was asked to end by itself leaves this
   * one going.
   */
  static boolean endsWith(ExitStatus other) throws InterruptedException {
    return ending()
        || (other.askedToStop() && ENDING.await(TIME_TO_HEAR.toMillis(), TimeUnit.MILLISECONDS));
  }

  Process process() {
    return process;
  }

  /** Waits for the end of the process itself; false if it does not come in time. */
  boolean waitFor(Duration limit) throws InterruptedException {
    return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * The largest resident memory of the process and of those of its descendants that are still
   * there, each at its own peak, in bytes; {@code null} where the system does not tell.
   */
  Long peakBytes() {
    long sum = 0;
    for (ProcessHandle handle : handles()) {
      try {
        Matcher peak = PEAK.matcher(Files.readString(Path.of("/proc/" + handle.pid() + "/status")));
        sum += peak.find() ? Long.parseLong(peak.group(1)) * 1024 : 0;
      } catch (IOException e) {
        // It has ended meanwhile, or this is no Linux.
      }
    }
    return sum == 0 ? null : Long.valueOf(sum);
  }

  private List<ProcessHandle> handles() {
    process.descendants().forEach(seen::add);
    return Stream.concat(Stream.of(process.toHandle()), seen.stream()).toList();
  }

  private void end() {
    handles().forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public void close() {
    end();
    try {
      // The next one is to have the machine for itself.
      process.waitFor(TIME_TO_DIE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ALIVE.remove(this);
  }
}

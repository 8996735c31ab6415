// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/** Runs of a graph that are under way at once. */
final class TfLanes {
  private TfLanes() {}

  /**
   * Makes all calls, the first one on this thread and each other one on a thread of its own, and
   * returns when all have ended: whatever they use may then be freed. An interruption of this
   * thread does not end the wait and is kept.
   *
   * @return the results in the order of the calls
   * @throws RuntimeException the first one in this order that a call has thrown
   */
  static <T> List<T> run(List<Supplier<T>> calls) {
    List<FutureTask<T>> tasks = new ArrayList<>();
    for (Supplier<T> call : calls) {
      tasks.add(new FutureTask<>(call::get));
    }
    for (FutureTask<T> task : tasks.subList(1, tasks.size())) {
      Thread lane = new Thread(task, "twingraph-tensorflow-lane");
      lane.setDaemon(true);
      lane.start();
    }
    tasks.get(0).run();
    awaitAll(tasks);
    List<T> results = new ArrayList<>();
    for (FutureTask<T> task : tasks) {
      results.add(result(task));
    }
    return results;
  }

  private static void awaitAll(List<? extends FutureTask<?>> tasks) {
    boolean interrupted = false;
    for (FutureTask<?> task : tasks) {
      while (!task.isDone()) {
        try {
          task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          break; // told by result()
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Of a task that has ended; get() would throw if this thread is interrupted only in a wait. */
  private static <T> T result(FutureTask<T> task) {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException exception) {
        throw exception;
      }
      throw (Error) e.getCause(); // a Supplier throws nothing else
    } catch (InterruptedException e) {
      throw new AssertionError("waited for a task that had ended", e);
    }
  }
}

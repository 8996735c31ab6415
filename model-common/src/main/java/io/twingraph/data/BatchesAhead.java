// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * A thread that gathers the next batches of a pass while those before them are used; see {@link
 * BatchSource#ahead}. The batches, their order, and what goes wrong with one of them are those of
 * the source itself.
 *
 * <p>There is one pass at a time: a new one ends the one before, whose iterator then refuses to go
 * on. One thread at a time begins and uses passes; any may {@link #close}. The gathering thread is
 * a daemon, starts with the first pass, and has ended when {@code close} returns. An interrupt ends
 * no waiting here, which takes no longer than gathering a batch, and stays set.
 */
public final class BatchesAhead implements AutoCloseable {
  /**
   * The most batches that are gathered in advance. The thread is woken when half of them are used,
   * not for each: waking it costs the caller as much time as gathering a small batch.
   */
  static final int MOST = 8;

  /** As few as there are of large batches, beside which waking is nothing. */
  static final int FEWEST = 2;

  /** Bytes of small batches in advance. */
  private static final long ROOM = 16L << 20;

  static final String THREAD = "twingraph-batches";

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final Condition gathered = lock.newCondition();
  private final Thread thread = new Thread(this::gather, THREAD);
  private Pass pass;
  private boolean closed;

  /** With a thread that is not started yet. */
  public BatchesAhead() {
    thread.setDaemon(true);
  }

  /** How many batches of so many bytes should be gathered in advance. */
  static int depth(long bytes) {
    return (int) Math.max(FEWEST, Math.min(MOST, ROOM / bytes));
  }

  /**
   * Begins to gather, and ends the pass before.
   *
   * @param gathering makes the batch of a number; called with 0 to {@code count - 1} in turn
   * @param depth batches in advance: as many are kept beside the {@link BatchSource#VALID} that the
   *     caller has
   * @return gives the batches in turn, or throws what {@code gathering} threw for one
   * @throws IllegalStateException if this is closed
   */
  Supplier<Batch> pass(IntFunction<Batch> gathering, int count, int depth) {
    lock.lock();
    try {
      checkOpen();
      pass = new Pass(gathering, count, depth);
      if (thread.getState() == Thread.State.NEW) {
        thread.start();
      }
      room.signal();
      return pass;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the thread, at the latest when it has gathered a batch. The second call does nothing. */
  @Override
  public void close() {
    end();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void end() {
    lock.lock();
    try {
      closed = true;
      room.signalAll();
      gathered.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the thread that gathers batches was closed");
    }
  }

  /** What the thread does. */
  private void gather() {
    try {
      for (Pass now = next(null, null); now != null; ) {
        now = next(now, now.gather());
      }
    } finally {
      end(); // so that nobody waits for a thread that failed
    }
  }

  /** Hands over what was gathered, and waits until there is more to do; {@code null}: nothing. */
  private Pass next(Pass last, Gathered batch) {
    lock.lock();
    try {
      if (last != null) {
        last.ready.add(batch);
        gathered.signal();
      }
      while (!closed && (pass == null || !pass.hasRoom())) {
        room.awaitUninterruptibly();
      }
      return closed ? null : pass;
    } finally {
      lock.unlock();
    }
  }

  /** A batch, or why there is none. */
  private record Gathered(Batch batch, RuntimeException exception, Error error) {
    Batch get() {
      if (exception != null) {
        throw exception;
      }
      if (error != null) {
        throw error;
      }
      return batch;
    }
  }

  private final class Pass implements Supplier<Batch> {
    private final IntFunction<Batch> gathering;
    private final int count;
    private final int depth;
    private final Queue<Gathered> ready = new ArrayDeque<>();
    private int begun; // the gathering thread's alone

    Pass(IntFunction<Batch> gathering, int count, int depth) {
      this.gathering = gathering;
      this.count = count;
      this.depth = depth;
    }

    private boolean hasRoom() {
      return begun < count && ready.size() < depth;
    }

    private Gathered gather() {
      try {
        return new Gathered(gathering.apply(begun++), null, null);
      } catch (RuntimeException e) {
        return new Gathered(null, e, null);
      } catch (Error e) {
        return new Gathered(null, null, e);
      }
    }

    @Override
    public Batch get() {
      lock.lock();
      try {
        checkOpen();
        if (pass != this) {
          throw new IllegalStateException("another pass over the batches was begun");
        }
        while (ready.isEmpty()) {
          gathered.awaitUninterruptibly();
          checkOpen();
        }
        Gathered batch = ready.remove();
        if (ready.size() <= depth / 2) {
          room.signal();
        }
        return batch.get();
      } finally {
        lock.unlock();
      }
    }
  }
}

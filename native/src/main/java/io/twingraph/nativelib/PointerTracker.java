// SPDX-License-Identifier: Apache-2.0
package io.twingraph.nativelib;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;

/**
 * The native objects that one engine's calls have left open.
 *
 * <p>A call runs in a {@link PointerScope} of its thread, which JavaCPP tells of every pointer that
 * the thread makes. So the account belongs to the engine alone, whatever other threads of the
 * process allocate and free meanwhile; JavaCPP's own counters ({@link Pointer#totalCount}) are of
 * the whole process.
 *
 * <p>Trackers nest: what a call leaves open is also told to the tracker whose scope is open around
 * it on the same thread, such as that of a test.
 *
 * <p>Safe for use by several threads. It holds on to what is open, so that no garbage collection
 * frees a leaked object before {@link #close} has told of it.
 */
public final class PointerTracker {
  /** The system property that makes {@link #close} throw where it otherwise logs. */
  public static final String STRICT = "twingraph.strictLeaks";

  private static final System.Logger LOG = System.getLogger("io.twingraph");
  private static final int FIRST_SWEEP = 256;

  private final String owner;
  private final Set<Pointer> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private int sweepAt = FIRST_SWEEP;

  /**
   * @param owner for messages, such as {@code "torch engine"}
   */
  public PointerTracker(String owner) {
    this.owner = owner;
  }

  /** Runs {@code body} and frees every pointer that it made on this thread and did not retain. */
  public <T> T freeing(Supplier<T> body) {
    return run(body, new Scope(true));
  }

  /**
   * Runs {@code body} and frees nothing: the body closes what it makes. Scopes further out, such as
   * a caller's own, are not told of its pointers and do not free them either.
   */
  public <T> T tracking(Supplier<T> body) {
    return run(body, new Scope(false));
  }

  /**
   * Tracks what this thread makes from now on, as {@link #tracking} does.
   *
   * @return what ends it, on the same thread, after every scope that was opened later
   */
  public AutoCloseable begin() {
    return new Scope(false);
  }

  private static <T> T run(Supplier<T> body, Scope scope) {
    try {
      return body.get();
    } finally {
      scope.close();
    }
  }

  /**
   * The same as {@link #freeing} on the tracker of the scope that is open on this thread; with no
   * tracker where none is.
   */
  public static <T> T freeingWithin(Supplier<T> body) {
    Scope around = innermost();
    if (around != null) {
      return around.tracker().freeing(body);
    }
    PointerScope scope = new PointerScope();
    try {
      return body.get();
    } finally {
      scope.close();
    }
  }

  /** The innermost scope of any tracker that is open on this thread, or {@code null}. */
  private static Scope innermost() {
    Iterator<PointerScope> scopes = PointerScope.getScopeIterator();
    while (scopes.hasNext()) {
      if (scopes.next() instanceof Scope scope) {
        return scope;
      }
    }
    return null;
  }

  /** How many objects are open. */
  public synchronized long objects() {
    sweep();
    return open.size();
  }

  /** How many bytes those objects have that know their size. */
  public synchronized long bytes() {
    sweep();
    return open.stream().mapToLong(PointerTracker::bytes).sum();
  }

  private static long bytes(Pointer pointer) {
    return pointer.capacity() * pointer.sizeof();
  }

  /**
   * Ends the account.
   *
   * <p>What is still open is a fault of the engine and no reason to lose the results of its
   * sessions, so it is logged as a warning; with {@code -Dtwingraph.strictLeaks=true} it is thrown,
   * for tests.
   *
   * @throws IllegalStateException if objects are open and {@value #STRICT} is set
   */
  public synchronized void close() {
    sweep();
    if (open.isEmpty()) {
      return;
    }
    String leak = describe();
    open.clear();
    if (Boolean.getBoolean(STRICT)) {
      throw new IllegalStateException(leak);
    }
    LOG.log(System.Logger.Level.WARNING, leak);
  }

  private String describe() {
    Map<String, Long> kinds = new TreeMap<>();
    for (Pointer pointer : open) {
      kinds.merge(pointer.getClass().getSimpleName(), 1L, Long::sum);
    }
    List<String> counts = new ArrayList<>();
    kinds.forEach((kind, count) -> counts.add(count + " " + kind));
    return "the %s leaks native memory: its calls left %d object%s open, of at least %d bytes: %s"
        .formatted(
            owner, open.size(), open.size() == 1 ? "" : "s", bytes(), String.join(", ", counts));
  }

  private synchronized void add(List<Pointer> left) {
    open.addAll(left);
    if (open.size() > sweepAt) {
      sweep();
      sweepAt = 2 * open.size() + FIRST_SWEEP;
    }
  }

  private void sweep() {
    open.removeIf(pointer -> !isOpen(pointer));
  }

  /** JavaCPP counts references to what has a deallocator, and answers -1 once it has run. */
  private static boolean isOpen(Pointer pointer) {
    return pointer.referenceCount() >= 0;
  }

  /** Is told of every pointer that its thread makes while it is the innermost one. */
  private final class Scope extends PointerScope {
    private final boolean frees;
    private final List<Pointer> made = new ArrayList<>();

    Scope(boolean frees) {
      this.frees = frees;
    }

    PointerTracker tracker() {
      return PointerTracker.this;
    }

    @Override
    public PointerScope attach(Pointer pointer) {
      made.add(pointer);
      return frees ? super.attach(pointer) : this;
    }

    @Override
    public void close() {
      try {
        super.close();
      } finally {
        made.removeIf(pointer -> !isOpen(pointer));
        add(made);
        Scope around = innermost();
        if (around != null && around.tracker() != tracker()) {
          around.tracker().add(made);
        }
      }
    }
  }
}

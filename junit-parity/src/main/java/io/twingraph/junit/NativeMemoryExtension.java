// SPDX-License-Identifier: Apache-2.0
package io.twingraph.junit;

import io.twingraph.run.ProcessMemory;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.AssertionFailedError;

/** Holds each test to its {@link NativeMemoryBudget}. */
final class NativeMemoryExtension implements BeforeEachCallback, AfterEachCallback {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(NativeMemoryExtension.class);
  private static final String ENTRY = "twingraph.native-memory";
  private static final int COLLECTIONS = 5;

  /** What there is at one moment; {@code resident} is 0 where the system does not say. */
  private record Reading(long bytes, long count, long resident) {
    static Reading now() {
      return new Reading(
          Pointer.totalBytes(), Pointer.totalCount(), ProcessMemory.current().orElse(0));
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    collectGarbage();
    context.getStore(NAMESPACE).put(Reading.class, Reading.now());
  }

  /** So that garbage of earlier tests, collected during this one, does not hide its growth. */
  private static void collectGarbage() {
    for (int i = 0; i < COLLECTIONS && Pointer.totalCount() > 0; i++) {
      long before = Pointer.totalCount();
      System.gc();
      Pointer.deallocateReferences();
      if (Pointer.totalCount() == before) {
        return;
      }
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Reading before = context.getStore(NAMESPACE).get(Reading.class, Reading.class);
    if (before == null) {
      return; // An earlier extension failed, so that nothing was read.
    }
    Reading after = Reading.now();
    long grown = after.bytes() - before.bytes();
    String resident =
        String.format(
            Locale.ROOT, "resident memory %+,d bytes", after.resident() - before.resident());
    if (Boolean.getBoolean("org.bytedeco.javacpp.noPointerGC")) {
      context.publishReportEntry(ENTRY, "not checked, JavaCPP counts nothing; " + resident);
      return;
    }
    long objects = after.count() - before.count();
    context.publishReportEntry(
        ENTRY,
        String.format(Locale.ROOT, "%+,d bytes, %+,d objects; %s", grown, objects, resident));
    long budget = budget(context);
    if (budget != NativeMemoryBudget.UNLIMITED && grown > budget) {
      throw new AssertionFailedError(
          String.format(
              Locale.ROOT,
              "native memory grew by %,d bytes in %,d objects, and the budget is %,d bytes (%s)%n"
                  + "  to do:    close what the test opens; or give it a"
                  + " @NativeMemoryBudget(bytes = ...) that says why",
              grown,
              objects,
              budget,
              resident));
    }
  }

  private static long budget(ExtensionContext context) {
    Optional<NativeMemoryBudget> own =
        context
            .getTestMethod()
            .map(method -> method.getAnnotation(NativeMemoryBudget.class))
            .or(() -> onClass(context));
    return own.or(
            () ->
                AnnotationSupport.findAnnotation(context.getTestMethod(), NativeMemoryBudget.class))
        .map(NativeMemoryBudget::bytes)
        .orElse(NativeMemoryBudget.UNLIMITED);
  }

  private static Optional<NativeMemoryBudget> onClass(ExtensionContext context) {
    for (Class<?> c = context.getRequiredTestClass(); c != null; c = c.getEnclosingClass()) {
      Optional<NativeMemoryBudget> found =
          AnnotationSupport.findAnnotation(c, NativeMemoryBudget.class);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.junit;

import io.twingraph.nativelib.PointerTracker;
import io.twingraph.run.ProcessMemory;
import java.util.Locale;
import java.util.Optional;
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

  /**
   * What one test's thread makes.
   *
   * @param resident memory of the process when the test began; 0 where the system does not say
   */
  private record Account(PointerTracker pointers, AutoCloseable scope, long resident) {
    static Account open() {
      PointerTracker pointers = new PointerTracker("test");
      return new Account(pointers, pointers.begin(), residentNow());
    }
  }

  private static long residentNow() {
    return ProcessMemory.current().orElse(0);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    context.getStore(NAMESPACE).put(Account.class, Account.open());
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    Account account = context.getStore(NAMESPACE).remove(Account.class, Account.class);
    if (account == null) {
      return; // An earlier extension failed, so that nothing was begun.
    }
    account.scope().close();
    long kept = account.pointers().bytes();
    long objects = account.pointers().objects();
    String resident =
        String.format(
            Locale.ROOT, "resident memory %+,d bytes", residentNow() - account.resident());
    context.publishReportEntry(
        ENTRY, String.format(Locale.ROOT, "%,d bytes, %,d objects; %s", kept, objects, resident));
    long budget = budget(context);
    if (budget != NativeMemoryBudget.UNLIMITED && kept > budget) {
      throw new AssertionFailedError(
          String.format(
              Locale.ROOT,
              "the test keeps %,d bytes of native memory in %,d object%s, and the budget is %,d"
                  + " bytes (%s)%n"
                  + "  to do:    close what the test opens; or give it a"
                  + " @NativeMemoryBudget(bytes = ...) that says why",
              kept,
              objects,
              objects == 1 ? "" : "s",
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

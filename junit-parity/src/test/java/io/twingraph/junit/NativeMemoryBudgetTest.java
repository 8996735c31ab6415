// SPDX-License-Identifier: Apache-2.0
package io.twingraph.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.spec.Experiment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/** A test gives back the native memory that it took, or says how much it keeps. */
class NativeMemoryBudgetTest {
  @TempDir private Path artifacts;

  @AfterEach
  void freeWhatTheTestsKept() {
    TestProviders.LEAKED.forEach(Pointer::close);
    TestProviders.LEAKED.clear();
  }

  /** An engine that leaks. */
  static class Leaking {
    final Experiment leak = Kit.small("leak");

    @ParityTest(engines = {"fake", "leaky"})
    void leak() {}
  }

  @Test
  void engineThatKeepsNativeMemoryFailsTheTest() {
    assertThat(Kit.cause(Kit.run(Leaking.class, artifacts)))
        .hasMessageMatching(
            "(?s)the test keeps 4,096 bytes of native memory in 1 object, and the budget is 0 bytes"
                + " \\(resident memory [+-][0-9,]+ bytes\\)\\R  to do:    close what the test"
                + " opens; or give it a @NativeMemoryBudget\\(bytes = \\.\\.\\.\\) that says why");
    Path folder = artifacts.resolve(Leaking.class.getName()).resolve("leak-seed1");
    assertThat(folder.resolve("parity.json")).exists();
    assertThat(folder.resolve("README.md")).content().contains("the test keeps 4,096");
  }

  /** An engine that leaks, and may. */
  @NativeMemoryBudget(bytes = 100)
  static class Allowed {
    final Experiment leak = Kit.small("leak");

    @ParityTest(
        engines = {"fake", "leaky"},
        experiment = "leak")
    @NativeMemoryBudget(bytes = 4096)
    void onTheMethod() {}

    @ParityTest(
        engines = {"fake", "leaky"},
        experiment = "leak")
    @NativeMemoryBudget(bytes = NativeMemoryBudget.UNLIMITED)
    void without() {}
  }

  @Test
  void budgetOfTheMethodGoesFirst() {
    EngineExecutionResults results = Kit.run(Allowed.class, artifacts);
    results.testEvents().assertStatistics(s -> s.succeeded(2).failed(0));
    assertThat(results.allEvents().reportingEntryPublished().stream())
        .anySatisfy(
            event ->
                assertThat(event.getPayload().toString())
                    .contains("4,096 bytes, 1 objects; resident memory"));
  }

  /** Too little. */
  @NativeMemoryBudget(bytes = 100)
  static class TooLittle {
    final Experiment leak = Kit.small("leak");

    @ParityTest(engines = {"fake", "leaky"})
    void leak() {}
  }

  @Test
  void budgetOfTheClassGoesBeforeTheDefault() {
    assertThat(Kit.cause(Kit.run(TooLittle.class, artifacts)))
        .hasMessageContaining("the budget is 100 bytes");
  }

  /** Tests of any kind. */
  static class Plain {
    static final List<Pointer> KEPT = new ArrayList<>();

    @Test
    @NativeMemoryBudget
    void keeps() {
      KEPT.add(new BytePointer(64));
    }

    @Test
    @NativeMemoryBudget
    void givesBack() {
      try (BytePointer pointer = new BytePointer(64)) {
        assertThat(pointer.capacity()).isEqualTo(64);
      }
    }
  }

  @Test
  void ordinaryTestsCanHaveABudget() {
    EngineExecutionResults results = Kit.run(Plain.class, artifacts);
    Plain.KEPT.forEach(Pointer::close);
    results.testEvents().assertStatistics(s -> s.succeeded(1).failed(1));
    assertThat(Kit.cause(results))
        .hasMessageContaining("keeps 64 bytes of native memory in 1 object");
  }

  /** Beside somebody else's test, in parallel. */
  static class Beside {
    static final AtomicBoolean DONE = new AtomicBoolean();

    @Test
    @NativeMemoryBudget
    void givesBack() throws InterruptedException {
      Thread stranger = new Thread(Beside::keepUntilDone);
      stranger.start();
      for (int i = 0; i < 1000; i++) {
        new BytePointer(64).close();
      }
      DONE.set(true);
      stranger.join();
    }

    private static void keepUntilDone() {
      do {
        TestProviders.LEAKED.add(new BytePointer(1000));
      } while (!DONE.get());
    }
  }

  @Test
  void whatOtherTestsKeepMeanwhileDoesNotCount() {
    EngineExecutionResults results = Kit.run(Beside.class, artifacts);
    results.testEvents().assertStatistics(s -> s.succeeded(1).failed(0));
    assertThat(TestProviders.LEAKED).isNotEmpty();
  }

  /** Fails before anything is measured. */
  static class Unprepared implements BeforeEachCallback {
    @Override
    public void beforeEach(ExtensionContext context) {
      throw new IllegalStateException("not prepared");
    }
  }

  /** Cannot begin. */
  @ExtendWith(Unprepared.class)
  static class Early {
    @Test
    @NativeMemoryBudget
    void never() {}
  }

  @Test
  void testThatCannotBeginFailsForThatReasonOnly() {
    assertThat(Kit.cause(Kit.run(Early.class, artifacts)))
        .hasMessage("not prepared")
        .hasNoSuppressedExceptions();
  }
}

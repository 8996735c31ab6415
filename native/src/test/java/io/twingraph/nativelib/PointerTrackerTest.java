// SPDX-License-Identifier: Apache-2.0
package io.twingraph.nativelib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PointerTrackerTest {
  private final PointerTracker tracker = new PointerTracker("test engine");

  @AfterEach
  void strictAgain() {
    System.setProperty(PointerTracker.STRICT, "true");
  }

  @Test
  void whatIsNotRetainedIsFreedAndNotCounted() {
    FloatPointer[] made = new FloatPointer[1];
    tracker.freeing(() -> made[0] = new FloatPointer(4));
    assertThat(made[0].isNull()).isTrue();
    assertThat(tracker.objects()).isZero();
    assertThatCode(tracker::close).doesNotThrowAnyException();
  }

  @Test
  void whatIsRetainedCountsUntilItIsClosed() {
    FloatPointer kept = tracker.freeing(() -> new FloatPointer(4).retainReference());
    FloatPointer closed = tracker.tracking(() -> new FloatPointer(4));
    assertThat(tracker.objects()).isEqualTo(2);
    closed.close();
    assertThat(tracker.objects()).isEqualTo(1);
    kept.close();
    assertThat(tracker.objects()).isZero();
  }

  @Test
  void leakIsThrownWithKindsAndBytesWhereTestsAskForIt() {
    List<Pointer> leaked = new ArrayList<>();
    tracker.tracking(() -> leaked.add(new FloatPointer(2)));
    tracker.tracking(() -> leaked.add(new FloatPointer(2)));
    tracker.tracking(() -> leaked.add(new IntPointer(4L)));
    assertThatThrownBy(tracker::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the test engine leaks native memory: its calls left 3 objects open, of at least 32"
                + " bytes: 2 FloatPointer, 1 IntPointer");
    leaked.forEach(Pointer::close);
  }

  @Test
  void leakCostsAUserNothing() {
    System.clearProperty(PointerTracker.STRICT);
    FloatPointer leaked = tracker.tracking(() -> new FloatPointer(2));
    assertThatCode(tracker::close).doesNotThrowAnyException();
    assertThat(leaked.isNull()).as("whoever has it may still use it").isFalse();
    leaked.close();
  }

  @Test
  void innerScopeReportsToTheTrackerAroundIt() {
    FloatPointer kept =
        tracker.freeing(
            () -> PointerTracker.freeingWithin(() -> new FloatPointer(2).retainReference()));
    assertThat(tracker.objects()).isEqualTo(1);
    kept.close();
    FloatPointer alone = PointerTracker.freeingWithin(() -> new FloatPointer(2));
    assertThat(alone.isNull()).isTrue();
  }

  @Test
  void trackerAroundAnotherOnesCallsIsToldOfWhatTheyLeave() throws Exception {
    PointerTracker around = new PointerTracker("test");
    FloatPointer kept;
    try (AutoCloseable scope = around.begin()) {
      assertThat(scope).isNotNull();
      tracker.tracking(() -> new FloatPointer(2)).close();
      kept = tracker.freeing(() -> new FloatPointer(2).retainReference());
    }
    assertThat(around.objects()).isEqualTo(1);
    assertThat(around.bytes()).isEqualTo(8);
    kept.close();
    assertThat(around.objects()).isZero();
  }

  @Test
  void callersOwnScopeFreesNothingOfATrackedCall() {
    PointerScope callers = new PointerScope();
    FloatPointer kept = tracker.tracking(() -> new FloatPointer(2));
    callers.close();
    assertThat(kept.isNull()).isFalse();
    kept.close();
  }

  @Test
  void failedCallIsAccountedForToo() {
    FloatPointer[] made = new FloatPointer[1];
    assertThatThrownBy(
            () ->
                tracker.tracking(
                    () -> {
                      made[0] = new FloatPointer(2);
                      throw new IllegalArgumentException("native failure");
                    }))
        .hasMessage("native failure");
    assertThat(tracker.objects()).isEqualTo(1);
    made[0].close();
  }

  @Test
  void whatOtherThreadsMakeMeanwhileDoesNotCount() throws InterruptedException {
    AtomicBoolean done = new AtomicBoolean();
    List<Pointer> others = new ArrayList<>();
    Thread stranger =
        new Thread(
            () -> {
              while (!done.get()) {
                others.add(new IntPointer(1L));
              }
            });
    stranger.start();
    for (int i = 0; i < 2000; i++) {
      tracker.freeing(() -> new FloatPointer(8));
      tracker.tracking(() -> new FloatPointer(8)).close();
      assertThat(tracker.objects()).isZero();
    }
    done.set(true);
    stranger.join();
    others.forEach(Pointer::close);
    assertThatCode(tracker::close).doesNotThrowAnyException();
  }
}

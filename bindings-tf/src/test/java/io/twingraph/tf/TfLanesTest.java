// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class TfLanesTest {
  @Test
  void callsAreUnderWayAtOnceAndTheirResultsInOrder() {
    CountDownLatch both = new CountDownLatch(2);

    List<String> results = TfLanes.run(List.of(() -> meet(both, "a"), () -> meet(both, "b")));

    assertThat(results).containsExactly("a", "b");
  }

  @Test
  void aFailureWaitsForTheOthers() {
    AtomicBoolean ended = new AtomicBoolean();
    CountDownLatch failed = new CountDownLatch(1);
    Supplier<String> fails =
        () -> {
          failed.countDown();
          throw new IllegalStateException("no memory");
        };
    Supplier<String> works =
        () -> {
          await(failed);
          ended.set(true);
          return "";
        };

    assertThatThrownBy(() -> TfLanes.run(List.of(fails, works)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no memory");
    assertThat(ended).isTrue();
    ended.set(false);
    assertThatThrownBy(() -> TfLanes.run(List.of(works, fails))).hasMessage("no memory");
    assertThat(ended).isTrue();
  }

  @Test
  void anInterruptionEndsNoCallAndIsKept() {
    Thread caller = Thread.currentThread();
    AtomicBoolean ended = new AtomicBoolean();
    Supplier<String> slow =
        () -> {
          caller.interrupt();
          pause();
          ended.set(true);
          return "slow";
        };

    List<String> results = TfLanes.run(List.of(() -> "quick", slow));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(results).containsExactly("quick", "slow");
    assertThat(ended).isTrue();
  }

  private static String meet(CountDownLatch both, String result) {
    both.countDown();
    await(both);
    return result;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}

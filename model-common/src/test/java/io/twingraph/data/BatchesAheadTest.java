// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.spec.Input;
import io.twingraph.spec.Philox;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class BatchesAheadTest {
  private static final int COUNT = 97;
  private static final Batch ANY = Batch.of(1, 1, 1, new float[1], 0);

  private final BatchesAhead ahead = new BatchesAhead();

  @AfterEach
  void noThreadIsLeft() {
    ahead.close();
    assertThat(threads()).isEmpty();
  }

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(BatchesAhead.THREAD))
        .toList();
  }

  /** Until the thread has most likely done all that it may. */
  private static void untilIdle() throws InterruptedException {
    Thread.sleep(2);
    while (threads().get(0).getState() != Thread.State.WAITING) {
      Thread.sleep(1);
    }
  }

  private static BatchSource source(int batchSize) {
    byte[] pixels = new byte[COUNT * 6];
    byte[] labels = new byte[COUNT];
    Philox random = new Philox(1, 0);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt(256);
      labels[i / 6] = (byte) (i % 10);
    }
    return BatchSource.of(ImageSet.wrap(2, 3, 1, pixels, labels), Input.of(2, 3, 1), batchSize);
  }

  private static List<String> hashes(BatchSource source) {
    List<String> hashes = new ArrayList<>();
    source.forEach(batch -> hashes.add(batch.size() + " " + batch.sha256()));
    return hashes;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 32, 96, 97, 1000})
  void theBatchesAreThoseOfTheSourceBitForBitInEachPass(int batchSize) {
    BatchSource plain = source(batchSize);
    BatchSource gathered = plain.ahead(ahead);
    assertThat(hashes(gathered)).isEqualTo(hashes(plain)).hasSize(plain.batches());
    for (int epoch = 1; epoch <= 20; epoch++) {
      int[] order = Philox.permutation(3, epoch, COUNT);
      assertThat(hashes(gathered.inOrder(order))).isEqualTo(hashes(plain.inOrder(order)));
    }
    assertThat(hashes(plain.inOrder(new int[] {9, 5}).ahead(ahead)))
        .isEqualTo(hashes(plain.inOrder(new int[] {9, 5})));
  }

  @Test
  void theLastTwoBatchesStayWhileTheThreadGathersOn() throws Exception {
    List<String> right = hashes(source(5));
    Iterator<Batch> batches = source(5).ahead(ahead).iterator();
    Batch before = batches.next();
    for (int number = 1; batches.hasNext(); number++) {
      Batch last = batches.next();
      untilIdle();
      assertThat(before.size() + " " + before.sha256()).isEqualTo(right.get(number - 1));
      assertThat(last.size() + " " + last.sha256()).isEqualTo(right.get(number));
      before = last;
    }
  }

  @Test
  void batchesAreGatheredBeforeTheyAreAskedForAndNoMoreThanFit() throws Exception {
    AtomicInteger gathered = new AtomicInteger();
    Supplier<Batch> pass =
        ahead.pass(
            number -> {
              assertThat(gathered.getAndIncrement()).isEqualTo(number);
              return ANY;
            },
            100,
            5);
    while (gathered.get() < 5) {
      Thread.sleep(1);
    }
    for (int taken = 1; taken <= 50; taken++) {
      assertThat(pass.get()).isSameAs(ANY);
      assertThat(gathered.get()).isBetween(taken, taken + 5);
    }
    while (gathered.get() < 50 + 3) {
      Thread.sleep(1); // or the time is up
    }
  }

  @Test
  void largeBatchesAreFewSinceTheyTakeMemory() {
    assertThat(BatchesAhead.depth(4 * 784 * 32)).isEqualTo(BatchesAhead.MOST);
    assertThat(BatchesAhead.depth(4 << 20)).isEqualTo(4);
    assertThat(BatchesAhead.depth(1L << 40)).isEqualTo(BatchesAhead.FEWEST);
  }

  @Test
  void sourceWithoutImagesGivesNoBatches() {
    BatchSource none = source(4).inOrder(new int[0]).ahead(ahead);
    Iterator<Batch> batches = none.iterator();
    assertThat(batches.hasNext()).isFalse();
    assertThatThrownBy(batches::next).hasMessage("all 0 samples were given");
  }

  @Test
  void whatGoesWrongWithABatchComesOutWhereItIsAskedForAsWithoutTheThread() {
    int[] order = {0, 1, 2, COUNT, 4, 5};
    for (BatchSource source : List.of(source(2), source(2).ahead(ahead))) {
      Iterator<Batch> batches = source.inOrder(order).iterator();
      assertThat(batches.next().size()).isEqualTo(2);
      assertThatThrownBy(batches::next)
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessageContaining("97");
      assertThat(batches.next().sha256())
          .isEqualTo(source(2).inOrder(new int[] {4, 5}).iterator().next().sha256());
      assertThat(batches.hasNext()).isFalse();
    }
  }

  @Test
  void errorComesOutToo() {
    Supplier<Batch> pass =
        ahead.pass(
            number -> {
              throw new OutOfMemoryError("batch " + number);
            },
            9,
            2);
    assertThatThrownBy(pass::get).isInstanceOf(OutOfMemoryError.class).hasMessage("batch 0");
    assertThatThrownBy(pass::get).hasMessage("batch 1");
  }

  @Test
  void closingInTheMiddleOfAPassEndsTheThread() {
    Iterator<Batch> batches = source(2).ahead(ahead).iterator();
    batches.next();
    assertThat(threads()).hasSize(1).allMatch(Thread::isDaemon);
    ahead.close();
    assertThat(threads()).isEmpty();
    assertThatThrownBy(batches::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the thread that gathers batches was closed");
    assertThatThrownBy(source(2).ahead(ahead)::iterator)
        .hasMessage("the thread that gathers batches was closed");
  }

  @Test
  void passThatIsGivenUpGivesWayToTheNext() {
    BatchSource gathered = source(3).ahead(ahead);
    Iterator<Batch> given = gathered.iterator();
    for (int attempt = 1; attempt <= 200; attempt++) {
      given = gathered.iterator();
      given.next();
    }
    assertThat(hashes(gathered)).isEqualTo(hashes(source(3)));
    assertThatThrownBy(given::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("another pass over the batches was begun");
  }

  @Test
  void interruptIsKeptAndChangesNothing() {
    Thread.currentThread().interrupt();
    assertThat(hashes(source(2).ahead(ahead))).isEqualTo(hashes(source(2)));
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
    ahead.close();
    assertThat(threads()).isEmpty();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void whoeverWaitsForABatchIsToldThatThereWillBeNone() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    Supplier<Batch> pass =
        ahead.pass(
            number -> {
              await(slow);
              return ANY;
            },
            1,
            2);
    CompletableFuture<Batch> waiting = CompletableFuture.supplyAsync(pass);
    CompletableFuture<Void> closing = CompletableFuture.runAsync(ahead::close);
    assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the thread that gathers batches was closed");
    assertThat(closing).isNotDone();
    slow.countDown();
    closing.get(30, TimeUnit.SECONDS);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}

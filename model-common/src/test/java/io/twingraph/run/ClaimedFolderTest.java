// SPDX-License-Identifier: Apache-2.0
package io.twingraph.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.error.SpecException;
import io.twingraph.run.ClaimedFolder.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimedFolderTest {
  private static final Purpose PURPOSE =
      new Purpose("the folder for the results", "results", "--out", List.of("step-*"));

  @TempDir Path temporary;

  @Test
  void ofTwoThatTryAtOnceOneHasIt() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      for (int i = 0; i < 200; i++) {
        Path folder = temporary.resolve("o" + i);
        if (i % 2 == 0) {
          Files.createDirectory(folder);
        }
        CyclicBarrier start = new CyclicBarrier(2);
        Callable<ClaimedFolder> claim =
            () -> {
              start.await();
              try {
                return ClaimedFolder.claim(folder, PURPOSE);
              } catch (SpecException e) {
                assertThat(e).hasMessageContaining("another run that writes there");
                return null;
              }
            };
        List<Future<ClaimedFolder>> both = pool.invokeAll(List.of(claim, claim));
        ClaimedFolder one = both.get(0).get();
        ClaimedFolder other = both.get(1).get();
        assertThat(one == null).as("the first has it, or the second").isNotEqualTo(other == null);
        (one == null ? other : one).close();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void whoComesLaterIsToldByWhom() throws IOException {
    Path folder = temporary.resolve("o");
    try (ClaimedFolder claimed = ClaimedFolder.claim(folder, PURPOSE)) {
      Files.writeString(claimed.path().resolve("step-1"), "1");
      assertThatThrownBy(() -> ClaimedFolder.claim(folder, PURPOSE))
          .hasMessage(
              "the folder for the results is in use\n  where:    --out "
                  + folder
                  + "\n  expected: an empty folder, or a name that is free\n  got:      another run"
                  + " that writes there (process "
                  + ProcessHandle.current().pid()
                  + ")\n  to do:    give another folder, or move the old results away");
    }
    assertThat(folder).doesNotExist();
  }

  @Test
  void whatAKilledRunHasLeftIsNamed() throws IOException {
    Files.writeString(temporary.resolve(ClaimedFolder.MARKER), "999999999");
    Files.writeString(temporary.resolve("step-1"), "1");
    assertThatThrownBy(() -> ClaimedFolder.claim(temporary, PURPOSE))
        .hasMessageContaining(
            "'.twingraph-in-use' in it, which a run that was killed has left (process 999999999)");
    assertThat(temporary.resolve("step-1")).exists();
  }

  @Test
  void traceOfARunThatIsNotKeptGoesAndNothingElse() throws IOException {
    Files.createDirectory(temporary.resolve("mine"));
    Path mine = temporary.resolve("mine");
    try (ClaimedFolder claimed = ClaimedFolder.claim(mine, PURPOSE)) {
      Files.writeString(claimed.path().resolve("step-1"), "1");
    }
    assertThat(mine).as("it was there before").isEmptyDirectory();
    Path made = temporary.resolve("a/b");
    try (ClaimedFolder claimed = ClaimedFolder.claim(made, PURPOSE)) {
      Files.writeString(claimed.path().resolve("step-1"), "1");
      Files.writeString(claimed.path().resolve("notes"), "somebody's");
    }
    assertThat(made).isDirectoryContaining("glob:**/notes").isDirectoryNotContaining("glob:**/s*");
  }

  @Test
  void whatIsKeptStaysWithoutTheMarker() throws IOException {
    Path folder = temporary.resolve("o");
    ClaimedFolder claimed = ClaimedFolder.claim(folder, PURPOSE);
    claimed.write(() -> Files.writeString(folder.resolve("step-1"), "1"));
    claimed.keep();
    claimed.close();
    claimed.close();
    assertThat(folder.toFile().list()).containsExactly("step-1");
    assertThatThrownBy(() -> claimed.write(() -> Files.createFile(folder.resolve("late"))))
        .hasMessage("this process is ending");
    assertThatThrownBy(() -> ClaimedFolder.claim(folder, PURPOSE))
        .hasMessageContaining("'step-1' in it");
  }

  @Test
  void whereNoFolderCanBeMadeItIsSaid() throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "x");
    assertThatThrownBy(() -> ClaimedFolder.claim(file, PURPOSE))
        .hasMessageContaining("got:      a file");
    assertThatThrownBy(() -> ClaimedFolder.claim(file.resolve("o"), PURPOSE))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "the folder for the results cannot be made: " + file.resolve("o") + " (")
        .hasMessageEndingWith("); give another with --out");
  }
}

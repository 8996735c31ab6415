// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.app.doctor.Diagnosis.Fact;
import io.twingraph.app.doctor.Diagnosis.Mark;
import io.twingraph.nativelib.NativeFolder;
import io.twingraph.nativelib.NativeProblem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostFactsTest {
  private static final long MIB = 1L << 20;

  @TempDir Path folder;

  @Test
  void aFullFolderIsMissedEvenWhereSomethingIsUnpacked() {
    Fact fact = HostFacts.room(folder, 20 * MIB, 500 * MIB);
    assertThat(fact.mark()).isEqualTo(Mark.MISSING);
    assertThat(fact.value()).isEqualTo(folder + ", 0.0 GiB free");
    assertThat(fact.toDo())
        .isEqualTo(
            "the engines' natives need 1.0 GiB, of which 0.5 GiB are there: free some room, or give"
                + " another folder with JAVA_TOOL_OPTIONS=-Dorg.bytedeco.javacpp.cachedir=FOLDER");
  }

  @Test
  void aFullFolderWithEverythingInItIsFine() {
    assertThat(HostFacts.room(folder, 0, 1100 * MIB).mark()).isEqualTo(Mark.OK);
    assertThat(HostFacts.room(folder, 2000 * MIB, 0).mark()).isEqualTo(Mark.OK);
  }

  @Test
  void aFolderThatCannotBeUsedIsMissedWithItsReason() throws IOException {
    NativeProblem problem = new NativeProblem("belongs to another user", "give another");
    Fact fact = HostFacts.cache(new NativeFolder.Choice(folder, Optional.of(problem)));
    assertThat(fact.mark()).isEqualTo(Mark.MISSING);
    assertThat(fact.value()).isEqualTo("belongs to another user");
    assertThat(fact.toDo()).isEqualTo("give another");
  }
}

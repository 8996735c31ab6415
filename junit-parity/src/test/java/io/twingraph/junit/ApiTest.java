// SPDX-License-Identifier: Apache-2.0
package io.twingraph.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.spec.Experiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The API that docs/api.md promises is the recorded one. */
public class ApiTest {
  private static final Path RECORD =
      Path.of("").toAbsolutePath().getParent().resolve("docs/api-signatures.txt");

  private static final String TO_RECORD =
      "to record it, and say so in the change log: ./mvnw -pl junit-parity -am test -Dtest=ApiTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dtwingraph.api.record=true";

  @Test
  void apiIsTheRecordedOne() throws IOException {
    SortedSet<String> now = ApiSignatures.of(Experiment.class);
    now.addAll(ApiSignatures.of(ParityTest.class));
    if (Boolean.getBoolean("twingraph.api.record")) {
      Files.write(RECORD, now);
    }
    List<String> recorded = Files.readAllLines(RECORD);
    List<String> gone = new ArrayList<>(recorded);
    gone.removeAll(now);
    assertThat(gone).as("what others may use is gone or changed: a break; %s", TO_RECORD).isEmpty();
    SortedSet<String> added = new TreeSet<>(now);
    added.removeAll(recorded);
    assertThat(added).as("new in the API, and not recorded; %s", TO_RECORD).isEmpty();
  }

  /** A type for the next test to be read. */
  public abstract static class Sample {
    protected final int seen = 1;
    int hidden;

    public abstract List<String> names(int count);

    synchronized void inside() {}

    /** Others cannot name it, nor what is in it. */
    static class Hidden {
      public void unseen() {}
    }
  }

  @Test
  void signaturesSayWhatOthersCanName() {
    String name = "io.twingraph.junit.ApiTest$Sample";
    assertThat(ApiSignatures.of(ApiTest.class))
        .contains(
            name + ": protected final int io.twingraph.junit.ApiTest$Sample.seen",
            name
                + ": public abstract java.util.List<java.lang.String>"
                + " io.twingraph.junit.ApiTest$Sample.names(int)")
        .filteredOn(line -> line.startsWith(name))
        .noneMatch(line -> line.matches(".*(hidden|Hidden|unseen|inside).*"));
  }
}

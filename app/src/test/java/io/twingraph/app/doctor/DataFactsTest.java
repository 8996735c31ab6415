// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.app.doctor.Diagnosis.Fact;
import io.twingraph.app.doctor.Diagnosis.Section;
import io.twingraph.data.Datasets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFactsTest {
  @TempDir private Path folder;

  private Fact fact(Path own, String name) {
    Path cache = folder.resolve("cache");
    Section data = DataFacts.of(new Datasets.Locations(Optional.ofNullable(own), cache));
    return data.facts().stream().filter(fact -> fact.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void withoutAPlaceOfTheUsersOwnDigitsAreTheDefault() {
    assertThat(fact(null, "mnist"))
        .isEqualTo(Fact.optional("mnist", "not at hand", "twingraph data fetch mnist"));
    assertThat(fact(null, "digits").mark()).isEqualTo(Diagnosis.Mark.OK);
    assertThat(fact(null, "default")).isEqualTo(Fact.info("default", "digits"));
  }

  @Test
  void aPlaceThatCannotBeUsedIsMissingForEverythingThatLooksThere() {
    Path gone = folder.resolve("gone");
    String why = "$TWINGRAPH_DATA names no folder: $TWINGRAPH_DATA";
    assertThat(fact(gone, "mnist"))
        .isEqualTo(Fact.missing("mnist", why, "twingraph data show mnist says more"));
    assertThat(fact(gone, "default"))
        .isEqualTo(Fact.missing("default", why, "correct or unset TWINGRAPH_DATA, or use --data"));
    assertThat(fact(gone, "digits").mark()).isEqualTo(Diagnosis.Mark.OK);
  }

  @Test
  void filesThatAreThereByNameOnlyAreNotAtHand() throws Exception {
    Path own = Files.createDirectories(folder.resolve("own").resolve("mnist"));
    for (String name :
        new String[] {
          "train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"
        }) {
      Files.writeString(own.resolve(name + "-ubyte.gz"), "damaged");
    }
    assertThat(fact(own.getParent(), "mnist").mark()).isEqualTo(Diagnosis.Mark.MISSING);
    assertThat(fact(own.getParent(), "mnist").value())
        .startsWith("a file of the data set is not the published one: " + own);
  }
}

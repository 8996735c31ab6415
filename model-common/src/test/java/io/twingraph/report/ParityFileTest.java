// SPDX-License-Identifier: Apache-2.0
package io.twingraph.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.parity.NoiseFloor;
import io.twingraph.parity.ParityMode;
import io.twingraph.parity.ParityReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParityFileTest {
  @TempDir Path folder;

  @Test
  void everyComparisonComesBackAsItWas() throws Exception {
    Path file = folder.resolve("new/parity.json");
    for (ParityMode mode : ParityMode.values()) {
      for (boolean reference : new boolean[] {true, false}) {
        ParityReport report = SampleReports.report(mode, reference, reference);
        var floor = new NoiseFloor("torch", "itself", 3, report.rows());
        var content = new ParityFile.Content(report, reference ? List.of(floor) : List.of());
        ParityFile.write(content, file);
        assertThat(ParityFile.read(file)).isEqualTo(content);
      }
    }
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void keysAreWordsForScripts() {
    ParityReport report = SampleReports.report(ParityMode.RESYNC, true, true);
    assertThat(ParityFile.toJson(new ParityFile.Content(report, List.of())))
        .contains("\"verdict\" : \"different meaning\"")
        .contains("\"mode\" : \"resync\"")
        .contains("\"row\" : \"learning rate\"")
        .contains("\"calibration\" : [ ]");
  }

  @Test
  void otherFilesAreRefusedWithTheirPath() throws Exception {
    for (String text :
        new String[] {"", "[]", "null", "{\"engines\": 3}", "{\"calibration\": 1}"}) {
      Path file = Files.writeString(folder.resolve("other.json"), text);
      assertThatThrownBy(() -> ParityFile.read(file))
          .as(text)
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll(
              "other.json", "is no lock-step comparison", "give a parity.json");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFolderTest {
  @TempDir Path temporary;

  @Test
  void isTakenAwayUnlessItIsKept() throws IOException {
    LogFolder folder = LogFolder.make(temporary);
    Files.writeString(folder.path().resolve("worker-torch.log"), "words");
    folder.close();
    assertThat(folder.path()).doesNotExist();
    LogFolder kept = LogFolder.make(temporary);
    kept.keep();
    kept.close();
    assertThat(kept.path()).isDirectory();
  }

  @Test
  void withoutAFolderForTemporaryFilesSaysWhatToGive() {
    Path missing = temporary.resolve("missing");
    assertThatThrownBy(() -> LogFolder.make(missing))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the folder for temporary files, "
                + missing
                + ", cannot be used (no such file or folder); give another with"
                + " JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=FOLDER");
  }
}

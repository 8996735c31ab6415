// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FileFailureTest {
  @Test
  void aReasonIsInWordsAndNoExceptionsName() {
    assertThat(FileFailure.reason(new AccessDeniedException("/x"))).isEqualTo("permission denied");
    assertThat(FileFailure.reason(new NoSuchFileException("/x")))
        .isEqualTo("no such file or folder");
    assertThat(FileFailure.reason(new FileSystemException("/x", null, "Not a directory")))
        .isEqualTo("not a directory");
    assertThat(FileFailure.reason(new IOException("No space left on device")))
        .isEqualTo("no space left on device");
    assertThat(FileFailure.reason(new IOException("PNG is not written")))
        .isEqualTo("PNG is not written");
    assertThat(FileFailure.reason(new IOException())).isEqualTo("IOException");
  }

  @Test
  void aFolderWithoutPermissionIsNamedAsOne() {
    assertThat(
            FolderListing.unreadable(java.nio.file.Path.of("/x"), new AccessDeniedException("/x")))
        .hasMessage(
            """
            the folder cannot be read
              where:    /x
              expected: a folder with the files of a data set, and the right to list and read them
              got:      permission denied
              to do:    check the folder and its permissions""");
  }
}

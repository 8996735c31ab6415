// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twingraph.error.Printable;
import io.twingraph.error.SpecException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is read of a file, and what is said of one that is no text in UTF-8. */
class ExperimentTextTest {
  private static final String BOM = "\ufeff";
  private static final String TEXT = ExperimentFile.toYaml(Presets.matched());

  @TempDir private Path folder;

  private Path file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private void refused(Path file, String what, String expected, String got, String hint) {
    assertThatThrownBy(() -> ExperimentFile.load(file))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            what
                + "\n  where:    "
                + Printable.quote(file)
                + "\n  expected: "
                + expected
                + "\n  got:      "
                + got
                + "\n  to do:    "
                + hint);
  }

  private void encoding(String name, byte[] bytes, String got) throws IOException {
    refused(
        file(name, bytes),
        "not an experiment file",
        "text in UTF-8",
        got,
        "save the file as UTF-8");
  }

  @Test
  void aByteOrderMarkAndEveryLineEndAreFineInYaml() throws IOException {
    String[] texts = {TEXT, BOM + TEXT, TEXT.replace("\n", "\r\n"), TEXT.replace("\n", "\r")};
    for (String text : texts) {
      Path file = file("e.yaml", text.getBytes(UTF_8));
      assertThat(ExperimentFile.load(file)).isEqualTo(Presets.matched());
    }
  }

  @Test
  void aByteOrderMarkInJsonIsNamed() throws IOException {
    refused(
        file("e.json", (BOM + "{}").getBytes(UTF_8)),
        "not an experiment file",
        "JSON without a byte order mark",
        "a byte order mark",
        "save without one");
  }

  @Test
  void anotherEncodingIsNamed() throws IOException {
    encoding(
        "latin1.yaml",
        ("# one\n# Gr\u00f6\u00dfe\n" + TEXT).getBytes(ISO_8859_1),
        "a byte f6 at offset 10 (line 2) that is no UTF-8; Latin-1 and Windows-1252 write letters"
            + " with accents so");
    for (Charset charset : new Charset[] {UTF_16LE, UTF_16BE}) {
      encoding("a.yaml", (BOM + TEXT).getBytes(charset), "UTF-16, by its byte order mark");
      encoding("b.yaml", TEXT.getBytes(charset), "UTF-16, by its zeros");
    }
  }

  @Test
  void whatIsNoTextIsNamed() throws IOException {
    encoding("z.yaml", new byte[4096], "a file that is no text: there are zeros in it");
    encoding(
        "e.yaml",
        new byte[] {0x7f, 'E', 'L', 'F', 0, 0, 0, 1},
        "a file that is no text: there" + " are zeros in it");
    encoding("g.yaml", new byte[] {0x1f, (byte) 0x8b, 8, 0}, "a gzip file");
    refused(
        file("c.yaml", "name: a\nloss: \u001b[31mX\n".getBytes(UTF_8)),
        "not an experiment file",
        "text without control characters",
        "the control character 1b in line 2",
        "remove it, or write \"\\x1b\" in quotes");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    refused(
        folder.resolve("gone.yaml"),
        "cannot read the experiment file",
        "a readable text file",
        "no such file",
        "check the path");
  }

  @Test
  void aFolderIsNamedAsOne() throws IOException {
    for (Path place : new Path[] {Path.of("/"), Files.createDirectory(folder.resolve("d.yaml"))}) {
      refused(
          place,
          "cannot read the experiment file",
          "a readable text file",
          "a folder",
          "check the path");
    }
  }

  @Test
  void aLargeFileIsNotReadToItsEnd() throws IOException {
    Path large = folder.resolve("large.yaml");
    Files.write(large, new byte[(1 << 20) + 1]);
    refused(
        large,
        "not an experiment file",
        "at most 1048576 bytes",
        "more than that",
        "check the path");
  }

  @Test
  void aLinkToItselfIsRefusedWithItsReasonAlone() throws Exception {
    Path loop = folder.resolve("loop.yaml");
    Files.createSymbolicLink(loop, loop);
    assertThatThrownBy(() -> ExperimentText.read(loop, false))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("cannot read the experiment file")
        .hasMessageContaining("got:      too many levels of symbolic links")
        .hasMessageNotContaining("Exception");
  }

  @Test
  @Timeout(60)
  void aDeviceOrPipeIsRefusedAndNotWaitedFor() throws Exception {
    Path zero = Path.of("/dev/zero");
    assumeTrue(Files.exists(zero), "skipped: there is no /dev/zero here");
    Path link = Files.createSymbolicLink(folder.resolve("z.yaml"), zero);
    Path fifo = folder.resolve("f.yaml");
    Process mkfifo = new ProcessBuilder("mkfifo", fifo.toString()).start();
    assertThat(mkfifo.waitFor(30, TimeUnit.SECONDS)).isTrue();
    for (Path file : new Path[] {link, fifo}) {
      refused(
          file,
          "cannot read the experiment file",
          "a readable text file",
          "a pipe or a device",
          "check the path");
    }
  }
}

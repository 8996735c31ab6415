// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class IdxDamageTest extends IdxPairTest {
  @Test
  void anEmptyFileIsRefused() {
    refused(() -> readStored(new byte[0], FOUR_LABELS))
        .hasMessageStartingWith("an empty file")
        .hasMessageContaining("where:    " + imagesFile());
    images(new byte[0])
        .hasMessageContaining("the header ends too early")
        .hasMessageContaining("0 bytes in all");
  }

  @Test
  void aHeaderThatEndsTooEarlyIsRefused() {
    images(Arrays.copyOf(FOUR_IMAGES, 13))
        .hasMessage(
            """
            the header ends too early
              where:    %s, offset 13 (uncompressed)
              expected: the header of an IDX file of images, 16 bytes: the magic number and the\
             sizes, 4 bytes each
              got:      13 bytes in all
              to do:    the file is damaged or incomplete; get it again""",
            imagesFile());
  }

  @Test
  void imagesThatEndTooEarlyAreRefusedWithTheOffset() {
    images(IdxFiles.images(4, 2, 3, new byte[20]))
        .hasMessage(
            """
            the data ends too early
              where:    %s, offset 36 (uncompressed)
              expected: 24 pixel bytes, as the header says
              got:      20
              to do:    the file is damaged or incomplete; get it again""",
            imagesFile());
    refused(() -> readStored(IdxFiles.images(4, 2, 3, new byte[20]), FOUR_LABELS))
        .hasMessageContaining("the data ends too early")
        .hasMessageContaining(imagesFile() + ", offset 36\n")
        .hasMessageContaining("got:      20\n");
  }

  @Test
  void bytesAfterTheLastImageAreRefused() {
    images(IdxFiles.images(4, 2, 3, new byte[25]))
        .hasMessage(
            """
            bytes after the end of the data
              where:    %s, offset 40 (uncompressed)
              expected: the end of the file after 40 bytes, as the header says
              got:      at least one byte more
              to do:    the file is damaged or its header is wrong; get it again""",
            imagesFile());
    refused(() -> readStored(IdxFiles.images(4, 2, 3, new byte[25]), FOUR_LABELS))
        .hasMessageContaining("bytes after the end of the data")
        .hasMessageContaining("got:      a file of 41 bytes");
  }

  @Test
  void gzipInSeveralMembersIsReadAsOne() {
    byte[] parted =
        IdxFiles.join(
            IdxFiles.gzip(Arrays.copyOf(FOUR_IMAGES, 17)),
            IdxFiles.gzip(new byte[0]),
            IdxFiles.gzip(Arrays.copyOfRange(FOUR_IMAGES, 17, 20)));
    assertThat(readStored(parted, FOUR_LABELS).pixel(3, 0)).isEqualTo(255);
  }

  @Test
  void zerosAfterTheGzipDataAreNothing() {
    byte[] padded = IdxFiles.join(IdxFiles.gzip(FOUR_IMAGES), new byte[100_000]);
    assertThat(readStored(padded, FOUR_LABELS).pixel(0, 0)).isEqualTo(5);
  }

  @Test
  void otherBytesAfterTheGzipDataAreRefused() {
    byte[] packed = IdxFiles.gzip(FOUR_IMAGES);
    refused(() -> readStored(IdxFiles.join(packed, new byte[] {0, 0, 0, 0, 1}), FOUR_LABELS))
        .hasMessageContaining("bytes after the end of the gzip data")
        .hasMessageContaining("offset " + packed.length + " of the file itself")
        .hasMessageContaining("got:      5 bytes more");
  }

  @Test
  void gzipDataThatIsCutOffIsRefused() {
    byte[] pixels = new byte[60_000];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) ((i * i * 31) >>> 5);
    }
    byte[] packed = IdxFiles.gzip(IdxFiles.images(1, 200, 300, pixels));
    byte[] half = Arrays.copyOf(packed, packed.length / 2);
    refused(() -> readStored(half, IdxFiles.labels(1, 0)))
        .hasMessageContaining("damaged gzip data")
        .hasMessageMatching("(?s).*offset [1-9][0-9]{3,} \\(uncompressed\\).*")
        .hasMessageContaining("got:      the gzip data ends in the middle")
        .hasMessageContaining("the file is damaged or incomplete; get it again");
  }

  @Test
  void gzipDataWithAWrongChecksumIsRefused() {
    byte[] packed = IdxFiles.gzip(FOUR_LABELS);
    packed[packed.length - 8] ^= 1;
    refused(() -> readStored(FOUR_IMAGES, packed))
        .hasMessageContaining("damaged gzip data")
        .hasMessageContaining("got:      the checksum or length at the end is wrong");
  }

  @Test
  void aHeaderThatClaimsTwoToThe31ImagesIsRefused() {
    images(IdxFiles.images(0x80000000, 28, 28, new byte[784]))
        .hasMessage(
            """
            an absurd number of images of 28x28
              where:    %s, offset 4 (uncompressed)
              expected: 1 to 1369568 (at most 1073741824 bytes in a file)
              got:      2147483648
              to do:    the file is damaged or not what its name says; get it again""",
            imagesFile());
  }

  @Test
  void aHeaderThatClaimsTwoToThe31LabelsIsRefused() {
    labels(IdxFiles.labels(0x80000000, 1))
        .hasMessageContaining("an absurd number of labels")
        .hasMessageContaining("got:      2147483648");
  }

  @Test
  void noImagesAtAllAreRefused() {
    images(IdxFiles.images(0, 28, 28, new byte[0]))
        .hasMessageContaining("an absurd number of images of 28x28")
        .hasMessageContaining("got:      0\n");
  }

  @Test
  void imagesWithoutRowsAreRefused() {
    images(IdxFiles.images(1, 0, 28, new byte[0]))
        .hasMessage(
            """
            an absurd number of rows
              where:    %s, offset 8 (uncompressed)
              expected: 1 to 4096
              got:      0
              to do:    the file is damaged or no image file; get it again""",
            imagesFile());
  }

  @Test
  void imagesWithTooManyColumnsAreRefused() {
    images(IdxFiles.images(1, 28, -1, new byte[0]))
        .hasMessageContaining("an absurd number of columns")
        .hasMessageContaining("offset 12 (uncompressed)")
        .hasMessageContaining("got:      4294967295");
  }

  @Test
  void aPromiseThatAGzipFileCannotKeepIsRefusedBeforeItIsRead() {
    byte[] lie = IdxFiles.gzip(IdxFiles.images(1 << 18, 64, 64, new byte[64]));
    int[] many = new int[1 << 18];
    refused(() -> readStored(lie, IdxFiles.gzip(IdxFiles.labels(1 << 18, many))))
        .hasMessageContaining("the data ends too early")
        .hasMessageContaining("expected: 1073741824 pixel bytes, as the header says")
        .hasMessageContaining(
            "got:      a gzip file of %d bytes, which hold %d at most",
            lie.length, lie.length * 1032L);
  }

  @Test
  void aFileThatIsLongerThanItsHeaderSaysIsRefusedBeforeItIsRead() throws IOException {
    Files.write(labelsFile(), FOUR_LABELS);
    try (var file = Files.newByteChannel(imagesFile(), CREATE_NEW, WRITE)) {
      file.write(ByteBuffer.wrap(FOUR_IMAGES));
      file.position(20L << 30);
      file.write(ByteBuffer.allocate(1));
    }
    refused(() -> IdxReader.read(imagesFile(), labelsFile()))
        .hasMessageContaining("bytes after the end of the data")
        .hasMessageContaining("got:      a file of 21474836481 bytes");
  }

  @Test
  void pixelsThatPackWellAreNoBomb() {
    int[] labels = new int[5000];
    byte[] blank = IdxFiles.images(5000, 28, 28, new byte[5000 * 784]);
    assertThat(IdxFiles.gzip(blank).length * 900L).isLessThan(blank.length);
    assertThat(read(blank, IdxFiles.labels(5000, labels)).count()).isEqualTo(5000);
  }

  @Test
  void aBombIsReadAsFarAsItsHeaderSaysAndRefused() {
    byte[] zeros = new byte[100 << 20];
    System.arraycopy(FOUR_IMAGES, 0, zeros, 0, 16);
    images(zeros)
        .hasMessageContaining("bytes after the end of the data")
        .hasMessageContaining("the end of the file after 20 bytes");
  }

  @Test
  void imagesAndLabelsThatDisagreeInNumberAreRefused() {
    images(IdxFiles.images(3, 1, 1, new byte[3]))
        .hasMessage(
            """
            images and labels that disagree in number
              where:    %s, offset 4 (uncompressed), and %s
              expected: a label for each image
              got:      3 images and 4 labels
              to do:    use the four files of one data set""",
            imagesFile(), labelsFile());
  }

  @Test
  void aFileThatCannotBeReadIsNamedWithTheReason() {
    refused(() -> IdxReader.read(folder.resolve("gone"), labelsFile()))
        .hasMessage(
            """
            a file of the data set cannot be read
              where:    %s
              expected: a file that can be read
              got:      no such file or folder
              to do:    check the file and its permissions""",
            folder.resolve("gone"));
  }
}

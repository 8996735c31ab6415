// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

class IdxReaderTest {
  private static final Path IMAGES = Path.of("x", "images.gz");
  private static final Path LABELS = Path.of("x", "labels.gz");
  private static final byte[] FOUR_LABELS = {1, 2, 3, 4};

  private static ImageSet images(byte[] uncompressed, byte... labels) {
    return IdxReader.images(IMAGES, IdxFiles.gzip(uncompressed), LABELS, labels);
  }

  private static byte[] labels(byte[] uncompressed) {
    return IdxReader.labels(LABELS, IdxFiles.gzip(uncompressed), 10);
  }

  private static AbstractThrowableAssert<?, ?> refused(Runnable reading) {
    return assertThatThrownBy(reading::run).isInstanceOf(DataException.class);
  }

  @Test
  void imagesAndLabelsAreReadAsTheyWereWritten() {
    ImageSet set =
        images(IdxFiles.images(2, 1, 3, new byte[] {0, 1, -1, 4, 5, 6}), (byte) 7, (byte) 0);
    assertThat(set.count()).isEqualTo(2);
    assertThat(set.height()).isEqualTo(1);
    assertThat(set.width()).isEqualTo(3);
    assertThat(set.channels()).isEqualTo(1);
    assertThat(set.pixel(0, 2)).isEqualTo(255);
    assertThat(set.pixel(1, 0)).isEqualTo(4);
    assertThat(set.label(0)).isEqualTo(7);
    assertThat(labels(IdxFiles.labels(3, 9, 0, 5))).containsExactly(9, 0, 5);
  }

  @Test
  void aFileWithoutGzInItsNameIsReadAsItIs() {
    Path plain = Path.of("x", "labels");
    assertThat(IdxReader.labels(plain, IdxFiles.labels(1, 3), 10)).containsExactly(3);
  }

  @Test
  void moreThanOneChunkIsReadWhole() {
    byte[] pixels = new byte[3 << 20];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) ((i * 31) ^ (i >>> 7));
    }
    ImageSet set = images(IdxFiles.images(3, 1024, 1024, pixels), (byte) 0, (byte) 1, (byte) 2);
    assertThat(set.pixel(2, (1 << 20) - 1)).isEqualTo(pixels[pixels.length - 1] & 0xFF);
  }

  @Test
  void aLabelFileGivenAsImagesIsRefusedByItsMagicNumber() {
    refused(() -> images(IdxFiles.labels(8, 1, 2, 3, 4, 5, 6, 7, 8), FOUR_LABELS))
        .hasMessage(
            """
            not an IDX file of images
              where:    x/images.gz, offset 0 (uncompressed)
              expected: the magic number 0x00000803
              got:      0x00000801 (a label file)
              to do:    check that the four files of the data set have their own names""");
  }

  @Test
  void anImageFileGivenAsLabelsIsRefusedByItsMagicNumber() {
    refused(() -> labels(IdxFiles.images(1, 1, 1, new byte[1])))
        .hasMessageContaining("not an IDX file of labels")
        .hasMessageContaining("got:      0x00000803 (an image file)");
  }

  @Test
  void aCompressedFileWithoutGzInItsNameIsNamedAsSuch() {
    Path plain = Path.of("x", "labels");
    refused(() -> IdxReader.labels(plain, IdxFiles.gzip(IdxFiles.labels(1, 3)), 10))
        .hasMessageContaining("where:    x/labels, offset 0\n")
        .hasMessageContaining("(gzip: the name lacks .gz)");
  }

  @Test
  void aFileThatIsNotGzipIsRefused() {
    refused(() -> IdxReader.labels(LABELS, IdxFiles.labels(1, 3), 10))
        .hasMessage(
            """
            not a gzip file
              where:    x/labels.gz, offset 0 of the file itself
              expected: the gzip header 1f 8b 08
              got:      00 00 08
              to do:    get the file again, or drop .gz from its name if it is not compressed""");
  }

  @Test
  void anEmptyFileIsRefused() {
    refused(() -> IdxReader.labels(LABELS, new byte[0], 10))
        .hasMessageContaining("not a gzip file")
        .hasMessageContaining("got:      an empty file");
  }

  @Test
  void aHeaderThatEndsTooEarlyIsRefused() {
    refused(() -> images(Arrays.copyOf(IdxFiles.images(1, 1, 1, new byte[1]), 13), (byte) 1))
        .hasMessage(
            """
            the header ends too early
              where:    x/images.gz, offset 13 (uncompressed)
              expected: a header of 16 bytes: magic, count, rows and columns, 4 bytes each
              got:      13 bytes in all
              to do:    the file is damaged or incomplete; get it again""");
  }

  @Test
  void imagesThatEndTooEarlyAreRefusedWithTheOffset() {
    refused(() -> images(IdxFiles.images(4, 2, 3, new byte[20]), FOUR_LABELS))
        .hasMessage(
            """
            the data ends too early
              where:    x/images.gz, offset 36 (uncompressed)
              expected: 24 pixel bytes, as the header says
              got:      20
              to do:    the file is damaged or incomplete; get it again""");
  }

  @Test
  void labelsThatEndTooEarlyAreRefusedWithTheOffset() {
    refused(() -> labels(IdxFiles.labels(1000, 1, 2, 3)))
        .hasMessageContaining("x/labels.gz, offset 11 (uncompressed)")
        .hasMessageContaining("expected: 1000 label bytes, as the header says")
        .hasMessageContaining("got:      3\n");
  }

  @Test
  void bytesAfterTheLastImageAreRefused() {
    refused(() -> images(IdxFiles.images(4, 2, 3, new byte[25]), FOUR_LABELS))
        .hasMessage(
            """
            bytes after the end of the data
              where:    x/images.gz, offset 40 (uncompressed)
              expected: the end of the file after 40 bytes, as the header says
              got:      at least one byte more
              to do:    the file is damaged or its header is wrong; get it again""");
  }

  @Test
  void bytesAfterTheGzipDataAreRefused() {
    byte[] packed = IdxFiles.gzip(IdxFiles.labels(2, 1, 2));
    refused(() -> IdxReader.labels(LABELS, Arrays.copyOf(packed, packed.length + 5), 10))
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
    refused(() -> IdxReader.images(IMAGES, half, LABELS, new byte[1]))
        .hasMessageContaining("damaged gzip data")
        .hasMessageMatching("(?s).*offset [1-9][0-9]+ \\(uncompressed\\).*")
        .hasMessageContaining("got:      Unexpected end of ZLIB input stream")
        .hasMessageContaining("the file is damaged or incomplete; get it again");
  }

  @Test
  void gzipDataWithAWrongChecksumIsRefused() {
    byte[] packed = IdxFiles.gzip(IdxFiles.labels(2, 1, 2));
    packed[packed.length - 8] ^= 1;
    refused(() -> IdxReader.labels(LABELS, packed, 10))
        .hasMessageContaining("damaged gzip data")
        .hasMessageContaining("Corrupt GZIP trailer");
  }

  @Test
  void aHeaderThatClaimsTwoToThe31ImagesIsRefused() {
    refused(() -> images(IdxFiles.images(0x80000000, 28, 28, new byte[784]), FOUR_LABELS))
        .hasMessage(
            """
            an absurd number of images of 28x28
              where:    x/images.gz, offset 4 (uncompressed)
              expected: 1 to 1369568 (at most 1073741824 bytes in a file)
              got:      2147483648
              to do:    the file is damaged or not what its name says; get it again""");
  }

  @Test
  void aHeaderThatClaimsTwoToThe31LabelsIsRefused() {
    refused(() -> labels(IdxFiles.labels(0x80000000, 1)))
        .hasMessageContaining("an absurd number of labels")
        .hasMessageContaining("got:      2147483648");
  }

  @Test
  void noImagesAtAllAreRefused() {
    refused(() -> images(IdxFiles.images(0, 28, 28, new byte[0])))
        .hasMessageContaining("an absurd number of images of 28x28")
        .hasMessageContaining("got:      0\n");
  }

  @Test
  void imagesWithoutRowsAreRefused() {
    refused(() -> images(IdxFiles.images(1, 0, 28, new byte[0]), (byte) 1))
        .hasMessage(
            """
            an absurd number of rows
              where:    x/images.gz, offset 8 (uncompressed)
              expected: 1 to 4096
              got:      0
              to do:    the file is damaged or no image file; get it again""");
  }

  @Test
  void imagesWithTooManyColumnsAreRefused() {
    refused(() -> images(IdxFiles.images(1, 28, -1, new byte[0]), (byte) 1))
        .hasMessageContaining("an absurd number of columns")
        .hasMessageContaining("offset 12 (uncompressed)")
        .hasMessageContaining("got:      4294967295");
  }

  @Test
  void aPromiseThatTheFileDoesNotKeepAllocatesLittle() {
    byte[] lie = IdxFiles.gzip(IdxFiles.labels(1 << 30, 1, 2, 3));
    Runtime runtime = Runtime.getRuntime();
    assertThat(runtime.maxMemory()).as("heap of the test JVM").isLessThan(3L << 30);
    for (int i = 0; i < 20; i++) {
      refused(() -> IdxReader.labels(LABELS, lie, 10))
          .hasMessageContaining("the data ends too early")
          .hasMessageContaining("got:      3\n");
    }
  }

  @Test
  void aGzipBombIsStoppedEarly() {
    byte[] zeros = new byte[8 + (300 << 20)];
    System.arraycopy(IdxFiles.labels(300 << 20), 0, zeros, 0, 8);
    byte[] bomb = IdxFiles.gzip(zeros);
    refused(() -> IdxReader.labels(LABELS, bomb, 10))
        .hasMessageContaining("a gzip bomb")
        .hasMessageContaining("expected: at most 100 times the " + bomb.length + " bytes")
        .hasMessageMatching("(?s).*got:      more than (33|67|[0-9]{2})[0-9]{6} bytes.*")
        .hasMessageContaining("get the file from a place you trust");
  }

  @Test
  void aLabelOutOfRangeIsRefusedWithItsOffset() {
    refused(() -> labels(IdxFiles.labels(3, 1, 2, 10)))
        .hasMessage(
            """
            a label out of range
              where:    x/labels.gz, offset 10 (uncompressed)
              expected: 0 to 9
              got:      10 for sample 2
              to do:    this is not the label file of a data set with 10 classes; get it again""");
  }

  @Test
  void labelsAreReadAsUnsignedBytes() {
    refused(() -> labels(IdxFiles.labels(1, 255)))
        .hasMessageContaining("got:      255 for sample 0");
  }

  @Test
  void imagesAndLabelsThatDisagreeInNumberAreRefused() {
    refused(() -> images(IdxFiles.images(3, 1, 1, new byte[3]), FOUR_LABELS))
        .hasMessage(
            """
            images and labels that disagree in number
              where:    x/images.gz, offset 4 (uncompressed), and x/labels.gz
              expected: a label for each image
              got:      3 images and 4 labels
              to do:    use the four files of one data set""");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdxReaderTest extends IdxPairTest {
  private static byte[] ints(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
    Arrays.stream(values).forEach(bytes::putInt);
    return bytes.array();
  }

  private static int[] labelsOf(ImageSet set) {
    return IntStream.range(0, set.count()).map(set::label).toArray();
  }

  @Test
  void imagesAndLabelsAreReadAsTheyWereWritten() {
    byte[] pixels = {0, 1, -1, 4, 5, 6};
    ImageSet set = read(IdxFiles.images(2, 1, 3, pixels), IdxFiles.labels(2, 7, 0));
    assertThat(set.count()).isEqualTo(2);
    assertThat(set.height()).isEqualTo(1);
    assertThat(set.width()).isEqualTo(3);
    assertThat(set.channels()).isEqualTo(1);
    assertThat(set.pixel(0, 2)).isEqualTo(255);
    assertThat(set.pixel(1, 0)).isEqualTo(4);
    assertThat(labelsOf(set)).containsExactly(7, 0);
  }

  @Test
  void contentSaysWhetherAFileIsGzipNotItsName() {
    assertThat(readStored(FOUR_IMAGES, FOUR_LABELS).pixel(3, 0)).isEqualTo(255);
    assertThat(labelsOf(readStored(IdxFiles.gzip(FOUR_IMAGES), FOUR_LABELS)))
        .containsExactly(1, 2, 3, 4);
  }

  @Test
  void theHashesAreOfTheUncompressedBytes() {
    read(FOUR_IMAGES, FOUR_LABELS);
    IdxReader.Half half = IdxReader.read(imagesFile(), labelsFile());
    assertThat(half.imagesSha256()).isEqualTo(Sha256.of(FOUR_IMAGES));
    assertThat(half.labelsSha256()).isEqualTo(Sha256.of(FOUR_LABELS));
  }

  @Test
  void moreThanOneChunkIsReadWhole() {
    byte[] pixels = new byte[3 << 20];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) ((i * 31) ^ (i >>> 7));
    }
    ImageSet set = read(IdxFiles.images(3, 1024, 1024, pixels), IdxFiles.labels(3, 0, 1, 2));
    assertThat(set.pixel(2, (1 << 20) - 1)).isEqualTo(pixels[pixels.length - 1] & 0xFF);
  }

  @Test
  void colourImagesAreReadWithTheirChannels() {
    byte[] pixels = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    ImageSet set = read(IdxFiles.idx(8, new int[] {2, 1, 2, 3}, pixels), IdxFiles.labels(2, 1, 0));
    assertThat(set.channels()).isEqualTo(3);
    assertThat(set.width()).isEqualTo(2);
    assertThat(set.pixel(1, 5)).isEqualTo(12);
  }

  @Test
  void labelsUpTo255AreRead() {
    ImageSet set = read(FOUR_IMAGES, IdxFiles.labels(4, 127, 128, 199, 255));
    assertThat(labelsOf(set)).containsExactly(127, 128, 199, 255);
  }

  @Test
  void labelsOfOtherWholeTypesAreRead() {
    byte[] int32 = IdxFiles.idx(0x0C, new int[] {4}, ints(3, 0, 255, 9));
    assertThat(labelsOf(read(FOUR_IMAGES, int32))).containsExactly(3, 0, 255, 9);
    byte[] int16 = IdxFiles.idx(0x0B, new int[] {4}, new byte[] {0, 1, 0, -1, 0, 0, 0, 4});
    assertThat(labelsOf(read(FOUR_IMAGES, int16))).containsExactly(1, 255, 0, 4);
  }

  @Test
  void theFirstColumnOfQmnistsTableIsTheLabel() {
    int[] table = new int[32];
    Arrays.setAll(table, i -> i % 8 == 0 ? i / 8 : 2999);
    byte[] labels = IdxFiles.idx(0x0C, new int[] {4, 8}, ints(table));
    assertThat(labelsOf(read(FOUR_IMAGES, labels))).containsExactly(0, 1, 2, 3);
  }

  @Test
  void aWholeNumberThatIsNoByteIsRefused() {
    labels(IdxFiles.idx(0x0C, new int[] {4}, ints(1, 2, 256, 0)))
        .hasMessage(
            """
            a label out of range
              where:    %s, offset 16 (uncompressed)
              expected: 0 to 255
              got:      256 for sample 2
              to do:    number the classes from 0; at most 256 of them can be used""",
            labelsFile());
    labels(IdxFiles.idx(0x09, new int[] {4}, new byte[] {1, -1, 0, 0}))
        .hasMessageContaining("got:      -1 for sample 1");
  }

  @Test
  void aLabelFileGivenAsImagesIsRefused() {
    images(FOUR_LABELS)
        .hasMessage(
            """
            not an IDX file of images
              where:    %s, offset 0 (uncompressed)
              expected: images as uint8[count, rows, columns], or with 3 channels as a fourth size
              got:      uint8[4], a file of labels
              to do:    check that the four files of the data set have their own names""",
            imagesFile());
  }

  @Test
  void anImageFileGivenAsLabelsIsRefused() {
    labels(FOUR_IMAGES)
        .hasMessageContaining("not an IDX file of labels")
        .hasMessageContaining("got:      uint8[4, 1, 1], a file of images");
  }

  @Test
  void imagesOfAnotherKindAreRefusedWithTheTrueReason() {
    images(IdxFiles.idx(0x0D, new int[] {4, 28, 28}, new byte[0]))
        .hasMessageStartingWith("pixels that are no bytes")
        .hasMessageContaining("got:      float32[4, 28, 28]")
        .hasMessageContaining("write each pixel as one byte of 0 to 255");
    images(IdxFiles.idx(8, new int[] {4, 784}, new byte[0]))
        .hasMessageStartingWith("images without rows and columns")
        .hasMessageContaining("got:      uint8[4, 784]")
        .hasMessageContaining("as sizes of their own: [4, 28, 28]");
    images(IdxFiles.idx(8, new int[] {4, 783}, new byte[0]))
        .hasMessageContaining("as sizes of their own: [4, rows, columns]");
    images(IdxFiles.idx(8, new int[] {4, 3, 28, 28}, new byte[0]))
        .hasMessageStartingWith("channels in front of rows and columns")
        .hasMessageContaining("write them with the channels last");
    images(IdxFiles.idx(8, new int[] {4, 28, 28, 7}, new byte[0]))
        .hasMessageStartingWith("images that are neither grey nor RGB")
        .hasMessageContaining("got:      uint8[4, 28, 28, 7]");
  }

  @Test
  void labelsOfAnotherKindAreRefusedWithTheTrueReason() {
    labels(IdxFiles.idx(0x0E, new int[] {4}, new byte[0]))
        .hasMessageStartingWith("labels that are no whole numbers")
        .hasMessageContaining("got:      float64[4]");
    labels(IdxFiles.idx(8, new int[] {4, 10}, new byte[0]))
        .hasMessageStartingWith("a table in place of labels")
        .hasMessageContaining("got:      uint8[4, 10]")
        .hasMessageContaining("of one-hot rows, the place of the 1");
  }

  @Test
  void aMagicNumberThatIsNoneIsNamed() {
    images(IdxFiles.join(new byte[4], new byte[12]))
        .hasMessageStartingWith("not an IDX file\n")
        .hasMessageContaining("got:      the magic number 0x00000000");
    images(IdxFiles.join(new byte[] {0, 0, 8, 77}, new byte[12]))
        .hasMessageContaining("got:      IDX of uint8, magic number 0x0000084d");
  }

  @Test
  void aWebPageIsNamedAsOne() {
    byte[] page =
        "<!DOCTYPE html><html><head><title>403 Forbidden</title></head></html>\n"
            .getBytes(StandardCharsets.US_ASCII);
    refused(() -> readStored(page, FOUR_LABELS))
        .hasMessage(
            """
            not an IDX file
              where:    %s, offset 0
              expected: an IDX file of images
              got:      a web page (HTML), beginning '<!DOCTYPE html><html><head><title>403\
             Forbidden</title></hea…'
              to do:    get the file again: the server sent a page in its place, such as an error\
             or a log-in""",
            imagesFile());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PK\3\4....|a ZIP archive|unpack it",
        "PAR1....|a Parquet file|write the data as IDX",
        "version https://git-lfs.github.com/spec/v1\n|a Git LFS pointer|git lfs pull",
        "label,pixel0\n7,0\n|text, beginning 'label,pixel0 7,0'|write the data as IDX",
        "<?xml version='1.0'?><Error>|XML, beginning|get the file again: the server sent a page",
        "\u001B]0;title\u0007 |bytes that begin 1b 5d 30 3b|get the file again"
      })
  void whatIsNoIdxIsNamed(String contentAndWords) {
    String[] parts = contentAndWords.split("\\|", -1);
    byte[] content = parts[0].getBytes(StandardCharsets.ISO_8859_1);
    refused(() -> readStored(FOUR_IMAGES, content))
        .hasMessageContaining("got:      " + parts[1])
        .hasMessageContaining("to do:    " + parts[2]);
    labels(content).hasMessageContaining("got:      " + parts[1]);
  }
}

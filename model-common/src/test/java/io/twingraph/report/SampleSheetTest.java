// SPDX-License-Identifier: Apache-2.0
package io.twingraph.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.data.Dataset;
import io.twingraph.data.ImageSet;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleSheetTest {
  @TempDir private Path folder;

  private static Dataset dataset(int channels) {
    byte[] pixels = new byte[3 * 4 * 4 * channels];
    java.util.Arrays.fill(pixels, 0, 16 * channels, (byte) 200);
    ImageSet images = ImageSet.wrap(4, 4, channels, pixels, new byte[] {0, 1, 0});
    return new Dataset(
        "tiny", "a test", "it is a test", List.of("Ankle boot", "b"), images, images);
  }

  private BufferedImage draw(Dataset dataset, int rows, int columns) throws IOException {
    Path png = folder.resolve("sheet.png");
    SampleSheet.write(dataset, rows, columns, png);
    return ImageIO.read(png.toFile());
  }

  @Test
  void everySampleAndItsLabelAreOnTheSheet() throws IOException {
    BufferedImage sheet = draw(dataset(1), 2, 2);
    // Two columns as wide as the longest label, two rows of 4 * 3 pixels and a line of text.
    int text = TinyFont.width("Ankle boot");
    assertThat(sheet.getWidth()).isGreaterThanOrEqualTo(10 + 2 * (text + 10));
    assertThat(sheet.getHeight()).isEqualTo(10 + 14 + 10 + 2 * (12 + 14 + 4 + 10));
    int left = 10 + (text - 12) / 2;
    assertThat(sheet.getRGB(left, 34) & 0xFFFFFF).isEqualTo(0xC8C8C8);
    assertThat(sheet.getRGB(left + 11, 34 + 11) & 0xFFFFFF).isEqualTo(0xC8C8C8);
    assertThat(sheet.getRGB(left - 1, 34) & 0xFFFFFF).isEqualTo(0xFFFFFF);
    assertThat(sheet.getRGB(left + text + 10, 34) & 0xFFFFFF).isZero();
    assertThat(dark(sheet, 10, 34 + 12 + 4, text, 14)).isGreaterThan(200);
  }

  private static int dark(BufferedImage sheet, int left, int top, int width, int height) {
    int dark = 0;
    for (int y = top; y < top + height; y++) {
      for (int x = left; x < left + width; x++) {
        dark += (sheet.getRGB(x, y) & 0xFFFFFF) == 0x303030 ? 1 : 0;
      }
    }
    return dark;
  }

  @Test
  void colourIsKept() throws IOException {
    byte[] pixels = {(byte) 255, 0, 10};
    ImageSet images = ImageSet.wrap(1, 1, 3, pixels, new byte[1]);
    BufferedImage sheet = draw(new Dataset("c", "t", "t", List.of(""), images, images), 1, 1);
    assertThat(sheet.getRGB(10, 34) & 0xFFFFFF).isEqualTo(0xFF000A);
  }

  @Test
  void everySignThatClassNamesUseHasAShape() {
    List<String> fashion =
        List.of("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Ankle boot");
    for (String name : fashion) {
      assertThat(TinyFont.missing(name)).as(name).isEmpty();
    }
    assertThat(TinyFont.missing("fashion-mnist: 60000 training images")).isEmpty();
    assertThat(TinyFont.missing("naïve")).isEqualTo("Ï");
  }

  @Test
  void aSheetWithoutRowsIsRefused() {
    assertThatThrownBy(() -> SampleSheet.write(dataset(1), 0, 3, folder.resolve("x.png")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a sheet needs at least one row and one column, got 0 and 3");
  }

  @Test
  void whatIsNoFileIsNotReplacedByAPicture() throws IOException {
    Path there = Files.createDirectory(folder.resolve("sheet.png"));
    assertThatThrownBy(() -> SampleSheet.write(dataset(1), 1, 1, there))
        .isInstanceOf(IOException.class)
        .hasMessage(there + ": it is a folder");
    assertThat(there).isDirectory();
  }
}

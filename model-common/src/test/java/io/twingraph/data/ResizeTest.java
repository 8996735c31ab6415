// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ResizeTest {
  private static final String GOLDEN = "/io/twingraph/data/pillow-resize.bin";

  private record Shape(int height, int width, int channels) {
    @Override
    public String toString() {
      return height + "x" + width + "x" + channels;
    }
  }

  @TestFactory
  List<DynamicTest> everyByteIsTheOneThatPillowGives() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    try (InputStream file = ResizeTest.class.getResourceAsStream(GOLDEN);
        DataInputStream in = new DataInputStream(file)) {
      int cases = in.readInt();
      for (int i = 0; i < cases; i++) {
        Shape from = new Shape(in.readInt(), in.readInt(), in.readInt());
        Shape to = new Shape(in.readInt(), in.readInt(), from.channels());
        byte[] source = in.readNBytes(from.height() * from.width() * from.channels());
        byte[] expected = in.readNBytes(to.height() * to.width() * to.channels());
        tests.add(
            DynamicTest.dynamicTest(
                from + " to " + to,
                () -> assertThat(resize(source, from, to)).isEqualTo(expected)));
      }
    }
    assertThat(tests).hasSizeGreaterThan(15);
    return tests;
  }

  private static byte[] resize(byte[] source, Shape from, Shape to) {
    ImageSet images =
        ImageSet.wrap(from.height(), from.width(), from.channels(), source, new byte[] {5});
    ImageSet resized = Resize.resize(images, to.height(), to.width());
    assertThat(resized.count()).isEqualTo(1);
    assertThat(resized.label(0)).isEqualTo(5);
    byte[] bytes = new byte[resized.imageSize()];
    resized.copyTo(0, bytes);
    return bytes;
  }

  @Test
  void imagesOfTheRightSizeAreReturnedAsTheyAre() {
    ImageSet images = DigitsData.test(3);
    assertThat(Resize.resize(images, 28, 28)).isSameAs(images);
  }

  @Test
  void everyImageOfASliceIsResizedWithItsLabel() {
    ImageSet images = DigitsData.test(6);
    ImageSet part = Resize.resize(images.slice(2, 5), 8, 8);
    ImageSet all = Resize.resize(images, 8, 8);
    assertThat(part.sha256()).isEqualTo(all.slice(2, 5).sha256());
    assertThat(part.label(1)).isEqualTo(images.label(3));
  }

  @Test
  void aSideBelowOneIsRefused() {
    assertThatThrownBy(() -> Resize.resize(DigitsData.test(1), 0, 8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("images cannot be resized to 0x8; a side needs at least 1 pixel");
  }
}

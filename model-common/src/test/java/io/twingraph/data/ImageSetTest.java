// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.spec.Input;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ImageSetTest {
  private static ImageSet three() {
    return ImageSet.wrap(
        1, 2, 2, new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, -2, -1}, new byte[] {3, 1, 2});
  }

  @Test
  void pixelsAndLabelsAreFoundByImage() {
    ImageSet set = three();
    assertThat(set.count()).isEqualTo(3);
    assertThat(set.imageSize()).isEqualTo(4);
    assertThat(set.pixel(0, 3)).isEqualTo(3);
    assertThat(set.pixel(2, 2)).isEqualTo(254);
    assertThat(set.label(2)).isEqualTo(2);
  }

  @Test
  void aSliceIsAWindowOnTheSet() {
    ImageSet slice = three().slice(1, 3);
    assertThat(slice.count()).isEqualTo(2);
    assertThat(slice.pixel(0, 0)).isEqualTo(4);
    assertThat(slice.label(1)).isEqualTo(2);
    assertThat(slice.slice(1, 2).pixel(0, 3)).isEqualTo(255);
    assertThat(three().slice(1, 1).count()).isZero();
    assertThatThrownBy(() -> slice.label(2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> slice.pixel(2, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> slice.pixel(0, 4)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> slice.slice(1, 3)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aLimitAboveTheCountChangesNothing() {
    assertThat(three().limit(9).count()).isEqualTo(3);
    assertThat(three().limit(1).count()).isEqualTo(1);
  }

  @Test
  void theHashIsOfWhatIsSeenNotOfWhatLiesBehind() {
    ImageSet alone = ImageSet.wrap(1, 2, 2, new byte[] {4, 5, 6, 7}, new byte[] {1});
    assertThat(three().slice(1, 2).sha256()).isEqualTo(alone.sha256());
    assertThat(three().sha256()).isNotEqualTo(alone.sha256());
    ImageSet turned = ImageSet.wrap(2, 1, 2, new byte[] {4, 5, 6, 7}, new byte[] {1});
    assertThat(turned.sha256()).isNotEqualTo(alone.sha256());
  }

  @Test
  void theHashIsThatOfDimensionsPixelsAndLabels() {
    byte[] all = {0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 4, 5, 6, 7, 1};
    assertThat(ImageSet.wrap(1, 2, 2, new byte[] {4, 5, 6, 7}, new byte[] {1}).sha256())
        .isEqualTo(Sha256.of(all));
  }

  @Test
  void labelsAreUnsignedBytes() {
    byte[] labels = {127, (byte) 128, (byte) 200, (byte) 255};
    ImageSet set = ImageSet.wrap(1, 1, 1, new byte[4], labels);
    int[] expected = {127, 128, 200, 255};
    assertThat(IntStream.range(0, 4).map(set::label).toArray()).containsExactly(expected);
    ImageSet resized = Resize.resize(set, 2, 2);
    assertThat(IntStream.range(0, 4).map(resized::label).toArray()).containsExactly(expected);
    Input input = Input.of(1, 1, 1);
    BatchSource batches = BatchSource.of(set, input, 4);
    assertThat(batches.labels()).containsExactly(expected);
    Batch batch = batches.iterator().next();
    assertThat(IntStream.range(0, 4).map(batch::label).toArray()).containsExactly(expected);
  }

  @Test
  void lengthsThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> ImageSet.wrap(2, 2, 1, new byte[7], new byte[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 labels and images of 2x2x1 need 8 pixel bytes, got 7");
    assertThatThrownBy(() -> ImageSet.wrap(0, 2, 1, new byte[0], new byte[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an image needs at least 1x1x1, got 0x2x1");
  }

  @Test
  void aDatasetIsLimitedInBothHalves() {
    Dataset set = new Dataset("n", "s", "r", List.of("a", "b"), three(), three());
    assertThat(set.classes()).isEqualTo(2);
    Dataset limited = set.limit(2, 1);
    assertThat(limited.train().count()).isEqualTo(2);
    assertThat(limited.test().count()).isEqualTo(1);
    assertThat(limited.reason()).isEqualTo("r");
  }
}

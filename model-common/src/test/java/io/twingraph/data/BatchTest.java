// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.error.SpecException;
import io.twingraph.spec.Input;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class BatchTest {
  private static ImageSet five() {
    byte[] pixels = new byte[5 * 6];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (8 * i);
    }
    return ImageSet.wrap(2, 3, 1, pixels, new byte[] {4, 3, 2, 1, 0});
  }

  private static List<Integer> labels(BatchSource source) {
    List<Integer> labels = new ArrayList<>();
    for (Batch batch : source) {
      for (int i = 0; i < batch.size(); i++) {
        labels.add(batch.label(i));
      }
    }
    return labels;
  }

  @Test
  void aBatchHoldsACopyOfItsValuesInADirectAlignedBuffer() {
    float[] values = {1, 2, 3, 4, 5, 6, 7, 8};
    Batch batch = Batch.of(2, 1, 2, values, 7, 9);
    values[0] = 99;
    assertThat(batch.size()).isEqualTo(2);
    assertThat(batch.imageSize()).isEqualTo(4);
    assertThat(batch.label(1)).isEqualTo(9);
    FloatBuffer images = batch.images();
    assertThat(images.isDirect()).isTrue();
    assertThat(images.order()).isEqualTo(ByteOrder.nativeOrder());
    assertThat(images.remaining()).isEqualTo(8);
    assertThat(images.get(0)).isEqualTo(1);
    assertThat(images.get(7)).isEqualTo(8);
    images.get();
    assertThat(batch.images().position()).isZero();
  }

  @Test
  void firstValueThatIsNoNumberIsFoundInAnyPartOfABatch() {
    float[] values = new float[3 * 4000];
    for (int at : new int[] {0, 4095, 4096, 8192, 11_999}) {
      for (float odd : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
        float[] images = values.clone();
        images[at] = odd;
        images[11_999] = Float.NaN;
        assertThat(Batch.of(40, 100, 1, images, 0, 0, 0).notFinite()).isEqualTo(at);
      }
    }
    Arrays.fill(values, -Float.MAX_VALUE);
    assertThat(Batch.of(40, 100, 1, values, 0, 0, 0).notFinite()).isEqualTo(-1);
  }

  @Test
  void aBatchStaysUntilTheSecondOneAfterIt() {
    Iterator<Batch> batches = BatchSource.of(five(), Input.of(2, 3, 1), 2).iterator();
    Batch first = batches.next();
    float value = first.images().get(5);

    Batch second = batches.next();

    assertThat(first.label(0)).isEqualTo(4);
    assertThat(first.images().get(5)).isEqualTo(value);
    assertThat(second.label(0)).isEqualTo(2);
    assertThat(batches.next().label(0)).isZero();
    assertThat(second.label(0)).isEqualTo(2);
  }

  @Test
  void theHashIsThatOfImageAndLabelInTurn() {
    ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putFloat(0.5f).putInt(3).putFloat(-2).putInt(1);
    assertThat(Batch.of(1, 1, 1, new float[] {0.5f, -2}, 3, 1).sha256())
        .isEqualTo(Sha256.of(bytes.array()));
  }

  @Test
  void valuesThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> Batch.of(2, 2, 1, new float[7], 1, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 labels and images of 2x2x1 need 8 values, got 7");
    // As many values as the aligned memory happens to have room for.
    assertThatThrownBy(() -> Batch.of(1, 1, 1, new float[16], 1)).hasMessageContaining("got 16");
    assertThatThrownBy(() -> Batch.of(1, 1, 1, new float[17], 1)).hasMessageContaining("got 17");
  }

  @Test
  void anEmptyBatchIsRefused() {
    assertThatThrownBy(() -> Batch.allocate(0, 28, 28, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a batch needs at least one sample of at least 1x1x1, got 0 of 28x28x1");
    Batch batch = Batch.allocate(2, 1, 1, 1);
    assertThatThrownBy(() -> batch.size(3))
        .hasMessage("a batch with room for 2 samples cannot hold 3");
  }

  @Test
  void aBatchTooLargeForMemoryAddressesIsRefusedNotWrapped() {
    assertThatThrownBy(() -> Batch.allocate(2, 65_536, 65_536, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a batch of 2 images of 65536x65536x1 needs more than the 2^31 bytes of one buffer; use"
                + " fewer or smaller images");
    assertThatThrownBy(() -> Batch.allocate(33, 4096, 4096, 1))
        .hasMessageStartingWith("a batch of 33 images of 4096x4096x1 needs more than the 2^31");
  }

  @Test
  void aLabelBehindTheLastIsRefused() {
    Batch batch = Batch.of(1, 1, 1, new float[2], 1, 2);
    assertThatThrownBy(() -> batch.label(2))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("sample 2 of a batch of 2");
  }

  @Test
  void theLastPartialBatchIsKept() {
    BatchSource source = BatchSource.of(five(), Input.of(2, 3, 1), 2);
    assertThat(source.samples()).isEqualTo(5);
    assertThat(source.batches()).isEqualTo(3);
    List<Integer> sizes = new ArrayList<>();
    for (Batch batch : source) {
      sizes.add(batch.size());
      assertThat(batch.images().remaining()).isEqualTo(batch.size() * 6);
    }
    assertThat(sizes).containsExactly(2, 2, 1);
    assertThat(labels(source)).containsExactly(4, 3, 2, 1, 0);
    assertThat(source.labels()).containsExactly(4, 3, 2, 1, 0);
  }

  @Test
  void imagesComeInTheOrderAskedFor() {
    BatchSource source = BatchSource.of(five(), Input.of(2, 3, 1), 2).inOrder(new int[] {4, 0, 2});
    assertThat(source.samples()).isEqualTo(3);
    assertThat(source.batches()).isEqualTo(2);
    assertThat(labels(source)).containsExactly(0, 4, 2);
    assertThat(source.labels()).containsExactly(0, 4, 2);
    Batch first = source.iterator().next();
    assertThat(first.images().get(0)).isEqualTo(192 / 255f);
    assertThat(first.images().get(7)).isEqualTo(8 / 255f);
  }

  @Test
  void pixelsAreScaledCentredAndDividedInFloat32() {
    float[] values = BatchSource.pixelValues(new Input(1, 1, 1, 0.1307, 0.3081));
    assertThat(values[0]).isEqualTo((0f - 0.1307f) / 0.3081f).isEqualTo(-0.42421296f);
    assertThat(values[255]).isEqualTo((1f - 0.1307f) / 0.3081f).isEqualTo(2.8214867f);
    assertThat(BatchSource.pixelValues(Input.of(1, 1, 1))[51]).isEqualTo(0.2f);
  }

  @Test
  void aBatchSizeAboveTheCountGivesOneBatch() {
    BatchSource source = BatchSource.of(five(), Input.of(2, 3, 1), Integer.MAX_VALUE);
    assertThat(source.batches()).isEqualTo(1);
    assertThat(source.iterator().next().size()).isEqualTo(5);
  }

  @Test
  void noImagesGiveNoBatches() {
    BatchSource source = BatchSource.of(five().slice(5, 5), Input.of(2, 3, 1), 4);
    assertThat(source.batches()).isZero();
    Iterator<Batch> batches = source.iterator();
    assertThat(batches.hasNext()).isFalse();
    assertThatThrownBy(batches::next)
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("all 0 samples were given");
  }

  @Test
  void aBatchSizeBelowOneIsRefused() {
    assertThatThrownBy(() -> BatchSource.of(five(), Input.of(2, 3, 1), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a batch needs at least one sample, got 0");
  }

  @Test
  void imagesOfAnotherShapeThanTheInputAreRefused() {
    assertThatThrownBy(() -> BatchSource.of(five(), Input.of(8, 8, 1), 4))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            """
            images of another shape than the model's input
              where:    model.input
              expected: 2x3x1 (the data set's)
              got:      8x8x1
              to do:    resize the images first, or change the model's input""");
  }
}

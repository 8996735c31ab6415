// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import static io.twingraph.parity.Tensors.image;
import static io.twingraph.parity.Tensors.matrix;
import static io.twingraph.parity.Tensors.vector;
import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.engine.HostTensor;
import io.twingraph.graph.Node;
import io.twingraph.op.TensorType;
import io.twingraph.op.Window;
import org.junit.jupiter.api.Test;

class PatternsTest {
  /** To the nearest float16 of normal size, ties to even. */
  static float half(float value) {
    int bits = Float.floatToRawIntBits(value);
    int odd = (bits >>> 13) & 1;
    return Float.intBitsToFloat((bits + 0xfff + odd) & ~0x1fff);
  }

  @Test
  void samplesMovedAlongTheBatchAreFoundInBothDirections() {
    HostTensor right = matrix(4, 2, 1, 2, 3, 4, 5, 6, 7, 8);
    HostTensor later = matrix(4, 2, 3, 4, 5, 6, 7, 8, 1, 2);
    assertThat(Patterns.sampleShift(later, right)).isEqualTo(1);
    assertThat(Patterns.sampleShift(right, later)).isEqualTo(-1);
    HostTensor byTwo = matrix(4, 2, 5, 6, 7, 8, 1, 2, 3, 4);
    assertThat(Patterns.sampleShift(byTwo, right)).isEqualTo(2);
    HostTensor other = matrix(4, 2, 3, 4, 5, 6, 7, 9, 1, 2);
    assertThat(Patterns.sampleShift(other, right)).isZero();
    assertThat(Patterns.sampleShift(vector(2, 1), vector(1, 2))).isZero(); // too few to tell
  }

  @Test
  void scaleAndOffsetAreFoundAndNothingElse() {
    HostTensor x = vector(0, 0.25f, 0.5f, 1);
    assertThat(Patterns.affine(vector(0.5f, 1, 1.5f, 2.5f), x))
        .isEqualTo("2.000 x + 0.5000 of the batch's: scaled otherwise");
    assertThat(Patterns.affine(vector(0.5f, 1, 1.5f, 2.6f), x)).isEmpty();
  }

  @Test
  void labelsAreNamedAtTheFirstThatDiffers() {
    assertThat(Patterns.labels(vector(1, 7, 3), vector(1, 2, 4))).isEqualTo("label 2 arrives as 7");
    assertThat(Patterns.labels(vector(1, 2), vector(1, 2))).isEqualTo("the labels are right");
  }

  @Test
  void valuesRoundedToFloat16AreRecognised() {
    float[] right = Tensors.random(500, 3);
    float[] halves = right.clone();
    float[] bfloats = right.clone();
    float[] noisy = right.clone();
    for (int i = 0; i < right.length; i++) {
      halves[i] = half(right[i]);
      bfloats[i] = Float.intBitsToFloat(Float.floatToRawIntBits(right[i]) & 0xffff0000);
      noisy[i] = right[i] * (1 + 0x1p-11f);
    }
    assertThat(half(0.1f)).isEqualTo(0.099975586f);
    assertThat(Patterns.isHalfPrecision(vector(halves), vector(right))).isTrue();
    assertThat(Patterns.isHalfPrecision(vector(bfloats), vector(right))).isFalse();
    assertThat(Patterns.isHalfPrecision(vector(noisy), vector(right))).isFalse();
  }

  @Test
  void imageMovedByAPixelIsRecognisedWithItsDirection() {
    HostTensor right = image(4, 4, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
    HostTensor fromLeft = image(4, 4, 0, 1, 2, 3, 0, 5, 6, 7, 0, 9, 10, 11, 0, 13, 14, 15);
    assertThat(Patterns.imageShift(fromLeft, right))
        .isEqualTo("the image is moved by 0 rows and -1 columns: padding lies on another side");
    HostTensor fromBelow = image(4, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 0, 0, 0, 0);
    assertThat(Patterns.imageShift(fromBelow, right)).contains("by 1 rows and 0 columns");
    HostTensor wrong = image(4, 4, 0, 1, 2, 3, 0, 5, 6, 7, 0, 9, 12, 11, 0, 13, 14, 15);
    assertThat(Patterns.imageShift(wrong, right)).isEmpty();
    assertThat(Patterns.imageShift(image(2, 2, 1, 2, 3, 4), image(2, 2, 2, 1, 4, 3))).isEmpty();
    assertThat(Patterns.imageShift(vector(1, 2), vector(2, 1))).isEmpty();
  }

  @Test
  void errorAtThePaddedBorderIsToldFromOneInside() {
    Node node = TestNetworks.node(TestNetworks.padded());
    Window window = node.op().window().orElseThrow();
    TensorType in = node.input().type();
    HostTensor right = image(4, 4, new float[16]);
    float[] border = new float[16];
    border[3] = 1;
    border[12] = 1;
    assertThat(Patterns.onlyBorderDiffers(image(4, 4, border), right, window, in)).isTrue();
    border[5] = 1; // row 1, column 1: its 3x3 window lies on the image
    assertThat(Patterns.onlyBorderDiffers(image(4, 4, border), right, window, in)).isFalse();
  }

  @Test
  void oneNumberForEachChannelIsRecognised() {
    HostTensor right = matrix(3, 2, 1, 2, 3, 4, 5, 6);
    assertThat(Patterns.sameEverywhere(matrix(3, 2, 1.5f, 1, 3.5f, 3, 5.5f, 5), right)).isTrue();
    assertThat(Patterns.sameEverywhere(matrix(3, 2, 1.5f, 1, 3.5f, 3, 5.6f, 5), right)).isFalse();
    assertThat(Patterns.sameEverywhere(matrix(1, 2, 9, 9), matrix(1, 2, 1, 2))).isFalse();
  }

  @Test
  void differentBitsAreCounted() {
    assertThat(Patterns.different(vector(1, 0f, Float.NaN, 2), vector(1, -0f, Float.NaN, 3)))
        .isEqualTo(2);
    assertThat(Patterns.isZero(vector(0, -0f))).isTrue();
    assertThat(Patterns.isZero(vector(0, Float.MIN_VALUE))).isFalse();
  }
}

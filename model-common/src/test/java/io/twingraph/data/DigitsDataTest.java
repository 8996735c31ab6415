// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.spec.Philox;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DigitsDataTest {
  private static final String SMALL_SHA256 =
      "328ccc95e7eeb2546208f634c6a0cd83e601eefc6391f043463ab2ebc98528a4";
  private static final String TRAIN_SHA256 =
      "df0822f018a678b5dbe88cd3f3cae83ebb59bdf5fc59d192ce3874ebfdd2214d";
  private static final String TEST_SHA256 =
      "c663fd854f9cd34cb7dece5a70c8d6296cb2e81dba3199c64626c72f5e085667";

  @Test
  void theBytesAreTheSameOnEveryMachine() {
    assertThat(DigitsData.train(100).sha256()).isEqualTo(SMALL_SHA256);
  }

  @Test
  void theWholeSetIsTheSameOnEveryMachineToo() {
    Dataset digits = DigitsData.dataset("a test");
    assertThat(digits.train().count()).isEqualTo(12_000);
    assertThat(digits.test().count()).isEqualTo(2_000);
    assertThat(digits.train().sha256()).isEqualTo(TRAIN_SHA256);
    assertThat(digits.test().sha256()).isEqualTo(TEST_SHA256);
  }

  @Test
  void aSmallerSetIsTheStartOfALargerOne() {
    assertThat(DigitsData.train(200).limit(100).sha256()).isEqualTo(SMALL_SHA256);
  }

  @Test
  void everyDigitIsAboutAsFrequent() {
    ImageSet images = DigitsData.train(12_000);
    int[] counts = new int[10];
    for (int i = 0; i < images.count(); i++) {
      counts[images.label(i)]++;
    }
    assertThat(Arrays.stream(counts)).allMatch(count -> count > 1100 && count < 1300);
  }

  @Test
  void trainingAndTestImagesAreNotTheSame() {
    assertThat(DigitsData.train(100).sha256()).isNotEqualTo(DigitsData.test(100).sha256());
  }

  /** The bound of {@link DigitsData}'s Javadoc, with room for another way of training. */
  @Test
  void aLinearModelStaysBelowTheStatedBound() {
    float[][] weights = trainLinear(DigitsData.train(DigitsData.TRAIN), 12);
    double accuracy = accuracy(weights, DigitsData.test(DigitsData.TEST));
    System.out.printf("digits: a linear model reaches %.2f %%%n", 100 * accuracy);
    assertThat(accuracy).isBetween(0.75, 0.85);
  }

  /** Softmax regression by stochastic gradient descent, the rate falling as 1 / epoch. */
  private static float[][] trainLinear(ImageSet images, int epochs) {
    int inputs = images.imageSize();
    float[][] weights = new float[10][inputs + 1];
    double[] z = new double[10];
    for (int epoch = 1; epoch <= epochs; epoch++) {
      float rate = 0.02f / epoch;
      for (int i : Philox.permutation(1, epoch, images.count())) {
        float[] x = pixels(images, i);
        scores(weights, x, z);
        softmax(z);
        for (int k = 0; k < 10; k++) {
          float step = rate * (float) ((images.label(i) == k ? 1 : 0) - z[k]);
          float[] row = weights[k];
          for (int j = 0; j <= inputs; j++) {
            row[j] += step * x[j];
          }
        }
      }
    }
    return weights;
  }

  private static double accuracy(float[][] weights, ImageSet images) {
    int right = 0;
    double[] z = new double[10];
    for (int i = 0; i < images.count(); i++) {
      scores(weights, pixels(images, i), z);
      int best = 0;
      for (int k = 1; k < 10; k++) {
        best = z[k] > z[best] ? k : best;
      }
      right += best == images.label(i) ? 1 : 0;
    }
    return (double) right / images.count();
  }

  /** Pixels of 0..1 and a 1 for the bias. */
  private static float[] pixels(ImageSet images, int index) {
    float[] x = new float[images.imageSize() + 1];
    for (int j = 0; j < images.imageSize(); j++) {
      x[j] = images.pixel(index, j) / 255f;
    }
    x[images.imageSize()] = 1;
    return x;
  }

  private static void scores(float[][] weights, float[] x, double[] z) {
    for (int k = 0; k < weights.length; k++) {
      float sum = 0;
      float[] row = weights[k];
      for (int j = 0; j < x.length; j++) {
        sum += row[j] * x[j];
      }
      z[k] = sum;
    }
  }

  private static void softmax(double[] z) {
    double max = Double.NEGATIVE_INFINITY;
    for (double value : z) {
      max = Math.max(max, value);
    }
    double sum = 0;
    for (int k = 0; k < z.length; k++) {
      z[k] = Math.exp(z[k] - max);
      sum += z[k];
    }
    for (int k = 0; k < z.length; k++) {
      z[k] /= sum;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

/**
 * Resizing on bytes, bilinear and antialiased, to the same bytes as {@code Image.resize(size,
 * BILINEAR)} of Pillow up to 12.3, which is what torchvision's {@code Resize} does to a PIL image.
 * (Pillow 13.0 picks the order of its two passes by their cost; from 28x28 to 8x8 it gives the same
 * bytes.)
 *
 * <p>A triangle filter, as wide as the reduction demands, first along the rows and then along the
 * columns; weights in fixed point with 22 fractional bits, rounded to a byte after each pass
 * (Pillow, {@code src/libImaging/Resample.c}).
 */
public final class Resize {
  private Resize() {}

  /**
   * The images at another size, with their labels; the same set if they have that size already.
   *
   * @param images of any number of channels, each resized for itself (as Pillow does for 1 and 3)
   * @param height at least 1
   * @param width at least 1
   * @throws IllegalArgumentException if a side is below 1
   */
  public static ImageSet resize(ImageSet images, int height, int width) {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "images cannot be resized to "
              + height
              + "x"
              + width
              + "; a side needs at least 1 pixel");
    }
    if (images.height() == height && images.width() == width) {
      return images;
    }
    int channels = images.channels();
    int size = Math.multiplyExact(Math.multiplyExact(height, width), channels);
    byte[] pixels = new byte[Math.multiplyExact(images.count(), size)];
    byte[] labels = new byte[images.count()];
    Axis across = Axis.of(images.width(), width);
    Axis down = Axis.of(images.height(), height);
    byte[] whole = new byte[images.imageSize()];
    byte[] narrow = new byte[images.height() * width * channels];
    for (int i = 0; i < images.count(); i++) {
      images.copyTo(i, whole);
      across.apply(whole, narrow, 0, images.height(), channels);
      down.apply(narrow, pixels, i * size, 1, width * channels);
      labels[i] = (byte) images.label(i);
    }
    return ImageSet.wrap(height, width, channels, pixels, labels);
  }

  /** One direction of the resize. */
  private static final class Axis {
    private static final int PRECISION_BITS = 32 - 8 - 2;

    private final int in;
    private final int out;

    /** For each output position the first input position that it sees. */
    private final int[] first;

    /** For each output position its weights, times 2^22. */
    private final int[][] weights;

    private Axis(int in, int out, int[] first, int[][] weights) {
      this.in = in;
      this.out = out;
      this.first = first;
      this.weights = weights;
    }

    static Axis of(int in, int out) {
      double scale = (double) in / out;
      double spread = Math.max(scale, 1);
      int[] first = new int[out];
      int[][] weights = new int[out][];
      for (int i = 0; i < out; i++) {
        double centre = (i + 0.5) * scale;
        int from = Math.max((int) (centre - spread + 0.5), 0);
        int to = Math.min((int) (centre + spread + 0.5), in);
        double[] exact = new double[to - from];
        double sum = 0;
        for (int j = 0; j < exact.length; j++) {
          double x = Math.abs((j + from - centre + 0.5) * (1 / spread));
          exact[j] = x < 1 ? 1 - x : 0;
          sum += exact[j];
        }
        first[i] = from;
        weights[i] = fixed(exact, sum);
      }
      return new Axis(in, out, first, weights);
    }

    private static int[] fixed(double[] exact, double sum) {
      int[] fixed = new int[exact.length];
      for (int j = 0; j < fixed.length; j++) {
        fixed[j] = (int) (0.5 + exact[j] / sum * (1 << PRECISION_BITS));
      }
      return fixed;
    }

    /** {@code source} is {@code [outer][in][inner]}, {@code target} {@code [outer][out][inner]}. */
    void apply(byte[] source, byte[] target, int at, int outer, int inner) {
      if (in == out) {
        System.arraycopy(source, 0, target, at, outer * in * inner);
        return;
      }
      for (int o = 0; o < outer; o++) {
        for (int i = 0; i < out; i++) {
          int[] weight = weights[i];
          for (int c = 0; c < inner; c++) {
            int sum = 1 << (PRECISION_BITS - 1);
            for (int j = 0; j < weight.length; j++) {
              sum += (source[(o * in + first[i] + j) * inner + c] & 0xFF) * weight[j];
            }
            target[at + (o * out + i) * inner + c] =
                (byte) Math.min(Math.max(sum >> PRECISION_BITS, 0), 255);
          }
        }
      }
    }
  }
}

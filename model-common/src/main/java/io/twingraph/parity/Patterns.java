// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.engine.HostTensor;
import io.twingraph.op.Size;
import io.twingraph.op.TensorType;
import io.twingraph.op.Window;
import java.util.Locale;

/** Ways in which a wrong tensor may come from the right one. */
final class Patterns {
  /** Relative distance at which two values count as one, far above rounding. */
  private static final double NEAR = 1e-4;

  private Patterns() {}

  /** How many values differ in a bit. */
  static int different(HostTensor a, HostTensor b) {
    int count = 0;
    for (int i = 0; i < a.size(); i++) {
      count += Double.compare(a.value(i), b.value(i)) == 0 ? 0 : 1;
    }
    return count;
  }

  static boolean isZero(HostTensor tensor) {
    for (int i = 0; i < tensor.size(); i++) {
      if (tensor.value(i) != 0) {
        return false;
      }
    }
    return true;
  }

  /** {@code s} if sample {@code i} of {@code a} is sample {@code i+s} of {@code b}; else 0. */
  static int sampleShift(HostTensor a, HostTensor b) {
    int samples = a.shape()[0];
    int size = a.size() / Math.max(1, samples);
    for (int shift = 1; shift <= Math.min(3, samples - 2); shift++) {
      int rest = (samples - shift) * size;
      if (same(a, 0, b, shift * size, rest)) {
        return shift;
      }
      if (same(a, shift * size, b, 0, rest)) {
        return -shift;
      }
    }
    return 0;
  }

  private static boolean same(HostTensor a, int from, HostTensor b, int other, int count) {
    for (int i = 0; i < count; i++) {
      if (a.value(from + i) != b.value(other + i)) {
        return false;
      }
    }
    return true;
  }

  /** The first label that is another one, in words. */
  static String labels(HostTensor a, HostTensor b) {
    for (int i = 0; i < a.size(); i++) {
      if (a.value(i) != b.value(i)) {
        return String.format(Locale.ROOT, "label %.0f arrives as %.0f", b.value(i), a.value(i));
      }
    }
    return "the labels are right";
  }

  /** {@code "2 x + 0.5 of the batch's"} if {@code a} is so made of {@code b}; else empty. */
  static String affine(HostTensor a, HostTensor b) {
    int n = a.size();
    double meanA = 0;
    double meanB = 0;
    for (int i = 0; i < n; i++) {
      meanA += a.value(i) / n;
      meanB += b.value(i) / n;
    }
    double ab = 0;
    double bb = 0;
    for (int i = 0; i < n; i++) {
      ab += (a.value(i) - meanA) * (b.value(i) - meanB);
      bb += (b.value(i) - meanB) * (b.value(i) - meanB);
    }
    double slope = bb == 0 ? 0 : ab / bb;
    double offset = meanA - slope * meanB;
    for (int i = 0; i < n; i++) {
      if (Math.abs(a.value(i) - slope * b.value(i) - offset) > NEAR * (1 + Math.abs(a.value(i)))) {
        return "";
      }
    }
    return String.format(
        Locale.ROOT, "%.4g x + %.4g of the batch's: scaled otherwise", slope, offset);
  }

  /** Whether values are the right ones to float16's 11 bits, and most are float16 values. */
  static boolean isHalfPrecision(HostTensor actual, HostTensor expected) {
    int halves = 0;
    for (int i = 0; i < actual.size(); i++) {
      double a = actual.value(i);
      double e = expected.value(i);
      if (Math.abs(a - e) > 0x1p-10 * Math.abs(e) + 0x1p-23) {
        return false;
      }
      // The last 13 bits of a float32 are zero in a float16 of normal size.
      halves += (Float.floatToRawIntBits((float) a) & 0x1fff) == 0 || Math.abs(a) < 1e-4 ? 1 : 0;
    }
    return halves > 0.9 * actual.size();
  }

  /** Whether {@code a - b} depends on the last dimension's index only. */
  static boolean sameEverywhere(HostTensor a, HostTensor b) {
    int channels = a.shape()[a.shape().length - 1];
    for (int i = channels; i < a.size(); i++) {
      double here = a.value(i) - b.value(i);
      double first = a.value(i % channels) - b.value(i % channels);
      if (Math.abs(here - first) > NEAR * (Math.abs(first) + 1e-3)) {
        return false;
      }
    }
    return a.size() > channels;
  }

  /** In words, if the wrong image is the right one moved by a pixel; else empty. */
  static String imageShift(HostTensor actual, HostTensor expected) {
    int[] shape = actual.shape();
    if (shape.length != 4 || shape[1] < 3 || shape[2] < 3) {
      return "";
    }
    for (int rows = -1; rows <= 1; rows++) {
      for (int columns = -1; columns <= 1; columns++) {
        if ((rows != 0 || columns != 0) && moved(actual, expected, shape, rows, columns)) {
          return "the image is moved by "
              + rows
              + " rows and "
              + columns
              + " columns: padding lies on another side";
        }
      }
    }
    return "";
  }

  private static boolean moved(HostTensor a, HostTensor e, int[] shape, int rows, int columns) {
    for (int n = 0; n < shape[0]; n++) {
      for (int y = 1; y < shape[1] - 1; y++) {
        for (int x = 1; x < shape[2] - 1; x++) {
          for (int c = 0; c < shape[3]; c++) {
            double got = a.value(at(shape, n, y, x, c));
            double other = e.value(at(shape, n, y + rows, x + columns, c));
            if (Math.abs(got - other) > NEAR * (1 + Math.abs(other))) {
              return false;
            }
          }
        }
      }
    }
    return true;
  }

  /** Whether every window that lies on the input alone gives the right value. */
  static boolean onlyBorderDiffers(
      HostTensor actual, HostTensor expected, Window window, TensorType in) {
    int[] shape = actual.shape();
    int inside = 0;
    for (int i = 0; i < actual.size(); i++) {
      int[] index = actual.index(i);
      int top = index[1] * window.stride().height() - window.padding().top();
      int left = index[2] * window.stride().width() - window.padding().left();
      Size kernel = window.reach();
      boolean whole =
          top >= 0
              && left >= 0
              && top + kernel.height() <= in.height()
              && left + kernel.width() <= in.width();
      double distance = Math.abs(actual.value(i) - expected.value(i));
      if (whole && distance > NEAR * (1 + Math.abs(expected.value(i)))) {
        return false;
      }
      inside += whole ? 1 : 0;
    }
    return inside > 0 && shape.length == 4;
  }

  private static int at(int[] shape, int n, int y, int x, int c) {
    return ((n * shape[1] + y) * shape[2] + x) * shape[3] + c;
  }
}

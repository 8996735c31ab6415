// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.compare.Tolerance;
import io.twingraph.engine.HostTensor;
import io.twingraph.spec.Philox;

/** Tensors for tests. */
final class Tensors {
  static final Tolerance EXACT = Tolerance.bitExact();

  private Tensors() {}

  static HostTensor vector(float... values) {
    return HostTensor.wrap(new int[] {values.length}, values);
  }

  static HostTensor vector64(double... values) {
    return HostTensor.wrap(new int[] {values.length}, values);
  }

  static HostTensor matrix(int rows, int columns, float... values) {
    return HostTensor.wrap(new int[] {rows, columns}, values);
  }

  /** One image of one channel. */
  static HostTensor image(int rows, int columns, float... values) {
    return HostTensor.wrap(new int[] {1, rows, columns, 1}, values);
  }

  /** Values in [-1, 1). */
  static float[] random(int count, long seed) {
    Philox random = new Philox(seed, 0);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (2 * random.nextUniform() - 1);
    }
    return values;
  }

  static Tolerance tolerance(double absolute, double relative) {
    return new Tolerance(absolute, relative, "of a test");
  }
}

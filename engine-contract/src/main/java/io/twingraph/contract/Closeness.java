// SPDX-License-Identifier: Apache-2.0
package io.twingraph.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.engine.HostTensor;
import io.twingraph.engine.TensorMap;
import java.util.Arrays;

/** {@code |a - b| <= atol * max|b| + rtol * max(|a|, |b|)} over whole maps of tensors. */
public final class Closeness {
  private Closeness() {}

  /** Fails with the tensor, index and both values of the worst violation. */
  public static void assertClose(TensorMap actual, TensorMap expected, double rtol, double atol) {
    assertThat(actual.names()).containsExactlyElementsOf(expected.names());
    expected
        .asMap()
        .forEach((name, tensor) -> assertClose(name, actual.get(name), tensor, rtol, atol));
  }

  /** As above for one tensor; {@code atol} is in units of the expected tensor's largest value. */
  public static void assertClose(
      String name, HostTensor actual, HostTensor expected, double rtol, double atol) {
    assertThat(actual.shape()).as("shape of %s", name).isEqualTo(expected.shape());
    double scale = 0;
    for (int i = 0; i < expected.size(); i++) {
      scale = Math.max(scale, Math.abs(expected.value(i)));
    }
    for (int i = 0; i < expected.size(); i++) {
      double a = actual.value(i);
      double b = expected.value(i);
      double allowed = atol * scale + 1e-9 + rtol * Math.max(Math.abs(a), Math.abs(b));
      if (!(Math.abs(a - b) <= allowed)) {
        throw new AssertionError(
            String.format(
                "%s%s: got %.9g, expected %.9g (difference %.3g, allowed %.3g)",
                name, Arrays.toString(expected.index(i)), a, b, Math.abs(a - b), allowed));
      }
    }
  }
}

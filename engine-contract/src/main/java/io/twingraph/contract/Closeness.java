// SPDX-License-Identifier: Apache-2.0
package io.twingraph.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.compare.Tolerance;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.TensorMap;
import java.util.Arrays;

/** {@code |a - b| <= atol * max|b| + rtol * max(|a|, |b|)} over whole maps of tensors. */
public final class Closeness {
  private Closeness() {}

  /** Fails with the tensor, index and both values of the first violation. */
  public static void assertClose(TensorMap actual, TensorMap expected, double rtol, double atol) {
    assertThat(actual.names()).containsExactlyElementsOf(expected.names());
    expected
        .asMap()
        .forEach((name, tensor) -> assertClose(name, actual.get(name), tensor, rtol, atol));
  }

  /** As above for one tensor; {@code atol} is in units of the expected tensor's largest value. */
  public static void assertClose(
      String name, HostTensor actual, HostTensor expected, double rtol, double atol) {
    double absolute = atol * expected.largestMagnitude() + 1e-9;
    assertClose(name, actual, expected, new Tolerance(absolute, rtol, "the caller's"));
  }

  /** Fails with the first value that the tolerance does not allow, and its index. */
  public static void assertClose(
      String name, HostTensor actual, HostTensor expected, Tolerance tolerance) {
    assertThat(actual.shape()).as("shape of %s", name).isEqualTo(expected.shape());
    for (int i = 0; i < expected.size(); i++) {
      double a = actual.value(i);
      double b = expected.value(i);
      if (!tolerance.allows(a, b)) {
        throw new AssertionError(
            String.format(
                "%s%s: got %.9g, expected %.9g (difference %.3g, allowed %.3g)",
                name,
                Arrays.toString(expected.index(i)),
                a,
                b,
                Math.abs(a - b),
                tolerance.allowed(a, b)));
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.compare.DeviceRounding;
import io.twingraph.compare.Tolerance;
import io.twingraph.data.Batch;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.TensorMap;
import io.twingraph.spec.Philox;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How far apart rounding alone brings two loss curves: runs that mean the same as the first
 * engine's, and are rounded otherwise.
 *
 * <p>The envelope of a step is three times the largest distance that a twin has had from the first
 * engine so far (three, as a few twins do not show the largest one), and never less than {@link
 * #FIRST} in the first ten steps (Keras's own numerical test) and the tolerance of a loss after
 * them.
 */
final class NoiseTwins implements AutoCloseable {
  /** The least envelope of the first steps. */
  static final double FIRST = 1e-3;

  private static final int FIRST_STEPS = 10;
  private static final double TIMES = 3;

  private final Map<String, LiveSubject> twins;
  private final DeviceRounding rounding;
  private double largest;
  private String lost;

  /**
   * Takes the twins over.
   *
   * @param twins by what makes them different: {@code "1 thread"}
   * @param rounding between the two engines that are compared
   */
  NoiseTwins(Map<String, LiveSubject> twins, DeviceRounding rounding) {
    this.twins = new LinkedHashMap<>(twins);
    this.rounding = rounding;
  }

  /** Every value moved to the next float32 up or down, by a coin of its own. */
  static TensorMap perturbed(TensorMap parameters, long seed) {
    Map<String, HostTensor> moved = new LinkedHashMap<>();
    Philox random = new Philox(seed, 0x7157);
    parameters
        .asMap()
        .forEach(
            (name, tensor) -> {
              float[] values = tensor.data().clone();
              for (int i = 0; i < values.length; i++) {
                boolean up = random.nextInt(2) == 0;
                // A zero stays: its neighbour is no rounding of it.
                if (values[i] != 0) {
                  values[i] = up ? Math.nextUp(values[i]) : Math.nextDown(values[i]);
                }
              }
              moved.put(name, HostTensor.wrap(tensor.shape(), values));
            });
    return new TensorMap(moved);
  }

  /** What the twins are. */
  List<String> names() {
    return List.copyOf(twins.keySet());
  }

  /**
   * Makes the step on every twin.
   *
   * @param loss the first engine's
   * @param reference the reference's, or {@code null}
   * @return how far the two engines may be apart at this step; {@code null} if that cannot be said,
   *     as a twin's loss is no number: {@link #lost}
   */
  Double step(Batch batch, int step, double loss, Double reference) {
    twins.forEach((name, twin) -> measure(name, twin.stepLoss(batch), loss));
    if (reference != null) {
      measure("the float64 reference", reference, loss);
    }
    boolean early = step <= FIRST_STEPS;
    double least = early ? FIRST : rounding.applied(Tolerance.loss()).allowed(loss, loss);
    return lost == null ? Double.valueOf(Math.max(least, TIMES * largest)) : null;
  }

  private void measure(String name, double of, double loss) {
    if (Double.isFinite(of)) {
      largest = Math.max(largest, apart(of, loss));
    } else {
      lost = lost == null ? name : lost;
    }
  }

  /** Which twin's loss was no number first; {@code null} if all are. */
  String lost() {
    return lost;
  }

  /** How far two losses are apart: infinitely if one or both are no number. */
  static double apart(double a, double b) {
    double distance = Math.abs(a - b);
    return Double.isNaN(distance) ? Double.POSITIVE_INFINITY : distance;
  }

  @Override
  public void close() {
    twins.values().forEach(LiveSubject::close);
  }
}

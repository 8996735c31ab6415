// SPDX-License-Identifier: Apache-2.0
package io.twingraph.compare;

/**
 * How much further apart than on CPUs rounding may bring the values of two engines, from where they
 * were worked out.
 *
 * <p>The factories of {@link Tolerance} are for float32 on CPUs. A GPU rounds as finely and in
 * other places: it adds the same products in blocks and trees that depend on the kernel which
 * cuBLAS or cuDNN picks, joins multiplication and addition in one rounding, may make a convolution
 * of a transform (Winograd's, or an FFT) that rounds more than the sum does, and has an exp, tanh
 * and erf of its own. Ten times what a CPU is allowed is what this project declares for all that
 * ({@code docs/parity.md}, "On a GPU"); it is declared, not measured, and holds with TF32 off,
 * which the engines record. With TF32, whose fractions have 10 bits, it would not hold.
 *
 * <p>What must be the same in every bit on a CPU must be so on a GPU: it is copied, not computed.
 */
public enum DeviceRounding {
  /** Both on CPUs: the tolerances as they are. */
  CPU(1),
  /** One or both on a GPU without TF32: ten times that. */
  GPU(10);

  private static final String GPU_DEVICES = "cuda";

  private final double factor;

  DeviceRounding(double factor) {
    this.factor = factor;
  }

  /**
   * The rounding of an engine.
   *
   * @param device as an engine names it: {@code "cpu"}, {@code "cuda:0"}; any other word is a CPU
   */
  public static DeviceRounding of(String device) {
    return device.startsWith(GPU_DEVICES) ? GPU : CPU;
  }

  /** The rounding between two engines: the coarser of their own. */
  public static DeviceRounding between(String deviceA, String deviceB) {
    return of(deviceA) == CPU ? of(deviceB) : GPU;
  }

  /** What a tolerance for CPUs is multiplied by. */
  public double factor() {
    return factor;
  }

  /** The tolerance here for what is held to {@code onCpus} there. */
  public Tolerance applied(Tolerance onCpus) {
    return this == CPU || onCpus.isBitExact()
        ? onCpus
        : new Tolerance(
            factor * onCpus.absolute(),
            factor * onCpus.relative(),
            onCpus.source() + ", ten times for a GPU");
  }
}

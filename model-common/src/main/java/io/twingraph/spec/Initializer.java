// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.twingraph.error.SpecException;
import java.util.Locale;

/**
 * The distribution that a parameter's initial values are drawn from. Values are drawn in Java and
 * injected bit for bit, so both engines start from the same numbers.
 *
 * <p>Fans of a convolution kernel are {@code kH * kW * in} and {@code kH * kW * out}; of a dense
 * kernel {@code in} and {@code out}. A bias has the fans of its kernel.
 *
 * @param kind which distribution
 * @param value the constant of {@link Kind#CONSTANT}, the standard deviation of {@link
 *     Kind#NORMAL}; 0 for every other kind
 */
public record Initializer(Kind kind, double value) {

  /** See {@link Kind#ZEROS}. */
  public static final Initializer ZEROS = new Initializer(Kind.ZEROS, 0);

  /** See {@link Kind#GLOROT_UNIFORM}. */
  public static final Initializer GLOROT_UNIFORM = new Initializer(Kind.GLOROT_UNIFORM, 0);

  /** See {@link Kind#HE_UNIFORM}. */
  public static final Initializer HE_UNIFORM = new Initializer(Kind.HE_UNIFORM, 0);

  /** See {@link Kind#FAN_IN_UNIFORM}. */
  public static final Initializer FAN_IN_UNIFORM = new Initializer(Kind.FAN_IN_UNIFORM, 0);

  static final String KNOWN =
      "zeros, constant(VALUE), normal(STDDEV), glorot_uniform, glorot_normal, he_uniform,"
          + " he_normal, fan_in_uniform";

  /** The distributions there are. */
  public enum Kind {
    /** All zero. */
    ZEROS,
    /** All equal to {@link Initializer#value}. */
    CONSTANT,
    /** Normal, mean 0, standard deviation {@link Initializer#value}, not truncated. */
    NORMAL,
    /** Uniform in {@code +-sqrt(6 / (fanIn + fanOut))}; Keras's default for kernels. */
    GLOROT_UNIFORM,
    /** Normal with standard deviation {@code sqrt(2 / (fanIn + fanOut))}, not truncated. */
    GLOROT_NORMAL,
    /** Uniform in {@code +-sqrt(6 / fanIn)}. */
    HE_UNIFORM,
    /** Normal with standard deviation {@code sqrt(2 / fanIn)}, not truncated. */
    HE_NORMAL,
    /**
     * Uniform in {@code +-1 / sqrt(fanIn)}; PyTorch's default for kernels and biases of {@code
     * Conv2d} and {@code Linear} (Kaiming uniform with {@code a = sqrt(5)}).
     */
    FAN_IN_UNIFORM
  }

  /** All values equal to {@code value}. */
  public static Initializer constant(double value) {
    return new Initializer(Kind.CONSTANT, value);
  }

  /** Normal with mean 0 and the given standard deviation, not truncated. */
  public static Initializer normal(double standardDeviation) {
    return new Initializer(Kind.NORMAL, standardDeviation);
  }

  /**
   * Reads {@code glorot_uniform}, {@code constant(0.1)}, ...
   *
   * @throws SpecException if there is no such initializer, or if a value is missing or not wanted
   */
  @JsonCreator
  public static Initializer parse(String text) {
    NamedValue named = NamedValue.parse(text, "initializer", KNOWN);
    for (Kind kind : Kind.values()) {
      boolean needsValue = needsValue(kind);
      if (kind.name().toLowerCase(Locale.ROOT).equals(named.name())
          && needsValue == (named.value() != null)) {
        return new Initializer(kind, needsValue ? named.value() : 0);
      }
    }
    throw NamedValue.unknown(text, "initializer", KNOWN);
  }

  static boolean needsValue(Kind kind) {
    return kind == Kind.CONSTANT || kind == Kind.NORMAL;
  }

  /** The form that {@link #parse} reads. */
  @JsonValue
  @Override
  public String toString() {
    String name = kind.name().toLowerCase(Locale.ROOT);
    return needsValue(kind) ? NamedValue.format(name, value) : name;
  }
}

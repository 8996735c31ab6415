// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.twingraph.error.SpecException;
import io.twingraph.op.Gelu;
import io.twingraph.op.GeluTanh;
import io.twingraph.op.LeakyRelu;
import io.twingraph.op.Linear;
import io.twingraph.op.Op;
import io.twingraph.op.Relu;
import io.twingraph.op.Sigmoid;
import io.twingraph.op.Tanh;
import java.util.Locale;

/**
 * An elementwise function. The name fixes the variant: {@code gelu} is the exact one, {@code
 * gelu_tanh} its approximation; a leaky ReLU always states its slope.
 *
 * @param kind which function
 * @param slope the factor for negative inputs of {@link Kind#LEAKY_RELU}; 0 for every other kind
 */
public record ActivationFunction(Kind kind, double slope) {

  /** {@code x}. */
  public static final ActivationFunction LINEAR = new ActivationFunction(Kind.LINEAR, 0);

  /** {@code max(x, 0)}; the gradient at 0 is 0. */
  public static final ActivationFunction RELU = new ActivationFunction(Kind.RELU, 0);

  /** {@code tanh(x)}. */
  public static final ActivationFunction TANH = new ActivationFunction(Kind.TANH, 0);

  /** {@code 1 / (1 + exp(-x))}. */
  public static final ActivationFunction SIGMOID = new ActivationFunction(Kind.SIGMOID, 0);

  /** {@code x * (1 + erf(x / sqrt(2))) / 2}. */
  public static final ActivationFunction GELU = new ActivationFunction(Kind.GELU, 0);

  /** {@code x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x^3))) / 2}. */
  public static final ActivationFunction GELU_TANH = new ActivationFunction(Kind.GELU_TANH, 0);

  static final String KNOWN = "linear, relu, leaky_relu(SLOPE), tanh, sigmoid, gelu, gelu_tanh";

  /** The functions there are. */
  public enum Kind {
    /** {@code x}. */
    LINEAR,
    /** {@code max(x, 0)}. */
    RELU,
    /** {@code x} where positive, else {@code slope * x}. */
    LEAKY_RELU,
    /** Hyperbolic tangent. */
    TANH,
    /** Logistic function. */
    SIGMOID,
    /** Gaussian error linear unit, with the error function. */
    GELU,
    /** Gaussian error linear unit, approximated with tanh. */
    GELU_TANH
  }

  /** {@code x} where {@code x > 0}, else {@code slope * x}. */
  public static ActivationFunction leakyRelu(double slope) {
    return new ActivationFunction(Kind.LEAKY_RELU, slope);
  }

  /**
   * Reads {@code relu}, {@code leaky_relu(0.2)}, ...
   *
   * @throws SpecException if there is no such function, or if a slope is missing or not wanted
   */
  @JsonCreator
  public static ActivationFunction parse(String text) {
    NamedValue named = NamedValue.parse(text, "activation", KNOWN);
    for (Kind kind : Kind.values()) {
      boolean needsSlope = kind == Kind.LEAKY_RELU;
      if (kind.name().toLowerCase(Locale.ROOT).equals(named.name())
          && needsSlope == (named.value() != null)) {
        return new ActivationFunction(kind, needsSlope ? named.value() : 0);
      }
    }
    throw NamedValue.unknown(text, "activation", KNOWN);
  }

  /** The operator that computes it. */
  public Op op() {
    return switch (kind) {
      case LINEAR -> new Linear();
      case RELU -> new Relu();
      case LEAKY_RELU -> new LeakyRelu(slope);
      case TANH -> new Tanh();
      case SIGMOID -> new Sigmoid();
      case GELU -> new Gelu();
      case GELU_TANH -> new GeluTanh();
    };
  }

  /** Whether this is {@link #LINEAR}, that is, nothing to compute. */
  public boolean isLinear() {
    return kind == Kind.LINEAR;
  }

  /** The form that {@link #parse} reads. */
  @JsonValue
  @Override
  public String toString() {
    String name = kind.name().toLowerCase(Locale.ROOT);
    return kind == Kind.LEAKY_RELU ? NamedValue.format(name, slope) : name;
  }
}

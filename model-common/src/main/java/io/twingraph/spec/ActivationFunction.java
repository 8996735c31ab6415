// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.twingraph.error.SpecException;
import io.twingraph.op.Elementwise;
import io.twingraph.op.OpSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * An elementwise function: the {@link Elementwise} operator of this name. The name fixes the
 * variant: {@code gelu} is the exact one, {@code gelu_tanh} its approximation; a leaky ReLU always
 * states its slope.
 *
 * @param name of an elementwise operator of {@link OpSet#standard}
 * @param number the slope of a leaky ReLU; {@code null} for a function that has none
 */
public record ActivationFunction(String name, Double number) {

  /** {@code x}. */
  public static final ActivationFunction LINEAR = new ActivationFunction("linear", null);

  /** {@code max(x, 0)}; the gradient at 0 is 0. */
  public static final ActivationFunction RELU = new ActivationFunction("relu", null);

  /** {@code tanh(x)}. */
  public static final ActivationFunction TANH = new ActivationFunction("tanh", null);

  /** {@code 1 / (1 + exp(-x))}. */
  public static final ActivationFunction SIGMOID = new ActivationFunction("sigmoid", null);

  /** {@code x * (1 + erf(x / sqrt(2))) / 2}. */
  public static final ActivationFunction GELU = new ActivationFunction("gelu", null);

  /** {@code x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x^3))) / 2}. */
  public static final ActivationFunction GELU_TANH = new ActivationFunction("gelu_tanh", null);

  /** {@code x * min(max(x + 3, 0), 6) / 6}; the gradient at -3 is -0.5, at 3 it is 1.5. */
  public static final ActivationFunction HARD_SWISH = new ActivationFunction("hard_swish", null);

  private static final OpSet OPERATORS = OpSet.standard();

  static final String KNOWN =
      OPERATORS.functions().stream()
          .map(function -> function + numbers(function))
          .collect(Collectors.joining(", "));

  private static String numbers(String function) {
    List<String> names = OPERATORS.numbersOf(function);
    return names.isEmpty() ? "" : "(" + names.get(0).toUpperCase(Locale.ROOT) + ")";
  }

  /** {@code x} where {@code x > 0}, else {@code slope * x}. */
  public static ActivationFunction leakyRelu(double slope) {
    return new ActivationFunction("leaky_relu", slope);
  }

  /**
   * Reads {@code relu}, {@code leaky_relu(0.2)}, ...
   *
   * @throws SpecException if there is no such function, or if a slope is missing or not wanted
   */
  @JsonCreator
  public static ActivationFunction parse(String text) {
    NamedValue named = NamedValue.parse(text, "activation", KNOWN);
    ActivationFunction function = new ActivationFunction(named.name(), named.value());
    if (!function.isKnown() || function.takesNumber() != (named.value() != null)) {
      throw NamedValue.unknown(text, "activation", KNOWN);
    }
    return function;
  }

  /** Whether there is a function of this name. */
  boolean isKnown() {
    return name != null && OPERATORS.isFunction(name);
  }

  /** Whether the function of this name has a number. */
  boolean takesNumber() {
    return !OPERATORS.numbersOf(name).isEmpty();
  }

  /**
   * The operator that computes it.
   *
   * @throws SpecException if the function does not take the number
   */
  public Elementwise op() {
    return number == null ? OPERATORS.function(name) : OPERATORS.function(name, number);
  }

  /** Whether this is {@link #LINEAR}, that is, nothing to compute. */
  public boolean isLinear() {
    return equals(LINEAR);
  }

  /** The form that {@link #parse} reads. */
  @JsonValue
  @Override
  public String toString() {
    return number == null ? name : NamedValue.format(name, number);
  }
}

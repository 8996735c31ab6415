// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

/** The limits on one layer's own values, whatever its input. */
final class LayerRules {
  private static final String EXAMPLE = "use for example normal(0.05) or constant(0.1)";

  /** No draw is further from 0 than nine deviations. */
  private static final double MAX_DEVIATION = Float.MAX_VALUE / 10;

  private LayerRules() {}

  static void check(Layer layer, String where) {
    Validation.present(layer, where, "a layer such as {type: flatten}");
    name(layer.name(), where + ".name");
    if (layer instanceof Layer.Conv2d conv) {
      Numbers.atLeastOne(conv.filters(), where + ".filters");
      size(conv.kernel(), where + ".kernel");
      size(conv.stride(), where + ".stride");
      notNegative(conv.padding(), where + ".padding");
      function(conv.activation(), where + ".activation");
      values(conv.kernelInitializer(), where + ".kernelInitializer");
      values(conv.biasInitializer(), where + ".biasInitializer");
    } else if (layer instanceof Layer.MaxPool2d pool) {
      pool(pool.window(), pool.stride(), pool.padding(), where);
    } else if (layer instanceof Layer.AvgPool2d pool) {
      pool(pool.window(), pool.stride(), pool.padding(), where);
    } else if (layer instanceof Layer.Dense dense) {
      Numbers.atLeastOne(dense.units(), where + ".units");
      function(dense.activation(), where + ".activation");
      values(dense.kernelInitializer(), where + ".kernelInitializer");
      values(dense.biasInitializer(), where + ".biasInitializer");
    } else if (layer instanceof Layer.Activation alone) {
      Validation.present(alone.function(), where + ".function", ActivationFunction.KNOWN);
      function(alone.function(), where + ".function");
    }
  }

  private static void pool(Size window, Size stride, Padding padding, String where) {
    size(window, where + ".window");
    size(stride, where + ".stride");
    notNegative(padding, where + ".padding");
    lessThan(window, padding, where + ".padding");
  }

  private static void name(String name, String where) {
    if (name != null && (!name.matches("[A-Za-z0-9._-]{1,64}") || name.equals(Network.INPUT))) {
      throw SpecException.of(
          "unusable layer name",
          where,
          "1 to 64 letters, digits, '.', '_' or '-', and not 'input'",
          "'" + name + "'",
          "rename the layer, or leave the name out to have it numbered");
    }
  }

  private static void size(Size size, String where) {
    Validation.present(size, where, "a whole number or [height, width]");
    if (size.height() < 1 || size.width() < 1) {
      throw SpecException.of(
          "number too small", where, "at least 1x1", size, "use 1 or more in both directions");
    }
  }

  /** A convolution takes any padding: where a kernel sees nothing else, it gives its bias. */
  private static void notNegative(Padding padding, String where) {
    if (padding instanceof Padding.Explicit sides
        && Math.min(Math.min(sides.top(), sides.bottom()), Math.min(sides.left(), sides.right()))
            < 0) {
      throw SpecException.of(
          "padding out of range",
          where,
          "0 or more on each side",
          sides,
          "use 0 for no padding; 'valid' is 0 on every side");
    }
  }

  private static void lessThan(Size window, Padding padding, String where) {
    if (padding instanceof Padding.Explicit sides
        && (Math.max(sides.top(), sides.bottom()) >= window.height()
            || Math.max(sides.left(), sides.right()) >= window.width())) {
      throw SpecException.of(
          "padding out of range",
          where,
          "0 or more on each side, and less than the window (" + window + ")",
          sides,
          "a pooling window that sees only padding has no maximum and no mean; use less padding"
              + " or 'same'");
    }
  }

  private static void function(ActivationFunction function, String where) {
    Validation.present(function.kind(), where, ActivationFunction.KNOWN);
    if (function.kind() != ActivationFunction.Kind.LEAKY_RELU && function.slope() != 0) {
      throw SpecException.of(
          "a slope for a function that has none",
          where,
          "a slope of 0 for " + function,
          function.slope(),
          "use leaky_relu(" + function.slope() + ") or the constant of the function");
    }
    Numbers.fraction(function.slope(), where, "PyTorch's default slope is 0.01, Keras's is 0.3");
  }

  private static void values(Initializer initializer, String where) {
    Validation.present(initializer.kind(), where, Initializer.KNOWN);
    if (!Initializer.needsValue(initializer.kind()) && initializer.value() != 0) {
      throw SpecException.of(
          "a value for an initializer that has none",
          where,
          "a value of 0 for " + initializer,
          initializer.value(),
          "use constant(" + initializer.value() + ") or the constant of the initializer");
    }
    boolean badDeviation =
        initializer.kind() == Initializer.Kind.NORMAL && !(initializer.value() > 0);
    if (!Double.isFinite(initializer.value()) || badDeviation) {
      throw SpecException.of(
          "initializer out of range",
          where,
          badDeviation ? "a standard deviation above 0" : "a finite number",
          initializer.value(),
          EXAMPLE);
    }
    Numbers.float32(initializer.value(), where, EXAMPLE);
    if (initializer.kind() == Initializer.Kind.NORMAL && initializer.value() > MAX_DEVIATION) {
      throw SpecException.of(
          "a number that float32 cannot hold",
          where,
          "a standard deviation of which ten are at most 3.4e+38",
          initializer.value(),
          EXAMPLE);
    }
  }
}

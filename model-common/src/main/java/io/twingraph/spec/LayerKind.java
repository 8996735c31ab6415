// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import io.twingraph.graph.Value;
import io.twingraph.op.Add;
import io.twingraph.op.AvgPool2d;
import io.twingraph.op.Concat;
import io.twingraph.op.Conv2d;
import io.twingraph.op.Dense;
import io.twingraph.op.Flatten;
import io.twingraph.op.GlobalAvgPool2d;
import io.twingraph.op.LayerNorm;
import io.twingraph.op.MaxPool2d;
import io.twingraph.op.Multiply;
import io.twingraph.op.Numbers;
import io.twingraph.op.Op;
import io.twingraph.op.Padding;
import io.twingraph.op.Size;
import io.twingraph.op.Softmax;
import io.twingraph.op.Window;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A kind of layer: the one place where layers are told apart, checked and expanded into nodes.
 *
 * @param type the declaration
 * @param defaultName of layers without a name, before a number
 * @param check refuses values that are wrong whatever the input; is given the layer's path
 * @param expand adds the layer's nodes and returns what the last of them gives
 */
record LayerKind<L extends Layer>(
    Class<L> type,
    String defaultName,
    BiConsumer<L, String> check,
    BiFunction<L, LayerScope, Value> expand) {
  private static final Map<Class<?>, LayerKind<?>> ALL =
      List.<LayerKind<?>>of(
              new LayerKind<>(
                  Layer.Conv2d.class, "conv2d", LayerKind::checkConv2d, LayerKind::conv2d),
              new LayerKind<>(
                  Layer.MaxPool2d.class,
                  "max_pooling2d",
                  (pool, where) -> checkPool(pool.window(), pool.stride(), pool.padding(), where),
                  LayerKind::maxPool2d),
              new LayerKind<>(
                  Layer.AvgPool2d.class,
                  "average_pooling2d",
                  (pool, where) -> checkPool(pool.window(), pool.stride(), pool.padding(), where),
                  LayerKind::avgPool2d),
              new LayerKind<>(
                  Layer.Flatten.class,
                  "flatten",
                  (flatten, where) -> {},
                  (flatten, scope) -> scope.last(Flatten::new)),
              new LayerKind<>(Layer.Dense.class, "dense", LayerKind::checkDense, LayerKind::dense),
              new LayerKind<>(
                  Layer.Activation.class,
                  "activation",
                  LayerKind::checkActivation,
                  (layer, scope) -> scope.last(layer.function()::op)),
              plain(Layer.GlobalAvgPool2d.class, new GlobalAvgPool2d()),
              plain(Layer.Add.class, new Add()),
              plain(Layer.Multiply.class, new Multiply()),
              plain(Layer.Concat.class, new Concat()),
              new LayerKind<>(
                  Layer.LayerNorm.class,
                  "layer_norm",
                  (norm, where) ->
                      Numbers.positive(
                          norm.epsilon(),
                          where + ".epsilon",
                          "PyTorch's default is 1e-5, Keras's is 1e-3"),
                  LayerKind::layerNorm),
              plain(Layer.Softmax.class, new Softmax()))
          .stream()
          .collect(Collectors.toUnmodifiableMap(LayerKind::type, Function.identity()));

  static {
    List<String> missing =
        Arrays.stream(Layer.class.getPermittedSubclasses())
            .filter(layer -> layer != Layer.Wired.class && !ALL.containsKey(layer))
            .map(Class::getSimpleName)
            .toList();
    if (!missing.isEmpty()) {
      throw new IllegalStateException("no nodes are known for the layers " + missing);
    }
  }

  /** A layer without settings that is one operator. */
  private static <L extends Layer> LayerKind<L> plain(Class<L> type, Op op) {
    return new LayerKind<>(
        type, op.type(), (layer, where) -> {}, (layer, scope) -> scope.last(() -> op));
  }

  /** The kind of a layer. */
  static LayerKind<?> of(Layer layer) {
    return ALL.get(layer.bare().getClass());
  }

  /** Checks a layer of this kind, its name too. */
  void check(Layer layer, String where) {
    LayerChecks.name(layer.name(), where + ".name");
    check.accept(type.cast(layer.bare()), where);
  }

  /** Adds the nodes of a layer of this kind. */
  Value expand(Layer layer, LayerScope scope) {
    return expand.apply(type.cast(layer.bare()), scope);
  }

  private static void checkConv2d(Layer.Conv2d conv, String where) {
    Numbers.atLeastOne(conv.filters(), where + ".filters");
    Window.atLeastOne(conv.kernel(), where + ".kernel");
    Window.atLeastOne(conv.stride(), where + ".stride");
    Window.notNegative(conv.padding(), where + ".padding");
    Window.atLeastOne(conv.dilation(), where + ".dilation");
    Numbers.atLeastOne(conv.groups(), where + ".groups");
    LayerChecks.function(conv.activation(), where + ".activation");
    LayerChecks.initializer(conv.kernelInitializer(), where + ".kernelInitializer");
    LayerChecks.initializer(conv.biasInitializer(), where + ".biasInitializer");
  }

  private static void checkPool(Size window, Size stride, Padding padding, String where) {
    Window.atLeastOne(window, where + ".window");
    Window.atLeastOne(stride, where + ".stride");
    Window.notNegative(padding, where + ".padding");
    Window.lessThan(window, padding, where + ".padding");
  }

  private static void checkDense(Layer.Dense dense, String where) {
    Numbers.atLeastOne(dense.units(), where + ".units");
    LayerChecks.function(dense.activation(), where + ".activation");
    LayerChecks.initializer(dense.kernelInitializer(), where + ".kernelInitializer");
    LayerChecks.initializer(dense.biasInitializer(), where + ".biasInitializer");
  }

  private static void checkActivation(Layer.Activation layer, String where) {
    Validation.present(layer.function(), where + ".function", ActivationFunction.KNOWN);
    LayerChecks.function(layer.function(), where + ".function");
  }

  private static Value conv2d(Layer.Conv2d conv, LayerScope scope) {
    scope.initialize(Conv2d.KERNEL, conv.kernelInitializer());
    if (conv.bias()) {
      scope.initialize(Conv2d.BIAS, conv.biasInitializer());
    }
    return scope.activated(
        () ->
            new Conv2d(
                conv.filters(),
                conv.kernel(),
                conv.stride(),
                Window.resolve(
                    Conv2d.KERNEL,
                    conv.padding(),
                    conv.kernel(),
                    conv.stride(),
                    conv.dilation(),
                    scope.input().type()),
                conv.dilation(),
                conv.groups(),
                conv.bias()),
        conv.activation());
  }

  private static Value maxPool2d(Layer.MaxPool2d pool, LayerScope scope) {
    return scope.last(
        () ->
            new MaxPool2d(
                pool.window(),
                pool.stride(),
                resolved(scope, pool.padding(), pool.window(), pool.stride())));
  }

  private static Value avgPool2d(Layer.AvgPool2d pool, LayerScope scope) {
    return scope.last(
        () ->
            new AvgPool2d(
                pool.window(),
                pool.stride(),
                resolved(scope, pool.padding(), pool.window(), pool.stride())));
  }

  private static Value layerNorm(Layer.LayerNorm norm, LayerScope scope) {
    scope.initialize(LayerNorm.GAMMA, Initializer.constant(1));
    scope.initialize(LayerNorm.BETA, Initializer.ZEROS);
    return scope.last(() -> new LayerNorm(norm.epsilon()));
  }

  private static Value dense(Layer.Dense dense, LayerScope scope) {
    scope.initialize(Dense.KERNEL, dense.kernelInitializer());
    scope.initialize(Dense.BIAS, dense.biasInitializer());
    return scope.activated(() -> new Dense(dense.units()), dense.activation());
  }

  /** Four numbers in place of a name, for a pooling. */
  private static Padding.Explicit resolved(
      LayerScope scope, Padding padding, Size window, Size stride) {
    return Window.resolve("window", padding, window, stride, Size.square(1), scope.input().type());
  }
}

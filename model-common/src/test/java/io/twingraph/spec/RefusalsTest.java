// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every refusal of an experiment that is put together in Java, with its whole text. */
class RefusalsTest {
  private static final Layer HEAD = Layer.dense(10);
  private static final Model MODEL = Model.of(Input.of(4, 4, 1), Layer.flatten(), HEAD);
  private static final Experiment GOOD = Experiment.of("good", MODEL);

  private static DynamicTest refused(
      String what, String where, String expected, String got, String hint, Runnable declaration) {
    String message =
        what
            + "\n  where:    "
            + where
            + "\n  expected: "
            + expected
            + "\n  got:      "
            + got
            + "\n  to do:    "
            + hint;
    return DynamicTest.dynamicTest(
        what + " (" + where + ", " + got + ")",
        () ->
            assertThatThrownBy(declaration::run)
                .isInstanceOfSatisfying(SpecException.class, RefusalsTest::hasPlace)
                .hasMessage(message));
  }

  private static void hasPlace(SpecException e) {
    if (!e.getMessage().contains("where:    " + e.where() + "\n")) {
      throw new AssertionError("where() is " + e.where() + ", not what the message says");
    }
  }

  private static void model(Input input, Layer... layers) {
    Experiment.of("x", new Model(input, Arrays.asList(layers)));
  }

  private static void body(Layer... layers) {
    model(Input.of(8, 8, 1), layers);
  }

  private static void full(String name, Model model, Loss loss, Optimizer optimizer, Seeds seeds) {
    new Experiment(name, model, loss, optimizer, 0.1, 1, 1, true, 0, seeds);
  }

  private static final Loss LOSS = Loss.SOFTMAX_CROSS_ENTROPY;
  private static final Seeds SEEDS = Seeds.of(1);

  @TestFactory
  Stream<DynamicTest> experiments() {
    String name = "1 to 64 letters, digits, '.', '_' or '-'";
    String rename = "give the experiment a short name";
    String split = "0.3 keeps the last 30 % of the training samples for validation";
    String rate = "0.01 is a usual start for SGD, 0.001 for Adam";
    return Stream.of(
        refused(
            "unusable experiment name",
            "name",
            name,
            "nothing",
            rename,
            () -> full(null, MODEL, LOSS, Optimizer.sgd(), SEEDS)),
        refused(
            "unusable experiment name",
            "name",
            name,
            "'a b'",
            rename,
            () -> Experiment.of("a b", MODEL)),
        refused(
            "unusable experiment name", "name", name, "''", rename, () -> Experiment.of("", MODEL)),
        refused(
            "missing model",
            "model",
            "an input and a list of layers",
            "nothing",
            "add it",
            () -> Experiment.of("x", null)),
        refused(
            "missing loss",
            "loss",
            "softmax_cross_entropy",
            "nothing",
            "add it",
            () -> full("x", MODEL, null, Optimizer.sgd(), SEEDS)),
        refused(
            "missing seeds",
            "seeds",
            "{initialization: 1, shuffle: 1}",
            "nothing",
            "add it",
            () -> full("x", MODEL, LOSS, Optimizer.sgd(), null)),
        refused(
            "missing optimizer",
            "optimizer",
            "{type: sgd} or {type: adam}",
            "nothing",
            "add it",
            () -> full("x", MODEL, LOSS, null, SEEDS)),
        refused(
            "number out of range",
            "learningRate",
            "a finite number above 0",
            "0.0",
            rate,
            () -> GOOD.withLearningRate(0)),
        refused(
            "number out of range",
            "learningRate",
            "a finite number above 0",
            "NaN",
            rate,
            () -> GOOD.withLearningRate(Double.NaN)),
        refused(
            "number out of range",
            "learningRate",
            "a finite number above 0",
            "Infinity",
            rate,
            () -> GOOD.withLearningRate(Double.POSITIVE_INFINITY)),
        refused(
            "number too small",
            "batchSize",
            "a whole number of at least 1",
            "0",
            "use 1 or more",
            () -> GOOD.withBatchSize(0)),
        refused(
            "number too small",
            "epochs",
            "a whole number of at least 1",
            "-3",
            "use 1 or more",
            () -> GOOD.withEpochs(-3)),
        refused(
            "validation split out of range",
            "validationSplit",
            "0 or more and below 1",
            "1.0",
            split,
            () -> GOOD.withValidationSplit(1)),
        refused(
            "validation split out of range",
            "validationSplit",
            "0 or more and below 1",
            "-0.1",
            split,
            () -> GOOD.withValidationSplit(-0.1)),
        refused(
            "validation split out of range",
            "validationSplit",
            "0 or more and below 1",
            "NaN",
            split,
            () -> GOOD.withValidationSplit(Double.NaN)));
  }

  @TestFactory
  Stream<DynamicTest> optimizers() {
    String fraction = "0 or more and below 1";
    return Stream.of(
        refused(
            "number out of range",
            "optimizer.momentum",
            fraction,
            "1.0",
            "0.9 is usual",
            () -> GOOD.withOptimizer(new Optimizer.Sgd(1, false))),
        refused(
            "number out of range",
            "optimizer.momentum",
            fraction,
            "-0.5",
            "0.9 is usual",
            () -> GOOD.withOptimizer(new Optimizer.Sgd(-0.5, false))),
        refused(
            "Nesterov without momentum",
            "optimizer.nesterov",
            "a momentum above 0 beside it",
            "momentum 0",
            "set momentum (0.9 is usual) or leave nesterov out",
            () -> GOOD.withOptimizer(new Optimizer.Sgd(0, true))),
        refused(
            "number out of range",
            "optimizer.beta1",
            fraction,
            "1.0",
            "0.9 is usual",
            () -> GOOD.withOptimizer(new Optimizer.Adam(1.0, null, null))),
        refused(
            "number out of range",
            "optimizer.beta2",
            fraction,
            "NaN",
            "0.9 is usual",
            () -> GOOD.withOptimizer(new Optimizer.Adam(null, Double.NaN, null))),
        refused(
            "number out of range",
            "optimizer.epsilon",
            "a finite number above 0",
            "0.0",
            "1e-8 is usual",
            () -> GOOD.withOptimizer(new Optimizer.Adam(null, null, 0.0))));
  }

  @TestFactory
  Stream<DynamicTest> inputs() {
    return Stream.of(
        refused(
            "missing model.input",
            "model.input",
            "{height: 28, width: 28, channels: 1}",
            "nothing",
            "add it",
            () -> model(null, HEAD)),
        refused(
            "number too small",
            "model.input.height",
            "a whole number of at least 1",
            "0",
            "use 1 or more",
            () -> model(Input.of(0, 8, 1), HEAD)),
        refused(
            "number too small",
            "model.input.width",
            "a whole number of at least 1",
            "-8",
            "use 1 or more",
            () -> model(Input.of(8, -8, 1), HEAD)),
        refused(
            "number too small",
            "model.input.channels",
            "a whole number of at least 1",
            "0",
            "use 1 or more",
            () -> model(Input.of(8, 8, 0), HEAD)),
        refused(
            "an input too large",
            "model.input",
            "fewer than 2^31 values in one sample",
            "50000x50000x1",
            "use smaller images",
            () -> model(Input.of(50_000, 50_000, 1), Layer.maxPool2d(50_000), Layer.flatten())),
        refused(
            "mean is not a number",
            "model.input.mean",
            "a finite number",
            "NaN",
            "use 0",
            () -> model(new Input(8, 8, 1, Double.NaN, null), HEAD)),
        refused(
            "number out of range",
            "model.input.std",
            "a finite number above 0",
            "0.0",
            "use 1 to leave pixels as they are",
            () -> model(new Input(8, 8, 1, null, 0.0), HEAD)));
  }

  @TestFactory
  Stream<DynamicTest> models() {
    return Stream.of(
        refused(
            "a model without layers",
            "model.layers",
            "at least one layer",
            "an empty list",
            "end with a flatten and a dense layer",
            () -> body()),
        refused(
            "a model without layers",
            "model.layers",
            "at least one layer",
            "an empty list",
            "end with a flatten and a dense layer",
            () -> Experiment.of("x", new Model(Input.of(1, 1, 1), null))),
        refused(
            "missing model.layers[1]",
            "model.layers[1]",
            "a layer such as {type: flatten}",
            "nothing",
            "add it",
            () -> body(Layer.flatten(), null)),
        refused(
            "two layers with one name",
            "model.layers[2].name",
            "a name of its own for each layer",
            "'a' again",
            "rename one of them, or leave names out to have them numbered",
            () ->
                body(Layer.flatten(), Layer.dense(2).withName("a"), Layer.dense(2).withName("a"))),
        refused(
            "the model does not end in logits",
            "model.layers[0]",
            "a last layer whose output is a vector, one value for each class",
            "6x6x4",
            "end with a flatten and a dense layer of as many units as there are classes",
            () -> body(Layer.conv2d(4, 3))),
        refused(
            "a model too large for this tool",
            "model.layers",
            "at most 500000000 parameters (2 GB in float32)",
            "650000000",
            "use fewer filters or units, or pool before the first dense layer",
            () -> body(Layer.flatten(), Layer.dense(10_000_000))),
        refused(
            "a model too large to count",
            "model.layers",
            "at most 500000000 parameters",
            "a number above 2^31 in one tensor",
            "use fewer filters or units",
            () -> body(Layer.conv2d(Integer.MAX_VALUE, 8), Layer.flatten())));
  }

  @TestFactory
  Stream<DynamicTest> shapes() {
    return Stream.of(
        refused(
            "kernel larger than its input",
            "model.layers[1] (conv2d_1).kernel",
            "at most 2x2 (the input 2x2x3 with its padding)",
            "3x3",
            "make the kernel smaller, pad the input, or drop a layer before this one",
            () -> body(Layer.conv2d(3, 7), Layer.conv2d(3, 3), Layer.flatten())),
        refused(
            "window larger than its input",
            "model.layers[0] (max_pooling2d).window",
            "at most 8x8 (the input 8x8x1 with its padding)",
            "9x9",
            "make the window smaller, pad the input, or drop a layer before this one",
            () -> body(Layer.maxPool2d(9), Layer.flatten())),
        refused(
            "window larger than its input",
            "model.layers[0] (average_pooling2d).window",
            "at most 8x8 (the input 8x8x1 with its padding)",
            "9x1",
            "make the window smaller, pad the input, or drop a layer before this one",
            () -> body(new Layer.AvgPool2d(null, new Size(9, 1), null, null), Layer.flatten())),
        refused(
            "a dense layer on an image",
            "model.layers[0] (dense)",
            "a vector as input",
            "8x8x1 (height x width x channels)",
            "put a flatten layer before it",
            () -> body(Layer.dense(3))),
        refused(
            "a window over a vector",
            "model.layers[1] (conv2d)",
            "an image (height x width x channels) as input",
            "a vector of 64",
            "move this layer before the flatten layer",
            () -> body(Layer.flatten(), Layer.conv2d(1, 1))),
        refused(
            "a layer's output is too large",
            "model.layers[0] (conv2d)",
            "fewer than 2^31 values in one sample",
            "8x8x100000000",
            "use fewer filters or a smaller input",
            () -> body(Layer.conv2d(100_000_000, 1), Layer.flatten())));
  }

  @TestFactory
  Stream<DynamicTest> layerValues() {
    String atLeast = "a whole number of at least 1";
    String size = "a whole number or [height, width]";
    String both = "use 1 or more in both directions";
    String name = "1 to 64 letters, digits, '.', '_' or '-', and not 'input'";
    String rename = "rename the layer, or leave the name out to have it numbered";
    return Stream.of(
        refused(
            "number too small",
            "model.layers[0].filters",
            atLeast,
            "0",
            "use 1 or more",
            () -> body(Layer.conv2d(0, 3))),
        refused(
            "number too small",
            "model.layers[1].units",
            atLeast,
            "-1",
            "use 1 or more",
            () -> body(Layer.flatten(), Layer.dense(-1))),
        refused(
            "missing model.layers[0].kernel",
            "model.layers[0].kernel",
            size,
            "nothing",
            "add it",
            () -> body(new Layer.Conv2d(null, 1, null, null, null, null, null, null))),
        refused(
            "missing model.layers[0].window",
            "model.layers[0].window",
            size,
            "nothing",
            "add it",
            () -> body(new Layer.MaxPool2d(null, null, null, null))),
        refused(
            "number too small",
            "model.layers[0].kernel",
            "at least 1x1",
            "0x0",
            both,
            () -> body(Layer.conv2d(1, 0))),
        refused(
            "number too small",
            "model.layers[0].stride",
            "at least 1x1",
            "1x0",
            both,
            () -> body(Layer.conv2d(1, 1).withStride(new Size(1, 0)))),
        refused(
            "number too small",
            "model.layers[0].window",
            "at least 1x1",
            "-2x-2",
            both,
            () -> body(Layer.avgPool2d(-2))),
        refused(
            "number too small",
            "model.layers[0].stride",
            "at least 1x1",
            "0x0",
            both,
            () -> body(Layer.maxPool2d(2).withStride(Size.square(0)))),
        refused(
            "unusable layer name",
            "model.layers[0].name",
            name,
            "'a/b'",
            rename,
            () -> body(Layer.conv2d(1, 1).withName("a/b"))),
        refused(
            "unusable layer name",
            "model.layers[0].name",
            name,
            "'input'",
            rename,
            () -> body(Layer.conv2d(1, 1).withName("input"))));
  }

  @TestFactory
  Stream<DynamicTest> paddings() {
    String hint = "a window that sees only padding has no meaning; use less padding or 'same'";
    String three = "0 or more on each side, and less than the window (3x3)";
    return Stream.of(
        refused(
            "padding out of range",
            "model.layers[0].padding",
            three,
            "top 3, bottom 0, left 0, right 0",
            hint,
            () -> body(Layer.conv2d(1, 3).withPadding(new Padding.Explicit(3, 0, 0, 0)))),
        refused(
            "padding out of range",
            "model.layers[0].padding",
            three,
            "top 0, bottom 0, left 0, right -1",
            hint,
            () -> body(Layer.maxPool2d(3).withPadding(new Padding.Explicit(0, 0, 0, -1)))),
        refused(
            "padding out of range",
            "model.layers[0].padding",
            "0 or more on each side, and less than the window (2x2)",
            "top 0, bottom 0, left 2, right 0",
            hint,
            () -> body(Layer.avgPool2d(2).withPadding(new Padding.Explicit(0, 0, 2, 0)))));
  }

  @TestFactory
  Stream<DynamicTest> functionsAndInitializers() {
    String slopes = "PyTorch's default slope is 0.01, Keras's is 0.3";
    String values = "use for example normal(0.05) or constant(0.1)";
    ActivationFunction.Kind relu = ActivationFunction.Kind.RELU;
    Layer.Dense dense = Layer.dense(3);
    return Stream.of(
        refused(
            "slope out of range",
            "model.layers[1].activation",
            "0 or more and below 1",
            "1.0",
            slopes,
            () -> body(Layer.flatten(), dense.withActivation(ActivationFunction.leakyRelu(1)))),
        refused(
            "slope out of range",
            "model.layers[0].activation",
            "0 or more and below 1",
            "NaN",
            slopes,
            () ->
                body(Layer.conv2d(1, 1).withActivation(ActivationFunction.leakyRelu(Double.NaN)))),
        refused(
            "slope out of range",
            "model.layers[0].function",
            "0 or more and below 1",
            "-0.1",
            slopes,
            () -> body(Layer.activation(ActivationFunction.leakyRelu(-0.1)))),
        refused(
            "missing model.layers[0].function",
            "model.layers[0].function",
            ActivationFunction.KNOWN,
            "nothing",
            "add it",
            () -> body(Layer.activation(null))),
        refused(
            "missing model.layers[0].function",
            "model.layers[0].function",
            ActivationFunction.KNOWN,
            "nothing",
            "add it",
            () -> body(Layer.activation(new ActivationFunction(null, 0)))),
        refused(
            "a slope for a function that has none",
            "model.layers[0].function",
            "a slope of 0 for relu",
            "0.5",
            "use leaky_relu(0.5) or the constant of the function",
            () -> body(Layer.activation(new ActivationFunction(relu, 0.5)))),
        refused(
            "initializer out of range",
            "model.layers[1].kernelInitializer",
            "a standard deviation above 0",
            "0.0",
            values,
            () ->
                body(
                    Layer.flatten(),
                    dense.withInitializers(Initializer.normal(0), Initializer.ZEROS))),
        refused(
            "initializer out of range",
            "model.layers[0].biasInitializer",
            "a finite number",
            "Infinity",
            values,
            () ->
                body(
                    Layer.conv2d(1, 1)
                        .withInitializers(
                            Initializer.ZEROS, Initializer.constant(Double.POSITIVE_INFINITY)))),
        refused(
            "missing model.layers[1].biasInitializer",
            "model.layers[1].biasInitializer",
            Initializer.KNOWN,
            "nothing",
            "add it",
            () ->
                body(
                    Layer.flatten(),
                    dense.withInitializers(Initializer.ZEROS, new Initializer(null, 0)))),
        refused(
            "a value for an initializer that has none",
            "model.layers[1].kernelInitializer",
            "a value of 0 for zeros",
            "2.0",
            "use constant(2.0) or the constant of the initializer",
            () ->
                body(
                    Layer.flatten(),
                    dense.withInitializers(
                        new Initializer(Initializer.Kind.ZEROS, 2), Initializer.ZEROS))));
  }

  @TestFactory
  Stream<DynamicTest> writtenNames() {
    String functions = "one of " + ActivationFunction.KNOWN;
    String initializers = "one of " + Initializer.KNOWN;
    String use = "use one of these names";
    return Stream.concat(
        Stream.of(
                "relu6",
                "relu(0.1)",
                "leaky_relu",
                "leaky_relu(x)",
                "leaky_relu(NaN)",
                "leaky_relu(1e)",
                "RELU",
                "",
                "relu()")
            .map(
                text ->
                    refused(
                        "unknown activation",
                        "activation",
                        functions,
                        "'" + text + "'",
                        use,
                        () -> ActivationFunction.parse(text))),
        Stream.of("normal", "zeros(1)", "xavier", "constant()")
            .map(
                text ->
                    refused(
                        "unknown initializer",
                        "initializer",
                        initializers,
                        "'" + text + "'",
                        use,
                        () -> Initializer.parse(text))));
  }
}

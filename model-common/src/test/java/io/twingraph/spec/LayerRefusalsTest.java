// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import static io.twingraph.spec.Refusals.body;
import static io.twingraph.spec.Refusals.refused;

import io.twingraph.op.Padding;
import io.twingraph.op.Size;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every refusal of a layer's own values, with its whole text. */
class LayerRefusalsTest {
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
    String hint =
        "a pooling window that sees only padding has no maximum and no mean; use less padding or"
            + " 'same'";
    String negative = "0 or more on each side";
    String none = "use 0 for no padding; 'valid' is 0 on every side";
    return Stream.of(
        refused(
            "padding out of range",
            "model.layers[0].padding",
            negative,
            "top -1, bottom 0, left 0, right 0",
            none,
            () -> body(Layer.conv2d(1, 3).withPadding(new Padding.Explicit(-1, 0, 0, 0)))),
        refused(
            "padding out of range",
            "model.layers[0].padding",
            negative,
            "top 0, bottom 0, left 0, right -1",
            none,
            () -> body(Layer.maxPool2d(3).withPadding(new Padding.Explicit(0, 0, 0, -1)))),
        refused(
            "padding out of range",
            "model.layers[0].padding",
            "0 or more on each side, and less than the window (3x3)",
            "top 0, bottom 3, left 0, right 0",
            hint,
            () -> body(Layer.maxPool2d(3).withPadding(new Padding.Explicit(0, 3, 0, 0)))),
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
    Layer.Dense dense = Layer.dense(3);
    return Stream.of(
        refused(
            "number out of range",
            "model.layers[1].activation",
            "0 or more and below 1",
            "1.0",
            slopes,
            () -> body(Layer.flatten(), dense.withActivation(ActivationFunction.leakyRelu(1)))),
        refused(
            "number out of range",
            "model.layers[0].activation",
            "0 or more and below 1",
            "NaN",
            slopes,
            () ->
                body(Layer.conv2d(1, 1).withActivation(ActivationFunction.leakyRelu(Double.NaN)))),
        refused(
            "number out of range",
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
            () -> body(Layer.activation(new ActivationFunction(null, null)))),
        refused(
            "a number for a function that has none",
            "model.layers[0].function",
            "no number for relu",
            "relu(0.5)",
            "use the constant of the function",
            () -> body(Layer.activation(new ActivationFunction("relu", 0.5)))),
        refused(
            "a function without its number",
            "model.layers[0].function",
            "one of " + ActivationFunction.KNOWN,
            "leaky_relu",
            "give the number",
            () -> body(Layer.activation(new ActivationFunction("leaky_relu", null)))),
        refused(
            "unknown activation",
            "model.layers[0].function",
            "one of " + ActivationFunction.KNOWN,
            "'swish'",
            "use one of these names, in small letters",
            () -> body(Layer.activation(new ActivationFunction("swish", null)))),
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
    String use = "use one of these names, in small letters";
    return Stream.concat(
        Stream.of(
                "relu6",
                "relu(0.1)",
                "leaky_relu(x)",
                "leaky_relu(NaN)",
                "leaky_relu(1e)",
                "RELU",
                "relu()")
            .map(text -> activation(text, use)),
        Stream.of("zeros(1)", "uniform").map(text -> initializer(text, use)));
  }

  @TestFactory
  Stream<DynamicTest> namesThatOtherFrameworksHave() {
    String slope = "leaky_relu needs a slope: write leaky_relu(0.01), or Keras's leaky_relu(0.3)";
    String softmax =
        "the loss has the softmax in it: leave it out, and let the last layer give logits";
    return Stream.of(
        activation("leaky_relu", slope),
        activation("LeakyReLU", slope),
        activation("softmax", softmax),
        activation("log_softmax", softmax),
        activation("none", "write linear, or leave the activation out"),
        initializer("normal", "normal needs a standard deviation: write normal(0.05)"),
        initializer("constant()", "constant needs a value: write constant(0.1)"),
        initializer("ones", "write constant(1)"),
        initializer("xavier", "write glorot_uniform or glorot_normal"));
  }

  private static DynamicTest activation(String text, String hint) {
    return refused(
        "unknown activation",
        "activation",
        "one of " + ActivationFunction.KNOWN,
        "'" + text + "'",
        hint,
        () -> ActivationFunction.parse(text));
  }

  private static DynamicTest initializer(String text, String hint) {
    return refused(
        "unknown initializer",
        "initializer",
        "one of " + Initializer.KNOWN,
        "'" + text + "'",
        hint,
        () -> Initializer.parse(text));
  }
}

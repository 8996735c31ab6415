// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import static io.twingraph.spec.Refusals.body;
import static io.twingraph.spec.Refusals.model;
import static io.twingraph.spec.Refusals.refused;

import io.twingraph.op.Padding;
import io.twingraph.op.Size;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every refusal of a layer in its place, with its whole text. */
class ShapeRefusalsTest {
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
            "a layer's values are too many",
            "model.layers[0] (conv2d)",
            "fewer than 2^31 values in one sample",
            "its output has 8x8x100000000",
            "use fewer filters, less padding or a smaller input",
            () -> body(Layer.conv2d(100_000_000, 1), Layer.flatten())),
        refused(
            "a layer's values are too many",
            "model.layers[0] (conv2d)",
            "fewer than 2^31 values in one sample",
            "its input with the padding has 2147483655x8x1",
            "use fewer filters, less padding or a smaller input",
            () ->
                body(
                    Layer.conv2d(1, 3)
                        .withPadding(new Padding.Explicit(Integer.MAX_VALUE, 0, 0, 0)),
                    Layer.flatten())));
  }

  /** Engines ask for absurd memory for such windows; TensorFlow ended the process. */
  @TestFactory
  Stream<DynamicTest> windowsFarLargerThanTheirInput() {
    String kernel = "make the kernel smaller: its outer part would see nothing but padding";
    String window = "make the window smaller: its outer part would see nothing but padding";
    return Stream.of(
        refused(
            "kernel far larger than its input",
            "model.layers[0] (conv2d).kernel",
            "at most 15x15 for the input 8x8x1",
            "10000x1",
            kernel,
            () -> same(Layer.conv2d(1, 1), new Size(10_000, 1))),
        refused(
            "kernel far larger than its input",
            "model.layers[0] (conv2d).kernel",
            "at most 15x15 for the input 8x8x1",
            "16x3",
            kernel,
            () -> same(Layer.conv2d(1, 1), new Size(16, 3))),
        refused(
            "stride larger than its input",
            "model.layers[0] (conv2d).stride",
            "at most 15x15 for the input 8x8x1 with its padding",
            "2147483647x2147483647",
            "make the stride smaller: beyond the input there is no second place",
            () ->
                body(
                    Layer.conv2d(1, 1).withStride(Size.square(Integer.MAX_VALUE)),
                    Layer.flatten())),
        refused(
            "window far larger than its input",
            "model.layers[0] (max_pooling2d).window",
            "at most 15x15 for the input 8x8x1",
            "2147483647x2147483647",
            window,
            () ->
                body(
                    Layer.maxPool2d(Integer.MAX_VALUE).withPadding(Padding.same()),
                    Layer.flatten())),
        refused(
            "window far larger than its input",
            "model.layers[0] (average_pooling2d).window",
            "at most 39x15 for the input 20x1x1",
            "1000x1000",
            window,
            () ->
                model(
                    Input.of(20, 1, 1),
                    Layer.avgPool2d(1000).withStride(Size.square(1)).withPadding(Padding.same()),
                    Layer.flatten())));
  }

  private static void same(Layer.Conv2d conv, Size kernel) {
    body(
        new Layer.Conv2d(null, conv.filters(), kernel, null, Padding.same(), null, null, null),
        Layer.flatten());
  }
}

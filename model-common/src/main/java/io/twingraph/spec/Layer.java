// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.twingraph.op.Padding;
import io.twingraph.op.Size;
import java.util.List;

/**
 * One layer of a {@link Model}. A layer is data; an engine realises it. It reads the layer before
 * it, or those that {@link #from} names.
 *
 * <p>A layer without a name ({@code null}) gets one from its kind and position, as in Keras: {@code
 * conv2d}, {@code conv2d_1}, {@code max_pooling2d}, {@code average_pooling2d}, {@code flatten},
 * {@code dense}, {@code activation}, and the layer's type for all others. Limits on the values are
 * checked when the layer becomes part of a {@link Model}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Layer.Conv2d.class, name = "conv2d"),
  @JsonSubTypes.Type(value = Layer.MaxPool2d.class, name = "max_pool2d"),
  @JsonSubTypes.Type(value = Layer.AvgPool2d.class, name = "avg_pool2d"),
  @JsonSubTypes.Type(value = Layer.Flatten.class, name = "flatten"),
  @JsonSubTypes.Type(value = Layer.Dense.class, name = "dense"),
  @JsonSubTypes.Type(value = Layer.Activation.class, name = "activation"),
  @JsonSubTypes.Type(value = Layer.GlobalAvgPool2d.class, name = "global_avg_pool2d"),
  @JsonSubTypes.Type(value = Layer.Add.class, name = "add"),
  @JsonSubTypes.Type(value = Layer.Multiply.class, name = "multiply"),
  @JsonSubTypes.Type(value = Layer.Concat.class, name = "concat"),
  @JsonSubTypes.Type(value = Layer.LayerNorm.class, name = "layer_norm"),
  @JsonSubTypes.Type(value = Layer.Softmax.class, name = "softmax")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface Layer {

  /** The name, or {@code null} for the one that position and kind give. */
  String name();

  /** The names of the layers that it reads; empty for the layer before it. */
  default List<String> from() {
    return List.of();
  }

  /** This layer without {@link #from()}. */
  default Layer bare() {
    return this;
  }

  /**
   * This layer, reading others than the one before it.
   *
   * @param names of layers before it, or {@code "input"}; in the order that the layer wants
   */
  default Layer from(String... names) {
    return new Wired(this, List.of(names));
  }

  /** Addition of what several layers give: {@code Layer.add().from("a", "b")}. */
  static Add add() {
    return new Add(null);
  }

  /** Multiplication of what two layers give, value by value. */
  static Multiply multiply() {
    return new Multiply(null);
  }

  /** What several layers give, side by side along the channels. */
  static Concat concat() {
    return new Concat(null);
  }

  /** The mean of each channel over all positions. */
  static GlobalAvgPool2d globalAvgPool2d() {
    return new GlobalAvgPool2d(null);
  }

  /**
   * A convolution with a square kernel, stride 1, no padding, no activation, Keras's initialisers.
   */
  static Conv2d conv2d(int filters, int kernel) {
    return new Conv2d(null, filters, Size.square(kernel), null, null, null, null, null);
  }

  /** Max pooling with a square window and a stride of the same size. */
  static MaxPool2d maxPool2d(int window) {
    return new MaxPool2d(null, Size.square(window), null, null);
  }

  /** Average pooling with a square window and a stride of the same size. */
  static AvgPool2d avgPool2d(int window) {
    return new AvgPool2d(null, Size.square(window), null, null);
  }

  /** Flattening in the order {@code (h, w, c)}. */
  static Flatten flatten() {
    return new Flatten(null);
  }

  /** A dense layer with no activation and Keras's initialisers. */
  static Dense dense(int units) {
    return new Dense(null, units, null, null, null);
  }

  /** An activation as a layer of its own. */
  static Activation activation(ActivationFunction function) {
    return new Activation(null, function);
  }

  /**
   * 2-D cross-correlation, as {@link io.twingraph.op.Conv2d} states it, then the activation.
   *
   * <p>Input {@code [N,H,W,C]}; parameters {@code kernel [kH,kW,C/groups,filters]} and {@code bias
   * [filters]}; output {@code [N,oH,oW,filters]}.
   *
   * @param filters output channels, at least 1
   * @param kernel height and width of the kernel, at least 1
   * @param stride step of the kernel, at least 1; {@code null} means 1
   * @param padding zeros around the input; {@code null} means valid
   * @param activation applied to the result; {@code null} means linear
   * @param kernelInitializer {@code null} means glorot_uniform
   * @param biasInitializer {@code null} means zeros; means nothing without a bias
   * @param dilation rows and columns from one value of the kernel to the next; {@code null} means 1
   * @param groups into which input and output channels are divided; {@code null} means 1
   * @param bias whether there is one; {@code null} means that there is
   */
  record Conv2d(
      String name,
      @JsonProperty(required = true) int filters,
      @JsonProperty(required = true) Size kernel,
      Size stride,
      Padding padding,
      ActivationFunction activation,
      Initializer kernelInitializer,
      Initializer biasInitializer,
      Size dilation,
      Integer groups,
      Boolean bias)
      implements Layer {
    public Conv2d {
      dilation = dilation == null ? Size.square(1) : dilation;
      groups = groups == null ? Integer.valueOf(1) : groups;
      bias = bias == null || bias;
      stride = stride == null ? Size.square(1) : stride;
      padding = padding == null ? Padding.valid() : padding;
      activation = activation == null ? ActivationFunction.LINEAR : activation;
      kernelInitializer =
          kernelInitializer == null ? Initializer.GLOROT_UNIFORM : kernelInitializer;
      biasInitializer = biasInitializer == null ? Initializer.ZEROS : biasInitializer;
    }

    /** A convolution of neighbouring values, in one group, with a bias. */
    public Conv2d(
        String name,
        int filters,
        Size kernel,
        Size stride,
        Padding padding,
        ActivationFunction activation,
        Initializer kernelInitializer,
        Initializer biasInitializer) {
      this(
          name,
          filters,
          kernel,
          stride,
          padding,
          activation,
          kernelInitializer,
          biasInitializer,
          null,
          null,
          null);
    }

    /** This layer under another name. */
    public Conv2d withName(String newName) {
      return new ConvolutionCopy(this).name(newName).made();
    }

    /** This layer with another stride. */
    public Conv2d withStride(Size newStride) {
      return new ConvolutionCopy(this).stride(newStride).made();
    }

    /** This layer with another padding. */
    public Conv2d withPadding(Padding newPadding) {
      return new ConvolutionCopy(this).padding(newPadding).made();
    }

    /** This layer with another activation. */
    public Conv2d withActivation(ActivationFunction newActivation) {
      return new ConvolutionCopy(this).activation(newActivation).made();
    }

    /** This layer with other initialisers. */
    public Conv2d withInitializers(Initializer newKernel, Initializer newBias) {
      return new ConvolutionCopy(this).initializers(newKernel, newBias).made();
    }

    /** This layer with another dilation. */
    public Conv2d withDilation(Size newDilation) {
      return new ConvolutionCopy(this).dilation(newDilation).made();
    }

    /** This layer with its channels in groups. */
    public Conv2d withGroups(int newGroups) {
      return new ConvolutionCopy(this).groups(newGroups).made();
    }

    /** This layer without a bias. */
    public Conv2d withoutBias() {
      return new ConvolutionCopy(this).bias(false).made();
    }
  }

  /**
   * Maximum over each window; padding never wins (it is minus infinity), and the gradient of a tie
   * goes to the first maximum in row-major order.
   *
   * <p>Input {@code [N,H,W,C]}, output {@code [N,oH,oW,C]} with {@code oH = floor((H + top + bottom
   * - wH) / sH) + 1}. No parameters.
   *
   * @param window height and width of the window, at least 1
   * @param stride {@code null} means the window's size
   * @param padding smaller than the window on each side; {@code null} means valid
   */
  record MaxPool2d(
      String name, @JsonProperty(required = true) Size window, Size stride, Padding padding)
      implements Layer {
    public MaxPool2d {
      stride = stride == null ? window : stride;
      padding = padding == null ? Padding.valid() : padding;
    }

    /** This layer under another name. */
    public MaxPool2d withName(String newName) {
      return new MaxPool2d(newName, window, stride, padding);
    }

    /** This layer with another stride. */
    public MaxPool2d withStride(Size newStride) {
      return new MaxPool2d(name, window, newStride, padding);
    }

    /** This layer with another padding. */
    public MaxPool2d withPadding(Padding newPadding) {
      return new MaxPool2d(name, window, stride, newPadding);
    }
  }

  /**
   * Mean over the part of each window that lies on the input: padding counts neither in the sum nor
   * in the divisor. Shapes as {@link MaxPool2d}.
   *
   * @param window height and width of the window, at least 1
   * @param stride {@code null} means the window's size
   * @param padding smaller than the window on each side; {@code null} means valid
   */
  record AvgPool2d(
      String name, @JsonProperty(required = true) Size window, Size stride, Padding padding)
      implements Layer {
    public AvgPool2d {
      stride = stride == null ? window : stride;
      padding = padding == null ? Padding.valid() : padding;
    }

    /** This layer with another stride. */
    public AvgPool2d withStride(Size newStride) {
      return new AvgPool2d(name, window, newStride, padding);
    }

    /** This layer with another padding. */
    public AvgPool2d withPadding(Padding newPadding) {
      return new AvgPool2d(name, window, stride, newPadding);
    }
  }

  /** {@code [N,H,W,C]} to {@code [N,H*W*C]}, channels fastest. No parameters. */
  record Flatten(String name) implements Layer {}

  /**
   * {@code out = in * kernel + bias}, then the activation. Input {@code [N,in]}; parameters {@code
   * kernel [in,units]} and {@code bias [units]}; output {@code [N,units]}.
   *
   * @param units output length, at least 1
   * @param activation {@code null} means linear
   * @param kernelInitializer {@code null} means glorot_uniform
   * @param biasInitializer {@code null} means zeros
   */
  record Dense(
      String name,
      @JsonProperty(required = true) int units,
      ActivationFunction activation,
      Initializer kernelInitializer,
      Initializer biasInitializer)
      implements Layer {
    public Dense {
      activation = activation == null ? ActivationFunction.LINEAR : activation;
      kernelInitializer =
          kernelInitializer == null ? Initializer.GLOROT_UNIFORM : kernelInitializer;
      biasInitializer = biasInitializer == null ? Initializer.ZEROS : biasInitializer;
    }

    /** This layer under another name. */
    public Dense withName(String newName) {
      return new Dense(newName, units, activation, kernelInitializer, biasInitializer);
    }

    /** This layer with another activation. */
    public Dense withActivation(ActivationFunction newActivation) {
      return new Dense(name, units, newActivation, kernelInitializer, biasInitializer);
    }

    /** This layer with other initialisers. */
    public Dense withInitializers(Initializer newKernel, Initializer newBias) {
      return new Dense(name, units, activation, newKernel, newBias);
    }
  }

  /** An elementwise function on any shape. No parameters. */
  record Activation(String name, @JsonProperty(required = true) ActivationFunction function)
      implements Layer {
    /** This layer under another name. */
    public Activation withName(String newName) {
      return new Activation(newName, function);
    }
  }

  /** The mean of each channel over all positions: {@code [N,H,W,C]} to {@code [N,C]}. */
  record GlobalAvgPool2d(String name) implements Layer {}

  /** The sum of two or more layers' outputs of one shape. Nothing is broadcast. */
  record Add(String name) implements Layer {
    /** This layer under another name. */
    public Add withName(String newName) {
      return new Add(newName);
    }
  }

  /** The product of two layers' outputs of one shape, value by value. Nothing is broadcast. */
  record Multiply(String name) implements Layer {}

  /**
   * Two or more layers' outputs side by side along the last dimension; all others must be the same.
   */
  record Concat(String name) implements Layer {}

  /**
   * Normalisation of each position over its channels, as {@link io.twingraph.op.LayerNorm} states
   * it; {@code gamma} starts at 1 and {@code beta} at 0.
   *
   * @param epsilon above 0; {@code null} means 1e-5
   */
  record LayerNorm(String name, Double epsilon) implements Layer {
    public LayerNorm {
      epsilon = epsilon == null ? Double.valueOf(1e-5) : epsilon;
    }
  }

  /** Softmax over the last dimension. The loss has one of its own: logits need none. */
  record Softmax(String name) implements Layer {}

  /**
   * A layer that reads others than the one before it; made by {@link Layer#from(String...)}.
   *
   * @param layer what it is
   * @param from the layers that it reads, at least one
   */
  record Wired(Layer layer, List<String> from) implements Layer {
    public Wired {
      from = List.copyOf(from);
      layer = layer.bare();
    }

    @Override
    public Layer bare() {
      return layer;
    }

    @Override
    public String name() {
      return layer.name();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import io.twingraph.op.Padding;
import io.twingraph.op.Size;

/** A {@link Layer.Conv2d} that is copied with one thing changed. */
final class ConvolutionCopy {
  private final Layer.Conv2d of;
  private String name;
  private Size stride;
  private Padding padding;
  private ActivationFunction activation;
  private Size dilation;
  private int groups;
  private boolean bias;
  private Initializer kernelInitializer;
  private Initializer biasInitializer;

  ConvolutionCopy(Layer.Conv2d of) {
    this.of = of;
    this.name = of.name();
    this.stride = of.stride();
    this.padding = of.padding();
    this.activation = of.activation();
    this.dilation = of.dilation();
    this.groups = of.groups();
    this.bias = of.bias();
    this.kernelInitializer = of.kernelInitializer();
    this.biasInitializer = of.biasInitializer();
  }

  ConvolutionCopy name(String other) {
    name = other;
    return this;
  }

  ConvolutionCopy stride(Size other) {
    stride = other;
    return this;
  }

  ConvolutionCopy padding(Padding other) {
    padding = other;
    return this;
  }

  ConvolutionCopy activation(ActivationFunction other) {
    activation = other;
    return this;
  }

  ConvolutionCopy dilation(Size other) {
    dilation = other;
    return this;
  }

  ConvolutionCopy groups(int other) {
    groups = other;
    return this;
  }

  ConvolutionCopy bias(boolean other) {
    bias = other;
    return this;
  }

  ConvolutionCopy initializers(Initializer kernel, Initializer added) {
    kernelInitializer = kernel;
    biasInitializer = added;
    return this;
  }

  Layer.Conv2d made() {
    return new Layer.Conv2d(
        name,
        of.filters(),
        of.kernel(),
        stride,
        padding,
        activation,
        kernelInitializer,
        biasInitializer,
        dilation,
        groups,
        bias);
  }
}

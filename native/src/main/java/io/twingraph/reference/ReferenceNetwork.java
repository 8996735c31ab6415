// SPDX-License-Identifier: Apache-2.0
package io.twingraph.reference;

import io.twingraph.nativelib.NativeLibraries;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.annotation.Cast;
import org.bytedeco.javacpp.annotation.Name;
import org.bytedeco.javacpp.annotation.Namespace;
import org.bytedeco.javacpp.annotation.Platform;

/**
 * The C++ class of this name in {@code reference/network.h}, function by function; JavaCPP's
 * builder makes the bridge. Whoever makes one closes it. Pointers that it returns are borrowed.
 */
@Platform(
    include = {
      "reference/parallel.cpp",
      "reference/product.cpp",
      "reference/convolution.cpp",
      "reference/dense.cpp",
      "reference/pooling.cpp",
      "reference/activation.cpp",
      "reference/cross_entropy.cpp",
      "reference/optimizer.cpp",
      "reference/network.cpp"
    },
    library = "jnitwingraphreference")
@Namespace("twingraph::reference")
@Name("Network")
final class ReferenceNetwork extends Pointer {
  static {
    NativeLibraries.load(ReferenceNetwork.class);
  }

  ReferenceNetwork(int in, int threads) {
    allocate(in, threads);
  }

  private native void allocate(int in, int threads);

  native void add_convolution(
      int height,
      int width,
      int channels,
      int kernelHeight,
      int kernelWidth,
      int strideHeight,
      int strideWidth,
      int top,
      int left,
      int outHeight,
      int outWidth,
      int filters);

  native void add_max_pooling(
      int height,
      int width,
      int channels,
      int windowHeight,
      int windowWidth,
      int strideHeight,
      int strideWidth,
      int top,
      int left,
      int outHeight,
      int outWidth);

  native void add_average_pooling(
      int height,
      int width,
      int channels,
      int windowHeight,
      int windowWidth,
      int strideHeight,
      int strideWidth,
      int top,
      int left,
      int outHeight,
      int outWidth);

  native void add_dense(int in, int units);

  native void add_activation(int size, int function, double slope);

  native void use_sgd(double momentum, @Cast("bool") boolean nesterov);

  native void use_adam(double beta1, double beta2, double epsilon);

  native void prepare(int samples);

  native void set_images(FloatBuffer images);

  native void forward(int layer);

  native double loss(int[] labels);

  native void backward(int layer);

  native void update(double learningRate, double step);

  native DoublePointer values(int stage);

  native DoublePointer gradient(int stage);

  native DoublePointer parameter(int index);

  native DoublePointer parameter_gradient(int index);

  native DoublePointer slot(int index, int which);

  static native long held_objects();

  static native long held_bytes();

  static native String compiler();
}

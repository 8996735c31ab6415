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
 * The C++ class of this name in {@code reference/graph.h}, function by function; JavaCPP's builder
 * makes the bridge. Whoever makes one closes it. Pointers that it returns are borrowed.
 */
@Platform(
    include = {
      "reference/parallel.cpp",
      "reference/product.cpp",
      "reference/convolution.cpp",
      "reference/general_convolution.cpp",
      "reference/dense.cpp",
      "reference/pooling.cpp",
      "reference/activation.cpp",
      "reference/merge.cpp",
      "reference/normalization.cpp",
      "reference/operators.cpp",
      "reference/cross_entropy.cpp",
      "reference/optimizer.cpp",
      "reference/graph.cpp"
    },
    library = "jnitwingraphreference")
@Namespace("twingraph::reference")
@Name("Graph")
final class ReferenceGraph extends Pointer {
  static {
    NativeLibraries.load(ReferenceGraph.class);
  }

  ReferenceGraph(int threads) {
    allocate(threads);
  }

  private native void allocate(int threads);

  static native @Cast("bool") boolean knows(String type);

  native void add_input(int[] shape, int rank);

  native @Cast("bool") boolean add_node(
      String type,
      double[] attributes,
      int attributeCount,
      int[] inputs,
      int inputCount,
      int[] outputShapes,
      int[] outputRanks,
      int outputCount);

  native void use_logits(int value);

  native void use_sgd(double momentum, @Cast("bool") boolean nesterov);

  native void use_adam(double beta1, double beta2, double epsilon);

  native void prepare(int samples);

  native void set_images(FloatBuffer images);

  native void forward(int node);

  native double loss(int[] labels);

  native void backward(int node);

  native void update(double learningRate, double step);

  native DoublePointer values(int value);

  native DoublePointer gradient(int value);

  native DoublePointer parameter(int index);

  native DoublePointer parameter_gradient(int index);

  native DoublePointer slot(int index, int which);

  static native long held_objects();

  static native long held_bytes();

  static native String compiler();
}

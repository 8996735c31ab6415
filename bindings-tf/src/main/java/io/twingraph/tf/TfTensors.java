// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_Dim;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_FLOAT;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_INT32;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NumDims;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TensorData;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TensorElementCount;

import io.twingraph.data.Batch;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.TensorMap;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.tensorflow.internal.c_api.TF_Tensor;

/**
 * Tensors across the boundary between Java and TensorFlow. TensorFlow's layouts are the canonical
 * ones, so nothing is permuted. The caller owns and closes every tensor that a method returns.
 */
final class TfTensors {
  private static final int BYTES = 4;

  private TfTensors() {}

  /**
   * The images of a batch in the batch's own memory, without a copy: valid as long as the batch is.
   */
  static TF_Tensor wrapImages(Batch batch) {
    FloatBuffer images = batch.images();
    long[] shape = {batch.size(), batch.height(), batch.width(), batch.channels()};
    try (FloatPointer floats = new FloatPointer(images);
        BytePointer bytes = new BytePointer(floats)) {
      bytes.capacity((long) images.remaining() * BYTES);
      return TF_Tensor.newTensor(TF_FLOAT, shape, bytes);
    }
  }

  /** A copy of the labels of a batch, int32 {@code [N]}. */
  static TF_Tensor allocateLabels(Batch batch) {
    int[] labels = new int[batch.size()];
    Arrays.setAll(labels, batch::label);
    return allocate(new long[] {labels.length}, labels);
  }

  /** A copy of a tensor, bit for bit. */
  static TF_Tensor allocate(HostTensor tensor) {
    return allocate(Arrays.stream(tensor.shape()).asLongStream().toArray(), tensor.data());
  }

  /** A float32 tensor in memory that TensorFlow owns, so that a variable can take it over. */
  static TF_Tensor allocate(long[] shape, float[] values) {
    TF_Tensor tensor = TF_Tensor.allocateTensor(TF_FLOAT, shape, (long) values.length * BYTES);
    put(tensor, values);
    return tensor;
  }

  /** An int32 tensor. */
  static TF_Tensor allocate(long[] shape, int[] values) {
    TF_Tensor tensor = TF_Tensor.allocateTensor(TF_INT32, shape, (long) values.length * BYTES);
    new IntPointer(data(tensor)).put(values);
    return tensor;
  }

  /** Overwrites the values of a float32 tensor. */
  static void put(TF_Tensor tensor, float... values) {
    new FloatPointer(data(tensor)).put(values);
  }

  /** A copy of a float32 tensor, bit for bit. */
  static HostTensor read(TF_Tensor tensor) {
    int[] shape = new int[TF_NumDims(tensor)];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = Math.toIntExact(TF_Dim(tensor, i));
    }
    float[] values = new float[Math.toIntExact(TF_TensorElementCount(tensor))];
    if (values.length > 0) {
      new FloatPointer(data(tensor)).get(values);
    }
    return HostTensor.wrap(shape, values);
  }

  /** A copy of labels, int32 {@code [N]}. */
  static List<Integer> readLabels(TF_Tensor tensor) {
    int[] labels = new int[Math.toIntExact(TF_TensorElementCount(tensor))];
    new IntPointer(data(tensor)).get(labels);
    return Arrays.stream(labels).boxed().toList();
  }

  /** The value of a float32 scalar. */
  static float scalar(TF_Tensor tensor) {
    return new FloatPointer(data(tensor)).get();
  }

  /** Zeros for each variable. */
  static TensorMap zeros(List<TfVariable> variables) {
    Map<String, HostTensor> zeros = new LinkedHashMap<>();
    for (TfVariable variable : variables) {
      int size = Arrays.stream(variable.shape()).reduce(1, (a, b) -> a * b);
      zeros.put(variable.name(), HostTensor.wrap(variable.shape(), new float[size]));
    }
    return new TensorMap(zeros);
  }

  private static Pointer data(TF_Tensor tensor) {
    return TF_TensorData(tensor);
  }
}

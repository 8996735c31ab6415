// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import io.twingraph.engine.HostTensor;
import io.twingraph.engine.TensorMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerPointer;
import org.tensorflow.internal.c_api.TF_Tensor;

/** What one run of a graph gave back, in the order of its fetches; owns the tensors. */
final class TfResults implements AutoCloseable {
  private final List<TF_Tensor> tensors = new ArrayList<>();

  private TfResults() {}

  /** Takes over the tensors that a run has put into {@code fetched}. */
  static TfResults own(PointerPointer<TF_Tensor> fetched, int count) {
    TfResults results = new TfResults();
    for (int i = 0; i < count; i++) {
      results.tensors.add(fetched.get(TF_Tensor.class, i).withDeallocator());
    }
    return results;
  }

  /** The value of a float32 scalar. */
  float scalar(int index) {
    return TfTensors.scalar(tensors.get(index));
  }

  /** A copy of a float32 tensor. */
  HostTensor tensor(int index) {
    return TfTensors.read(tensors.get(index));
  }

  /** A copy of int32 labels. */
  List<Integer> labels(int index) {
    return TfTensors.readLabels(tensors.get(index));
  }

  /** Copies of the tensors from {@code first} on, one for each name. */
  TensorMap tensors(int first, List<String> names) {
    Map<String, HostTensor> map = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      map.put(names.get(i), tensor(first + i));
    }
    return new TensorMap(map);
  }

  @Override
  public void close() {
    tensors.forEach(TF_Tensor::close);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.engine.HostTensor;
import io.twingraph.engine.TensorMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Parameters for tests. */
final class Parameters {
  private Parameters() {}

  /** {@code from + part * (to - from)}, rounded to float32. */
  static TensorMap between(TensorMap from, TensorMap to, double part) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (String name : from.names()) {
      HostTensor start = from.get(name);
      float[] values = new float[start.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (start.value(i) + part * (to.get(name).value(i) - start.value(i)));
      }
      tensors.put(name, HostTensor.wrap(start.shape(), values));
    }
    return new TensorMap(tensors);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.engine;

import io.twingraph.data.Sha256;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Tensors by canonical name, in a fixed order: parameters, optimizer state, activations, gradients.
 * Immutable. Equality is bit for bit, in any order.
 */
public final class TensorMap {
  private final Map<String, HostTensor> tensors;

  /** A map with these tensors in their iteration order. */
  public TensorMap(Map<String, HostTensor> tensors) {
    this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /** No tensors. */
  public static TensorMap empty() {
    return new TensorMap(Map.of());
  }

  /** Every name, in order. */
  public Set<String> names() {
    return tensors.keySet();
  }

  /**
   * The tensor of this name.
   *
   * @throws IllegalArgumentException if there is none; the message lists the names there are
   */
  public HostTensor get(String name) {
    HostTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "no tensor named '" + name + "'; there are " + String.join(", ", tensors.keySet()));
    }
    return tensor;
  }

  /** Name to tensor, in order; unmodifiable. */
  public Map<String, HostTensor> asMap() {
    return tensors;
  }

  /** The same tensors with float64 values rounded to float32. */
  public TensorMap toFloat32() {
    Map<String, HostTensor> rounded = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> rounded.put(name, tensor.toFloat32()));
    return new TensorMap(rounded);
  }

  /** SHA-256 over each name, shape and values (little-endian, in their type), in order. */
  public String sha256() {
    MessageDigest digest = Sha256.digest();
    for (Map.Entry<String, HostTensor> entry : tensors.entrySet()) {
      digest.update(entry.getKey().getBytes(StandardCharsets.UTF_8));
      update(digest, entry.getValue());
    }
    return Sha256.hex(digest);
  }

  private static void update(MessageDigest digest, HostTensor tensor) {
    ByteBuffer bytes = ByteBuffer.allocate(1 << 14).order(ByteOrder.LITTLE_ENDIAN);
    for (int dimension : tensor.shape()) {
      bytes.putInt(dimension);
    }
    for (int i = 0; i < tensor.size(); i++) {
      if (bytes.remaining() < 8) {
        digest.update(bytes.flip());
        bytes.clear();
      }
      if (tensor.isFloat64()) {
        bytes.putDouble(tensor.doubles()[i]);
      } else {
        bytes.putFloat(tensor.data()[i]);
      }
    }
    digest.update(bytes.flip());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TensorMap that && tensors.equals(that.tensors);
  }

  @Override
  public int hashCode() {
    return tensors.hashCode();
  }

  /** Names and shapes. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    tensors.forEach(
        (name, tensor) ->
            text.append(text.length() == 1 ? "" : ", ")
                .append(name)
                .append(Arrays.toString(tensor.shape())));
    return text.append('}').toString();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
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

  /** The number of values in all tensors. */
  public long valueCount() {
    return tensors.values().stream().mapToLong(HostTensor::size).sum();
  }

  /** SHA-256 over each name, shape and values (little-endian float32), in order. */
  public String sha256() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Map.Entry<String, HostTensor> entry : tensors.entrySet()) {
        digest.update(entry.getKey().getBytes(StandardCharsets.UTF_8));
        update(digest, entry.getValue());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  private static void update(MessageDigest digest, HostTensor tensor) {
    ByteBuffer bytes = ByteBuffer.allocate(1 << 14).order(ByteOrder.LITTLE_ENDIAN);
    for (int dimension : tensor.shape()) {
      bytes.putInt(dimension);
    }
    for (float value : tensor.data()) {
      if (bytes.remaining() < 4) {
        digest.update(bytes.flip());
        bytes.clear();
      }
      bytes.putFloat(value);
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

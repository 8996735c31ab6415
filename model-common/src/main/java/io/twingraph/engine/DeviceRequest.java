// SPDX-License-Identifier: Apache-2.0
package io.twingraph.engine;

import io.twingraph.error.SpecException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The device that a user asks for. {@code auto} takes a GPU where the engine's natives have CUDA
 * and it works, else the CPU; {@code cuda} is {@code cuda:0} and is an error where it cannot be
 * had.
 *
 * @param kind which sort of device
 * @param index which GPU, from 0; 0 for other kinds
 */
public record DeviceRequest(Kind kind, int index) {
  /** A GPU if there is one, else the CPU. */
  public static final DeviceRequest AUTO = new DeviceRequest(Kind.AUTO, 0);

  /** The CPU. */
  public static final DeviceRequest CPU = new DeviceRequest(Kind.CPU, 0);

  private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,3}))?");

  /** Sorts of devices. */
  public enum Kind {
    /** See {@link DeviceRequest#AUTO}. */
    AUTO,
    /** See {@link DeviceRequest#CPU}. */
    CPU,
    /** An NVIDIA GPU through CUDA. */
    CUDA
  }

  /** The GPU with this index. */
  public static DeviceRequest cuda(int index) {
    return new DeviceRequest(Kind.CUDA, index);
  }

  /**
   * Reads {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}.
   *
   * @throws SpecException for anything else
   */
  public static DeviceRequest parse(String text) {
    if ("auto".equals(text)) {
      return AUTO;
    }
    if ("cpu".equals(text)) {
      return CPU;
    }
    Matcher matcher = CUDA.matcher(text);
    if (matcher.matches()) {
      return cuda(matcher.group(1) == null ? 0 : Integer.parseInt(matcher.group(1)));
    }
    throw SpecException.of(
        "unknown device",
        "device",
        "auto, cpu, cuda or cuda:N",
        "'" + text + "'",
        "use 'auto' to take a GPU where there is one");
  }

  /** The form that {@link #parse} reads. */
  @Override
  public String toString() {
    return switch (kind) {
      case AUTO -> "auto";
      case CPU -> "cpu";
      case CUDA -> "cuda:" + index;
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.engine.HostTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** An array in NumPy's {@code .npy} format, version 1.0: row-major, little-endian. */
final class NpyArray {
  private static final String FLOAT = "<f4";
  private static final String DOUBLE = "<f8";
  private static final String INT = "<i4";
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final int ALIGNMENT = 64;
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '([<|][fi]\\d)', 'fortran_order': False, 'shape': \\(([\\d, ]*)\\), \\} *\n");

  private final String type;
  private final int[] shape;
  private final ByteBuffer data;

  private NpyArray(String type, int[] shape, ByteBuffer data) {
    this.type = type;
    this.shape = shape;
    this.data = data;
  }

  /** A whole file with the tensor's values, float32 or float64. */
  static byte[] encode(HostTensor tensor) {
    if (tensor.isFloat64()) {
      byte[] file = begin(DOUBLE, tensor.shape(), 8);
      values(file, 8 * tensor.size()).asDoubleBuffer().put(tensor.doubles());
      return file;
    }
    byte[] file = begin(FLOAT, tensor.shape(), 4);
    values(file, 4 * tensor.size()).asFloatBuffer().put(tensor.data());
    return file;
  }

  /** A whole file with these values, {@code shape} of them. */
  static byte[] encode(int[] values, int... shape) {
    byte[] file = begin(INT, shape, 4);
    values(file, 4 * values.length).asIntBuffer().put(values);
    return file;
  }

  private static ByteBuffer values(byte[] file, int length) {
    return ByteBuffer.wrap(file, file.length - length, length)
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A file with its header and room for the values. */
  private static byte[] begin(String type, int[] shape, int bytes) {
    String header =
        String.format(
            Locale.ROOT,
            "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }",
            type,
            Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(", "))
                + (shape.length == 1 ? "," : ""));
    int start = MAGIC.length + 2 + header.length() + 1;
    int padding = (ALIGNMENT - start % ALIGNMENT) % ALIGNMENT;
    byte[] text = (header + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
    int count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    byte[] file = new byte[Math.addExact(start + padding, Math.multiplyExact(count, bytes))];
    ByteBuffer.wrap(file)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .putShort((short) text.length)
        .put(text);
    return file;
  }

  /**
   * Reads a file that {@link #encode} has written.
   *
   * @throws IOException if it is no such file; the message says why
   */
  static NpyArray decode(byte[] bytes) throws IOException {
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int start = MAGIC.length + 2;
    if (bytes.length < start || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new IOException("it does not start as a .npy file of version 1.0");
    }
    int length = Short.toUnsignedInt(file.getShort(MAGIC.length));
    if (bytes.length - start < length) {
      throw new IOException("its header ends too early");
    }
    String header = new String(bytes, start, length, StandardCharsets.US_ASCII);
    Matcher matcher = HEADER.matcher(header);
    if (!matcher.matches()) {
      throw new IOException("its header is '" + header.strip() + "'");
    }
    String type = matcher.group(1);
    int[] shape =
        Arrays.stream(matcher.group(2).split(", *"))
            .filter(text -> !text.isEmpty())
            .mapToInt(Integer::parseInt)
            .toArray();
    long values = Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact);
    ByteBuffer data = file.position(start + length).slice().order(ByteOrder.LITTLE_ENDIAN);
    if (data.remaining() != values * (type.charAt(2) - '0')) {
      throw new IOException(
          "it has " + data.remaining() + " bytes for " + values + " values of type " + type);
    }
    return new NpyArray(type, shape, data);
  }

  /** The values as a tensor of the same type. */
  HostTensor tensor() throws IOException {
    if (type.equals(FLOAT)) {
      float[] values = new float[data.remaining() / 4];
      data.asFloatBuffer().get(values);
      return HostTensor.wrap(shape, values);
    }
    if (type.equals(DOUBLE)) {
      double[] values = new double[data.remaining() / 8];
      data.asDoubleBuffer().get(values);
      return HostTensor.wrap(shape, values);
    }
    throw new IOException("its type is " + type + ", expected " + FLOAT + " or " + DOUBLE);
  }

  /** The values as integers. */
  int[] integers() throws IOException {
    if (!type.equals(INT)) {
      throw new IOException("its type is " + type + ", expected " + INT);
    }
    int[] values = new int[data.remaining() / 4];
    data.asIntBuffer().get(values);
    return values;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.engine.HostTensor;
import io.twingraph.error.Printable;
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
  static final String FLOAT = "<f4";
  static final String DOUBLE = "<f8";
  static final String INT = "<i4";
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
    byte[] text = header(type, shape);
    int count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    int start = MAGIC.length + 2 + text.length;
    byte[] file = new byte[Math.addExact(start, Math.multiplyExact(count, bytes))];
    ByteBuffer.wrap(file)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .putShort((short) text.length)
        .put(text);
    return file;
  }

  /** How many bytes a file of these values has. */
  static long length(String type, int[] shape) {
    long count = Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact);
    return MAGIC.length + 2L + header(type, shape).length + count * (type.charAt(2) - '0');
  }

  private static byte[] header(String type, int[] shape) {
    String header =
        String.format(
            Locale.ROOT,
            "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }",
            type,
            Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(", "))
                + (shape.length == 1 ? "," : ""));
    int start = MAGIC.length + 2 + header.length() + 1;
    int padding = (ALIGNMENT - start % ALIGNMENT) % ALIGNMENT;
    return (header + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
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
      throw new IOException("its header is '" + Printable.quote(header.strip()) + "'");
    }
    String type = matcher.group(1);
    int[] shape = shape(matcher.group(2));
    long values = values(shape, matcher.group(2));
    ByteBuffer data = file.position(start + length).slice().order(ByteOrder.LITTLE_ENDIAN);
    if (data.remaining() != values * (type.charAt(2) - '0')) {
      throw new IOException(
          "it has " + data.remaining() + " bytes for " + values + " values of type " + type);
    }
    return new NpyArray(type, shape, data);
  }

  private static int[] shape(String text) throws IOException {
    try {
      return Arrays.stream(text.split(", *"))
          .filter(number -> !number.isBlank())
          .mapToInt(Integer::parseInt)
          .toArray();
    } catch (NumberFormatException e) {
      throw noShape(text, e);
    }
  }

  private static long values(int[] shape, String text) throws IOException {
    try {
      // Eight bytes each, so that their size is a number too.
      return Arrays.stream(shape).asLongStream().reduce(8, Math::multiplyExact) / 8;
    } catch (ArithmeticException e) {
      throw noShape(text, e);
    }
  }

  private static IOException noShape(String text, Exception cause) {
    return new IOException("a shape that is no shape: (" + Printable.quote(text) + ")", cause);
  }

  /** What it is of: {@code "float32[32, 10]"}. */
  String describe() {
    String name = type.equals(FLOAT) ? "float32" : type.equals(DOUBLE) ? "float64" : "int32";
    return (type.equals(INT) || !name.equals("int32") ? name : type) + Arrays.toString(shape);
  }

  boolean isFloat() {
    return type.equals(FLOAT) || type.equals(DOUBLE);
  }

  boolean isInteger() {
    return type.equals(INT);
  }

  boolean hasShape(int[] expected) {
    return Arrays.equals(shape, expected);
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

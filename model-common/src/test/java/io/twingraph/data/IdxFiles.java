// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Makes IDX files, good and bad, for tests. */
final class IdxFiles {
  private IdxFiles() {}

  static byte[] images(int count, int height, int width, byte[] pixels) {
    return ByteBuffer.allocate(16 + pixels.length)
        .putInt(0x803)
        .putInt(count)
        .putInt(height)
        .putInt(width)
        .put(pixels)
        .array();
  }

  static byte[] labels(int count, int... labels) {
    ByteBuffer bytes = ByteBuffer.allocate(8 + labels.length).putInt(0x801).putInt(count);
    for (int label : labels) {
      bytes.put((byte) label);
    }
    return bytes.array();
  }

  /** A file of any kind: the header for the sizes, and what follows. */
  static byte[] idx(int type, int[] sizes, byte[] content) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * sizes.length + content.length);
    bytes.putInt(type << 8 | sizes.length);
    for (int size : sizes) {
      bytes.putInt(size);
    }
    return bytes.put(content).array();
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  static byte[] gzip(byte[] bytes) {
    try (ByteArrayOutputStream packed = new ByteArrayOutputStream()) {
      try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
        out.write(bytes);
      }
      return packed.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A folder with a whole small set: three training and two test images of 2x3. */
  static void smallSet(Path folder, boolean compressed) throws IOException {
    Files.createDirectories(folder);
    byte[] three = new byte[18];
    for (int i = 0; i < three.length; i++) {
      three[i] = (byte) (10 * i);
    }
    write(folder, IdxPart.TRAIN_IMAGES, images(3, 2, 3, three), compressed);
    write(folder, IdxPart.TRAIN_LABELS, labels(3, 2, 0, 1), compressed);
    write(folder, IdxPart.TEST_IMAGES, images(2, 2, 3, new byte[12]), compressed);
    write(folder, IdxPart.TEST_LABELS, labels(2, 1, 1), compressed);
  }

  /** The set that lies in a folder, compressed, as if it were a public one. */
  static KnownSet published(String title, Path folder, URI mirror) throws IOException {
    Map<IdxPart, String> packed = new EnumMap<>(IdxPart.class);
    Map<IdxPart, String> content = new EnumMap<>(IdxPart.class);
    for (IdxPart part : IdxPart.values()) {
      Path file = folder.resolve(part.fileName() + ".gz");
      packed.put(part, Sha256.of(Files.readAllBytes(file)));
      content.put(part, IdxStream.sha256(file, 1 << 20));
    }
    List<String> folders = List.of(title, title.toUpperCase(Locale.ROOT) + "/raw");
    return new KnownSet(title, folders, List.of(mirror), packed, content, KnownSet.DIGIT_NAMES);
  }

  static void write(Path folder, IdxPart part, byte[] content, boolean compressed)
      throws IOException {
    Path file = folder.resolve(part.fileName() + (compressed ? ".gz" : ""));
    Files.write(file, compressed ? gzip(content) : content);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
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
    write(folder, IdxFolder.TRAIN_IMAGES, images(3, 2, 3, three), compressed);
    write(folder, IdxFolder.TRAIN_LABELS, labels(3, 2, 0, 1), compressed);
    write(folder, IdxFolder.TEST_IMAGES, images(2, 2, 3, new byte[12]), compressed);
    write(folder, IdxFolder.TEST_LABELS, labels(2, 1, 1), compressed);
  }

  static void write(Path folder, String name, byte[] content, boolean compressed)
      throws IOException {
    Path file = folder.resolve(compressed ? name + ".gz" : name);
    Files.write(file, compressed ? gzip(content) : content);
  }
}

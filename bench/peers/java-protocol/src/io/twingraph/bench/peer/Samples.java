// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench.peer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Images and labels in direct memory, as a program of its own would hold them.
 *
 * @param images {@code [size, side, side, 1]}
 * @param labels one for each image
 * @param pixels of one image
 */
public record Samples(FloatBuffer images, int[] labels, int pixels) {

  /** Memory for so many samples. */
  static Samples allocate(int size, int pixels) {
    return new Samples(allocate(4 * size * pixels).asFloatBuffer(), new int[size], pixels);
  }

  /** All samples of a run's folder. */
  static Samples read(PeerRun run) throws IOException {
    FloatBuffer images = floats(run.data().resolve("images.f32"));
    ByteBuffer stored = bytes(run.data().resolve("labels.i32"));
    int[] labels = new int[stored.remaining() / 4];
    stored.asIntBuffer().get(labels);
    return new Samples(images, labels, run.side() * run.side());
  }

  /** The parameters of a run's folder. */
  static FloatBuffer parameters(PeerRun run) throws IOException {
    return floats(run.data().resolve("parameters.f32"));
  }

  /** The number of samples. */
  public int size() {
    return labels.length;
  }

  /** The samples from {@code from}, over the same images. */
  public Samples slice(int from, int size) {
    int[] own = new int[size];
    System.arraycopy(labels, from, own, 0, size);
    return new Samples(images.slice(from * pixels, size * pixels), own, pixels);
  }

  /** Overwrites sample {@code at} with sample {@code from} of another. */
  void put(int at, Samples other, int from) {
    images.put(at * pixels, other.images, from * pixels, pixels);
    labels[at] = other.labels[from];
  }

  private static FloatBuffer floats(Path file) throws IOException {
    return bytes(file).asFloatBuffer();
  }

  private static ByteBuffer bytes(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer bytes = allocate((int) channel.size());
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // until all of it is there
      }
      return bytes.flip().order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  private static ByteBuffer allocate(int size) {
    return ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}

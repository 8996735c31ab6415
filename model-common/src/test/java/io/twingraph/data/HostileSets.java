// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Data sets that are damaged, lie, or want all memory: each a name and what it does to a folder.
 */
final class HostileSets {
  static final int IMAGES = 40;
  private static final int SIDE = 28;
  private static final int RANDOM = 300;

  private final Map<String, Maker> sets = new LinkedHashMap<>();

  /** Makes one set in an empty folder. */
  @FunctionalInterface
  interface Maker {
    void make(Path folder) throws IOException;
  }

  private HostileSets() {}

  /** All of them; the names of those that must be read begin with {@code ok}. */
  static Map<String, Maker> all() {
    HostileSets made = new HostileSets();
    made.fine();
    for (IdxPart part : IdxPart.values()) {
      made.damaged(part);
      made.packedDamage(part);
    }
    made.headers();
    made.bombs();
    made.places();
    for (int seed = 0; seed < RANDOM; seed++) {
      made.random(seed);
    }
    return made.sets;
  }

  private static byte[] good(IdxPart part) {
    if (part == IdxPart.TRAIN_IMAGES || part == IdxPart.TEST_IMAGES) {
      byte[] pixels = new byte[IMAGES * SIDE * SIDE];
      new Random(part.name().hashCode()).nextBytes(pixels);
      return IdxFiles.images(IMAGES, SIDE, SIDE, pixels);
    }
    int[] labels = new int[IMAGES];
    Arrays.setAll(labels, i -> i % 10);
    return IdxFiles.labels(IMAGES, labels);
  }

  private static Map<IdxPart, byte[]> goodSet() {
    Map<IdxPart, byte[]> files = new EnumMap<>(IdxPart.class);
    for (IdxPart part : IdxPart.values()) {
      files.put(part, good(part));
    }
    return files;
  }

  /** A good set with one other file, {@code null} for none, under MNIST's name with a suffix. */
  private void with(String name, IdxPart part, String suffix, byte[] content) {
    sets.put(
        name,
        folder -> {
          Map<IdxPart, byte[]> files = goodSet();
          files.remove(part);
          for (Map.Entry<IdxPart, byte[]> file : files.entrySet()) {
            IdxFiles.write(folder, file.getKey(), file.getValue(), false);
          }
          if (content != null) {
            Files.write(folder.resolve(part.fileName() + suffix), content);
          }
        });
  }

  private void fine() {
    IdxPart part = IdxPart.TRAIN_IMAGES;
    byte[] good = good(part);
    with("ok-plain", part, "", good);
    with("ok-gzip", part, ".gz", IdxFiles.gzip(good));
    with("ok-gzip-without-gz", part, "", IdxFiles.gzip(good));
    with("ok-plain-with-gz", part, ".gz", good);
    byte[] packed = IdxFiles.gzip(good);
    byte[] name = new byte[1_000_000];
    Arrays.fill(name, (byte) 'A');
    byte[] head = {0x1F, (byte) 0x8B, 8, 8, 0, 0, 0, 0, 0, 3};
    byte[] body = Arrays.copyOfRange(packed, 10, packed.length);
    with("ok-long-name", part, ".gz", IdxFiles.join(head, name, new byte[1], body));
    byte[] blank = IdxFiles.images(IMAGES, SIDE, SIDE, new byte[IMAGES * SIDE * SIDE]);
    with("ok-blank", part, ".gz", IdxFiles.gzip(blank));
    int[] high = new int[IMAGES];
    Arrays.fill(high, 255);
    with("ok-labels-255", IdxPart.TRAIN_LABELS, "", IdxFiles.labels(IMAGES, high));
  }

  private void damaged(IdxPart part) {
    byte[] good = good(part);
    with("truncated-" + part, part, "", Arrays.copyOf(good, good.length - 1));
    with("half-" + part, part, "", Arrays.copyOf(good, good.length / 2));
    with("empty-" + part, part, "", new byte[0]);
    with("header-" + part, part, "", Arrays.copyOf(good, 5));
    with("trailing-" + part, part, "", IdxFiles.join(good, new byte[1]));
    byte[] magic = good.clone();
    magic[2] = 0;
    with("magic-" + part, part, "", magic);
    with("missing-" + part, part, "", null);
    IdxPart other = part == IdxPart.TRAIN_LABELS ? IdxPart.TRAIN_IMAGES : IdxPart.TRAIN_LABELS;
    if (part == IdxPart.TRAIN_IMAGES || part == IdxPart.TRAIN_LABELS) {
      with("swapped-" + part, part, "", good(other));
    }
  }

  private void packedDamage(IdxPart part) {
    byte[] packed = IdxFiles.gzip(good(part));
    with("gzip-truncated-" + part, part, ".gz", Arrays.copyOf(packed, packed.length - 9));
    with("gzip-flipped-" + part, part, ".gz", flipped(packed, packed.length / 2));
    with("gzip-checksum-" + part, part, ".gz", flipped(packed, packed.length - 6));
    byte[] junk = "junk".getBytes(StandardCharsets.US_ASCII);
    with("gzip-junk-" + part, part, ".gz", IdxFiles.join(packed, junk));
    with("gzip-more-" + part, part, ".gz", IdxFiles.join(packed, IdxFiles.gzip(junk)));
    with("ok-gzip-nothing-" + part, part, ".gz", IdxFiles.join(packed, IdxFiles.gzip(new byte[0])));
    with("gzip-empty-" + part, part, ".gz", new byte[0]);
    with("gzip-start-" + part, part, ".gz", Arrays.copyOf(packed, 2));
  }

  private static byte[] flipped(byte[] bytes, int at) {
    byte[] other = bytes.clone();
    other[at] ^= (byte) 0xFF;
    return other;
  }

  private void headers() {
    byte[] pixels = new byte[IMAGES * SIDE * SIDE];
    int[][] sizes = {
      {-1, SIDE, SIDE},
      {1 << 31, SIDE, SIDE},
      {IMAGES, -1, SIDE},
      {IMAGES, 0, SIDE},
      {IMAGES, SIDE, 0},
      {IMAGES, 4097, 1},
      {-1, -1, -1},
      {65536, 256, 256},
      {1 << 18, 64, 64},
      {0, SIDE, SIDE}
    };
    for (int[] size : sizes) {
      byte[] lie = IdxFiles.images(size[0], size[1], size[2], pixels);
      String name = Arrays.toString(size);
      with("size-" + name, IdxPart.TRAIN_IMAGES, "", lie);
      with("gzip-size-" + name, IdxPart.TRAIN_IMAGES, ".gz", IdxFiles.gzip(lie));
    }
    for (int count : new int[] {-1, 1 << 30, 0, IMAGES - 1, IMAGES + 1}) {
      byte[] lie = IdxFiles.labels(count, new int[IMAGES]);
      with("labels-" + count, IdxPart.TRAIN_LABELS, "", lie);
    }
  }

  /** 1 GiB of zeros behind a header, in 64 gzip members of 16 MiB. */
  private static byte[] bomb(byte[] header) {
    byte[] block = IdxFiles.gzip(new byte[1 << 24]);
    byte[][] members = new byte[65][];
    Arrays.fill(members, block);
    members[0] = IdxFiles.gzip(header);
    return IdxFiles.join(members);
  }

  private void bombs() {
    byte[] images = bomb(IdxFiles.images(1 << 18, 64, 64, new byte[0]));
    byte[] labels = bomb(IdxFiles.labels(1 << 30));
    with("bomb-images", IdxPart.TRAIN_IMAGES, ".gz", images);
    with("bomb-labels", IdxPart.TRAIN_LABELS, ".gz", labels);
    with("bomb-behind-images", IdxPart.TRAIN_IMAGES, ".gz", bomb(good(IdxPart.TRAIN_IMAGES)));
    sets.put(
        "memory-matching-bomb",
        folder -> {
          IdxFiles.smallSet(folder, false);
          Path file = folder.resolve("train-images-idx3-ubyte");
          Files.delete(file);
          Files.write(folder.resolve("train-images-idx3-ubyte.gz"), images);
          byte[] many = IdxFiles.labels(1 << 18, new int[1 << 18]);
          IdxFiles.write(folder, IdxPart.TRAIN_LABELS, many, false);
        });
  }

  private void places() {
    sets.put("nothing", folder -> {});
    sets.put(
        "sparse-20-GB",
        folder -> {
          IdxFiles.smallSet(folder, false);
          Path file = folder.resolve("train-images-idx3-ubyte");
          try (SeekableByteChannel out = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
            out.position(20L << 30);
            out.write(ByteBuffer.allocate(1));
          }
        });
    String images = IdxPart.TRAIN_IMAGES.fileName();
    link("loop", images);
    link("zeros", "/dev/zero");
    link("null", "/dev/null");
    link("memory", "/proc/self/mem");
    sets.put(
        "many-names",
        folder -> {
          for (int i = 0; i < 3000; i++) {
            Files.createFile(folder.resolve("\u001B[31m" + i));
          }
        });
  }

  private void link(String name, String target) {
    sets.put(
        name,
        folder -> {
          IdxFiles.smallSet(folder, false);
          Path file = folder.resolve("train-images-idx3-ubyte");
          Files.delete(file);
          Files.createSymbolicLink(file, Path.of(target));
        });
  }

  /** A few bytes changed, taken away or doubled, in a plain or a compressed file. */
  private void random(int seed) {
    Random random = new Random(seed);
    IdxPart part = List.of(IdxPart.values()).get(random.nextInt(4));
    boolean packed = random.nextBoolean();
    byte[] bytes = packed ? IdxFiles.gzip(good(part)) : good(part);
    for (int change = random.nextInt(3); change >= 0; change--) {
      // Half of the changes hit the header.
      int at = random.nextInt(random.nextBoolean() ? Math.min(24, bytes.length) : bytes.length);
      int to = at + random.nextInt(bytes.length - at) / (1 + random.nextInt(50));
      switch (random.nextInt(4)) {
        case 0 -> bytes = flipped(bytes, at);
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes = IdxFiles.join(Arrays.copyOf(bytes, at), tail(bytes, to));
        default -> bytes = IdxFiles.join(Arrays.copyOf(bytes, to), tail(bytes, at));
      }
      if (bytes.length == 0) {
        break;
      }
    }
    with("random-" + seed, part, packed ? ".gz" : "", bytes);
  }

  private static byte[] tail(byte[] bytes, int from) {
    return Arrays.copyOfRange(bytes, from, bytes.length);
  }
}

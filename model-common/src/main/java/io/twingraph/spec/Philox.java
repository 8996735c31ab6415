// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

/**
 * The random numbers of every experiment: Philox4x32 with 10 rounds (Salmon et al., "Parallel
 * random numbers: as easy as 1, 2, 3", SC 2011), a counter-based generator. Block {@code i} of
 * stream {@code s} under a seed is a pure function of the three, the same on every machine.
 *
 * <p>The key is the seed; the counter's low 64 bits are the block number, its high 64 bits the
 * stream. An instance reads one stream in order and is not safe for use by several threads.
 */
public final class Philox {
  private static final int MULTIPLIER_0 = 0xD2511F53;
  private static final int MULTIPLIER_1 = 0xCD9E8D57;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final int ROUNDS = 10;
  private static final long LOW = 0xFFFFFFFFL;

  private final long seed;
  private final long stream;
  private final int[] words = new int[4];
  private long block;
  private int used = 4;

  /** The given stream under the given seed, from its start. */
  public Philox(long seed, long stream) {
    this.seed = seed;
    this.stream = stream;
  }

  /** The four words for a counter (four words, low first) and a key (two words, low first). */
  static int[] block(int[] counter, int[] key) {
    int[] c = counter.clone();
    int k0 = key[0];
    int k1 = key[1];
    for (int round = 0; round < ROUNDS; round++) {
      long p0 = (MULTIPLIER_0 & LOW) * (c[0] & LOW);
      long p1 = (MULTIPLIER_1 & LOW) * (c[2] & LOW);
      int c1 = c[1];
      int c3 = c[3];
      c[0] = (int) (p1 >>> 32) ^ c1 ^ k0;
      c[1] = (int) p1;
      c[2] = (int) (p0 >>> 32) ^ c3 ^ k1;
      c[3] = (int) p0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    return c;
  }

  /** The next 32 random bits. */
  public int nextInt() {
    if (used == 4) {
      int[] counter = {(int) block, (int) (block >>> 32), (int) stream, (int) (stream >>> 32)};
      int[] key = {(int) seed, (int) (seed >>> 32)};
      System.arraycopy(block(counter, key), 0, words, 0, 4);
      block++;
      used = 0;
    }
    return words[used++];
  }

  /**
   * A whole number in {@code [0, bound)}, every value equally likely (values that would favour some
   * are drawn again).
   */
  public int nextInt(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("bound must be at least 1, got " + bound);
    }
    long limit = (1L << 32) - (1L << 32) % bound;
    while (true) {
      long bits = nextInt() & LOW;
      if (bits < limit) {
        return (int) (bits % bound);
      }
    }
  }

  /** A multiple of 2^-24 in {@code [0, 1)}, every one equally likely. */
  public double nextUniform() {
    return (nextInt() >>> 8) * 0x1p-24;
  }

  /**
   * A draw from the standard normal distribution, by the Box-Muller transform in strict arithmetic;
   * takes two words.
   */
  public double nextNormal() {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - nextUniform()));
    return radius * StrictMath.cos(2 * Math.PI * nextUniform());
  }

  /**
   * The order of {@code count} samples in an epoch: a Fisher-Yates permutation from the stream
   * {@code epoch} of the seed.
   *
   * @param seed {@link Seeds#shuffle}
   * @param epoch from 1
   * @param count number of samples
   */
  public static int[] permutation(long seed, int epoch, int count) {
    Philox random = new Philox(seed, epoch);
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    for (int i = count - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench.contestant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;

/** The product of two matrices of {@link #SIZE} squared in float32. */
final class Gemm implements AutoCloseable {
  static final int SIZE = 2048;

  /** Operations in one product: a multiplication and an addition for each term. */
  static final double FLOP = 2.0 * SIZE * SIZE * SIZE;

  private static final String LOAD = "org.bytedeco.openblas.load";

  private final FloatPointer a = filled(1);
  private final FloatPointer b = filled(2);
  private final FloatPointer c = filled(3);

  private Gemm() {}

  /**
   * Loads the library, once in a process.
   *
   * @param blas {@code "mkl"} or {@code "openblas"}
   * @throws LinkageError if it is not there
   */
  static Gemm load(String blas, int threads) {
    if (blas.equals("mkl")) {
      System.setProperty(LOAD, "mkl_rt");
    } else {
      System.clearProperty(LOAD);
    }
    Loader.load(openblas.class);
    openblas.blas_set_num_threads(threads);
    Gemm gemm = new Gemm();
    if (blas.equals("mkl") && !gemm.library().contains("mkl")) {
      throw new UnsatisfiedLinkError("got " + gemm.library());
    }
    return gemm;
  }

  private static FloatPointer filled(int seed) {
    long count = (long) SIZE * SIZE;
    FloatPointer values = new FloatPointer(count);
    for (long i = 0; i < count; i++) {
      values.put(i, (i * 31 + seed) % 17 / 17f - 0.5f);
    }
    return values;
  }

  void multiply() {
    openblas.cblas_sgemm(
        openblas.CblasRowMajor,
        openblas.CblasNoTrans,
        openblas.CblasNoTrans,
        SIZE,
        SIZE,
        SIZE,
        1f,
        a,
        SIZE,
        b,
        SIZE,
        0f,
        c,
        SIZE);
  }

  /** The file names of the BLAS libraries that this process has mapped. */
  String library() {
    Path maps = Path.of("/proc/self/maps");
    if (!Files.isReadable(maps)) {
      return "unknown";
    }
    try (Stream<String> lines = Files.lines(maps)) {
      return lines
          .map(line -> line.substring(line.lastIndexOf('/') + 1))
          .filter(name -> name.matches("lib(mkl_rt|openblas)[^/]*\\.so.*"))
          .distinct()
          .sorted()
          .collect(Collectors.joining(", "));
    } catch (IOException e) {
      return "unknown";
    }
  }

  @Override
  public void close() {
    a.close();
    b.close();
    c.close();
  }
}

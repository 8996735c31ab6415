// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.EngineOptions;
import io.twingraph.nativelib.BlasInParts;
import java.util.Random;
import java.util.function.Supplier;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products as libtorch makes them through its BLAS, in parts where that is the choice. */
class TorchBlasProductsTest {
  private static final double ALPHA = -0.25;

  /** Large enough for several threads; rows, columns and inner size that no grain divides. */
  @ParameterizedTest(name = "[{0},{2}] x [{2},{1}] on {3} threads, transposed {4} {5}")
  @CsvSource({
    "33, 129, 401, 2, false, false",
    "33, 129, 401, 2, false, true",
    "129, 33, 401, 2, true, false",
    "129, 33, 401, 3, true, true",
    "1, 1031, 1033, 2, false, false",
    "1, 1031, 1033, 2, false, true",
    "1031, 1, 1033, 2, false, false",
    "1031, 1, 1033, 3, true, false",
    "1031, 1033, 1, 2, true, false",
    "17, 3, 30011, 3, false, false",
    "5, 7, 401, 2, false, false",
  })
  void aProductIsThatOfItsDefinition(
      int m, int n, int k, int threads, boolean left, boolean right) {
    Random random = new Random(m * 31L + n);
    float[] a = values(random, m * k);
    float[] b = values(random, k * n);
    float[] c = values(random, m * n);
    float[] result =
        on(
            threads,
            () ->
                matrix(c, m, n)
                    .addmm_(
                        factor(a, m, k, left),
                        factor(b, k, n, right),
                        new Scalar(1),
                        new Scalar(ALPHA)));
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        double size = 0;
        for (int x = 0; x < k; x++) {
          double product = (double) a[i * k + x] * b[x * n + j];
          sum += product;
          size += Math.abs(product);
        }
        // Each of k roundings is at most half a unit in the last place of what was added so far.
        assertThat((double) result[i * n + j])
            .as("row %d, column %d", i, j)
            .isCloseTo(c[i * n + j] + ALPHA * sum, within((k + 2) * 0x1p-24 * (1 + size)));
      }
    }
  }

  /** Memory that libtorch gives to a result may hold anything. */
  @ParameterizedTest(name = "[{0},{2}] x [{2},{1}] with steps of {3} in the right factor")
  @CsvSource({"1031, 1, 1033, 1", "1031, 1, 1033, 3", "1, 1031, 1033, 1", "33, 129, 401, 1"})
  void whatLayInTheResultDoesNotCount(int m, int n, int k, int step) {
    float[] a = values(new Random(3), m * k);
    float[] b = values(new Random(4), k * n * step);
    float[] result =
        on(
            2,
            () -> {
              Tensor right = matrix(b, k * step, n).slice(0, first(), last(), step);
              Tensor kept = torch.full(new long[] {m, n}, new Scalar(Float.NaN));
              return torch.mm_out(kept, matrix(a, m, k), right);
            });
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        double size = 0;
        for (int x = 0; x < k; x++) {
          double product = (double) a[i * k + x] * b[x * step * n + j];
          sum += product;
          size += Math.abs(product);
        }
        assertThat((double) result[i * n + j]).isCloseTo(sum, within((k + 2) * 0x1p-24 * size));
      }
    }
  }

  private static LongOptional first() {
    return new LongOptional(0);
  }

  private static LongOptional last() {
    return new LongOptional(Long.MAX_VALUE);
  }

  @Test
  void theBitsOfAProductDoNotChangeFromRunToRun() {
    float[] a = values(new Random(1), 33 * 401);
    float[] b = values(new Random(2), 401 * 129);
    float[] first = product(a, b);
    for (int run = 0; run < 20; run++) {
      assertThat(product(a, b)).isEqualTo(first);
    }
  }

  @Test
  void productsReallyRunInPartsWhereThatIsTheChoice() {
    assumeTrue(
        TorchBlas.choice() == TorchBlas.OPENBLAS_IN_PARTS,
        () -> "this machine's BLAS is " + TorchBlas.choice());
    long before = BlasInParts.products();
    product(values(new Random(1), 33 * 401), values(new Random(2), 401 * 129));
    assertThat(BlasInParts.products()).as("libtorch calls ours").isEqualTo(before + 1);
    assertThat(BlasInParts.working()).isTrue();
    try (TorchEngine engine = open(2)) {
      assertThat(engine.info().details().get("blas")).contains("openblas");
    }
  }

  private static float[] product(float[] a, float[] b) {
    return on(2, () -> torch.mm(matrix(a, 33, 401), matrix(b, 401, 129)));
  }

  private static float[] on(int threads, Supplier<Tensor> body) {
    try (TorchEngine engine = open(threads)) {
      return engine.call(
          "a product",
          () -> {
            Tensor product = body.get();
            float[] values = new float[Math.toIntExact(product.numel())];
            product.data_ptr_float().get(values);
            return values;
          });
    }
  }

  private static TorchEngine open(int threads) {
    return (TorchEngine)
        new TorchEngineProvider().open(new EngineOptions(DeviceRequest.CPU, threads));
  }

  /** A {@code rows x columns} matrix that lies in memory column by column if {@code transposed}. */
  private static Tensor factor(float[] values, int rows, int columns, boolean transposed) {
    Tensor matrix = matrix(values, rows, columns);
    return transposed ? matrix.t().contiguous().t() : matrix;
  }

  private static Tensor matrix(float[] values, int rows, int columns) {
    return torch.from_blob(new FloatPointer(values), new long[] {rows, columns}).clone();
  }

  private static float[] values(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }
}

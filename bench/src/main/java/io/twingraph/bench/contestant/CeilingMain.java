// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench.contestant;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * What the machine gives: the rate of a large matrix product from one BLAS, and the bandwidth of a
 * copy. Takes {@code --blas mkl|openblas --threads N}. Not for use by hand.
 */
public final class CeilingMain {
  /** Calls into what is measured, before and while it is measured. */
  private static final int WARM_UP = 3;

  private static final int CALLS = 30;

  private CeilingMain() {}

  /** Measures and answers. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Answer answer = new Answer();
    Arguments arguments = new Arguments(args);
    int threads = arguments.number("threads");
    ObjectNode result = Answer.event("result");
    try (Gemm gemm = Gemm.load(arguments.text("blas"), threads)) {
      for (int i = 0; i < WARM_UP; i++) {
        gemm.multiply();
      }
      answer.firstStep();
      ArrayNode rates = result.putArray("gigaflopsPerSecond");
      for (int i = 0; i < CALLS; i++) {
        long start = System.nanoTime();
        gemm.multiply();
        rates.add(Gemm.FLOP / (System.nanoTime() - start));
      }
      result.putObject("versions").put("blas", gemm.library());
    } catch (LinkageError e) {
      answer.unsupported("no " + arguments.text("blas") + " on the class path: " + e.getMessage());
      return;
    }
    ArrayNode copies = result.putArray("copyGigabytesPerSecond");
    for (double rate : new CopyBandwidth(threads).measure()) {
      copies.add(rate);
    }
    result.put("threads", threads);
    answer.result(result);
    Runtime.getRuntime().exit(0);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.cuda;

import java.util.Optional;

/**
 * Why an engine whose natives have CUDA cannot use a GPU that was asked for.
 *
 * @param missing what is not there
 * @param hint what to do about it
 */
public record CudaRefusal(String missing, String hint) {

  /**
   * The refusal, from what is there; empty if the GPU can be used.
   *
   * @param library that looked for GPUs, for people
   * @param wanted the GPU's number, from 0
   * @param gpus that it sees
   * @param broken the first library that it needs and that does not load
   */
  public static Optional<CudaRefusal> of(
      String library, int wanted, int gpus, Optional<CudaChain.Link> broken) {
    if (gpus == 0) {
      return Optional.of(
          broken
              .map(CudaRefusal::of)
              .orElse(
                  new CudaRefusal(
                      "a GPU that the driver shows to this process; all CUDA libraries load",
                      "check nvidia-smi and CUDA_VISIBLE_DEVICES, or use device 'cpu'")));
    }
    if (wanted < gpus) {
      return Optional.empty();
    }
    String others = gpus > 1 ? " to cuda:" + (gpus - 1) : "";
    return Optional.of(
        new CudaRefusal(
            "GPU number " + wanted + ": " + library + " sees " + gpus,
            "use cuda:0" + others + " or 'cpu'"));
  }

  private static CudaRefusal of(CudaChain.Link broken) {
    CudaLibrary library = broken.library();
    return new CudaRefusal(
        library.file() + " (" + library.title() + ": " + broken.problem() + ")",
        library.source() + "; `twingraph doctor` shows all that is missing");
  }
}

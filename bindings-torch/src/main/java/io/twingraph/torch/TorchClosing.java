// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

/** Giving several things back although one of them fails. */
final class TorchClosing {
  private TorchClosing() {}

  /**
   * Runs every one, in order.
   *
   * @throws RuntimeException what the first one that failed threw, with those of others suppressed
   */
  static void all(Runnable... closings) {
    RuntimeException first = null;
    for (Runnable closing : closings) {
      try {
        closing.run();
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}

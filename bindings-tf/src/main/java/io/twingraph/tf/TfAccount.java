// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.proto.RunMetadata;

/** What a session's record says of one of its steps, from TensorFlow's account of it. */
final class TfAccount {
  private TfAccount() {}

  /**
   * Where the operations ran and what XLA compiled; several notices become one.
   *
   * @param gpu TensorFlow's name of the GPU that operations were meant for; {@code null} on the CPU
   * @param xla whether XLA was to compile them
   */
  static Map<String, String> details(RunMetadata run, String gpu, boolean xla) {
    Map<String, String> details = new LinkedHashMap<>();
    if (gpu != null) {
      details.putAll(TfPlacement.of(run, gpu).details());
    }
    if (xla) {
      TfClusters.of(run)
          .details()
          .forEach((name, text) -> details.merge(name, text, TfAccount::both));
    }
    return details;
  }

  private static String both(String first, String second) {
    return first + "; " + second;
  }
}

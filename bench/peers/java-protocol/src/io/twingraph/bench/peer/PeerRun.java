// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench.peer;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What one process of a peer is asked to do; see the peer protocol in {@code
 * bench/peers/README.md}.
 *
 * @param workload {@code train}, {@code forward} or {@code epoch}
 * @param network {@code matched} or {@code article}
 */
public record PeerRun(
    String workload,
    String network,
    int batch,
    int warmup,
    double warmupSeconds,
    int steps,
    int threads,
    Path data,
    int train,
    int validation,
    float rate) {

  /** The batch of an evaluation. */
  public static final int EVALUATION_BATCH = 256;

  /** From pairs of {@code --name value}, all of them given. */
  static PeerRun parse(String[] arguments) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      values.put(arguments[i], arguments[i + 1]);
    }
    return new PeerRun(
        values.get("--workload"),
        values.get("--network"),
        Integer.parseInt(values.get("--batch")),
        Integer.parseInt(values.get("--warmup")),
        Double.parseDouble(values.get("--warmup-seconds")),
        Integer.parseInt(values.get("--steps")),
        Integer.parseInt(values.get("--threads")),
        Path.of(values.get("--data")),
        Integer.parseInt(values.get("--train")),
        Integer.parseInt(values.get("--validation")),
        Float.parseFloat(values.get("--rate")));
  }

  /** Whether this is the large network: pooling 2x2 and a hidden dense layer. */
  public boolean matched() {
    return network.equals("matched");
  }

  /** The height and width of an image. */
  public int side() {
    return matched() ? 28 : 8;
  }

  /** The window and stride of the pooling. */
  public int pool() {
    return matched() ? 2 : 1;
  }
}

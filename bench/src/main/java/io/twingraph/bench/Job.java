// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import io.twingraph.bench.contestant.DataFolder;
import java.nio.file.Path;
import java.util.List;

/**
 * One process's work.
 *
 * @param threads for one operation
 * @param work folder for logs
 */
record Job(Workload workload, DataFolder data, int threads, Path work) {
  /** The learning rate of every contestant. */
  private static final String RATE = "0.01";

  /** The protocol's arguments. */
  List<String> arguments() {
    return List.of(
        "--workload",
        workload.kind().word(),
        "--network",
        workload.network().title(),
        "--batch",
        Integer.toString(workload.batch()),
        "--warmup",
        Integer.toString(workload.warmup()),
        "--warmup-seconds",
        Double.toString(workload.warmupSeconds()),
        "--steps",
        Integer.toString(workload.steps()),
        "--threads",
        Integer.toString(threads),
        "--data",
        data.path().toAbsolutePath().toString(),
        "--train",
        Integer.toString(data.train()),
        "--validation",
        Integer.toString(data.validation()),
        "--rate",
        RATE);
  }
}

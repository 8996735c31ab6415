// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import io.twingraph.bench.contestant.DataFolder;
import io.twingraph.engine.DeviceRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One process's work.
 *
 * @param threads for one operation
 * @param work folder for logs
 * @param device to run on
 */
record Job(Workload workload, DataFolder data, int threads, Path work, DeviceRequest device) {
  /** The learning rate of every contestant. */
  private static final String RATE = "0.01";

  /** The protocol's arguments; the device only where it is another than the CPU. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>(common());
    if (device.kind() != DeviceRequest.Kind.CPU) {
      arguments.addAll(List.of("--device", device.toString()));
    }
    return arguments;
  }

  private List<String> common() {
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

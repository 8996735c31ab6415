// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import io.twingraph.data.Dataset;
import io.twingraph.engine.DeviceRequest;
import java.nio.file.Path;
import java.util.List;

/**
 * What is to be measured.
 *
 * @param commandLine that asked for it
 * @param workloads in order
 * @param rounds of each workload, at least 1
 * @param threads for one operation, at least 1
 * @param device that contestants run on: the CPU or a GPU
 * @param own contestants that need no preparation
 * @param peers those that do
 * @param fetch whether what peers need may be fetched from the network, because somebody asked
 * @param dataset whose images are trained on
 * @param work folder for data, logs, and what peers build
 */
public record BenchPlan(
    String commandLine,
    List<Workload> workloads,
    int rounds,
    int threads,
    DeviceRequest device,
    List<Contestant> own,
    List<Peers.Peer> peers,
    boolean fetch,
    Dataset dataset,
    Path work,
    Limits limits) {
  /** Twingraph's own contestants, on the CPU with the ceiling, for {@link #own}. */
  public static List<Contestant> ownContestants(DeviceRequest device) {
    return device.kind() == DeviceRequest.Kind.CPU ? OwnContestants.all() : OwnContestants.onGpu();
  }

  public BenchPlan {
    workloads = List.copyOf(workloads);
    own = List.copyOf(own);
    peers = List.copyOf(peers);
    work = work.toAbsolutePath();
  }
}

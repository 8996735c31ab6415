// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import io.twingraph.run.Provenance;
import java.util.List;
import java.util.Optional;

/**
 * Everything that was measured, and nothing that is worked out from it.
 *
 * @param commandLine that asked for it
 * @param provenance of the harness, with the moment it began
 * @param machine it ran on
 * @param data the data set's name
 * @param threads for one operation
 * @param rounds wanted
 * @param complete whether all rounds of all workloads are in it
 * @param workloads in order
 * @param contestants in order
 * @param loads load averages of the machine before each round
 * @param samples every process's figures
 * @param outages who could not do what, and why
 */
public record BenchResult(
    String commandLine,
    Provenance provenance,
    Machine machine,
    String data,
    int threads,
    int rounds,
    boolean complete,
    List<Workload> workloads,
    List<Contestant> contestants,
    List<Load> loads,
    List<Sample> samples,
    List<Outage> outages) {
  /**
   * The machine before a round.
   *
   * @param loadAverage over the minute before; negative if unknown
   */
  public record Load(String workload, int round, double loadAverage) {}

  public BenchResult {
    workloads = List.copyOf(workloads);
    contestants = List.copyOf(contestants);
    loads = List.copyOf(loads);
    samples = List.copyOf(samples);
    outages = List.copyOf(outages);
  }

  /** The samples of a contestant in a workload, in the order of the rounds. */
  List<Sample> samples(String contestant, String workload) {
    return samples.stream()
        .filter(one -> one.contestant().equals(contestant) && one.workload().equals(workload))
        .toList();
  }

  /** The contestant of this name. */
  Optional<Contestant> contestant(String name) {
    return contestants.stream().filter(one -> one.name().equals(name)).findFirst();
  }

  /** The workload of this id. */
  Optional<Workload> workload(String id) {
    return workloads.stream().filter(one -> one.id().equals(id)).findFirst();
  }

  /** Whether a contestant could do nothing at all. */
  boolean couldNotRun(String contestant) {
    return outages.stream()
        .anyMatch(one -> one.contestant().equals(contestant) && one.workload() == null);
  }

  /** Why a contestant has no figures in a workload. */
  Optional<String> outage(String contestant, String workload) {
    return outages.stream()
        .filter(one -> one.contestant().equals(contestant))
        .filter(one -> one.workload() == null || one.workload().equals(workload))
        .map(Outage::reason)
        .findFirst();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.io.IOException;
import java.util.List;

/**
 * Somebody who does the work in a process of its own.
 *
 * @param name unique: {@code "twingraph-torch"}, {@code "djl-torch"}
 * @param label for people
 * @param engine the native library below: {@code "torch"} or {@code "tensorflow"}
 * @param kind what it is to the comparison
 * @param workloads the kinds of work it can do, in the protocol's words
 * @param networks the networks it has, in the protocol's words
 * @param start how its process is started
 */
public record Contestant(
    String name,
    String label,
    String engine,
    Kind kind,
    List<String> workloads,
    List<String> networks,
    @JsonIgnore Start start) {
  /** What a contestant is to the comparison. */
  public enum Kind {
    /** Twingraph as it runs by default: what the others are held against. */
    TWINGRAPH,
    /** Twingraph in another mode. */
    VARIANT,
    /** What people would use instead. */
    PEER,
    /** No contestant: what the machine itself gives. */
    CEILING
  }

  /** Makes the process of a job, which is not started yet. */
  interface Start {
    /**
     * A process of its own.
     *
     * @throws IOException if it cannot be started, with the reason
     */
    ProcessBuilder process(Job job) throws IOException;
  }

  public Contestant {
    workloads = List.copyOf(workloads);
    networks = List.copyOf(networks);
  }

  /** Why it does not do this work; {@code null} if it does. */
  String excuse(Workload workload) {
    if (kind == Kind.CEILING) {
      return workload.hasShare() ? null : "not of interest";
    }
    if (!workloads.contains(workload.kind().word())) {
      return "has no workload '" + workload.kind().word() + "'";
    }
    return networks.contains(workload.network().title())
        ? null
        : "has no network '" + workload.network().title() + "'";
  }
}

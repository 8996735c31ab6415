// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import io.twingraph.bench.contestant.BenchNetwork;
import io.twingraph.bench.contestant.DataFolder;
import io.twingraph.run.Provenance;
import io.twingraph.run.TrainingData;
import io.twingraph.spec.Experiment;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs a plan: for each workload, rounds of one process for each contestant, A B C A B C. A
 * contestant that fails in a workload leaves it, one that hangs leaves them all; both are listed.
 * For use by one thread, once.
 */
public final class Bench {
  /** Samples in the data folder of workloads that make steps. */
  static final int STEP_SAMPLES = 4096;

  private final BenchPlan plan;
  private final BenchListener listener;
  private final Provenance provenance =
      Provenance.capture(BenchNetwork.MATCHED.experiment().seeds(), Map.of(), Instant.now());
  private final Machine machine = Machine.look(provenance);
  private final List<Contestant> contestants = new ArrayList<>();
  private final List<BenchResult.Load> loads = new ArrayList<>();
  private final List<Sample> samples = new ArrayList<>();
  private final List<Outage> outages = new ArrayList<>();
  private final Set<String> gone = new HashSet<>();
  private int done;

  /** A benchmark that is not run yet. */
  public Bench(BenchPlan plan, BenchListener listener) {
    this.plan = plan;
    this.listener = listener;
  }

  /**
   * Runs everything.
   *
   * @throws InterruptedException if the user stopped it
   */
  public BenchResult run() throws IOException, InterruptedException {
    Files.createDirectories(plan.work());
    contestants.addAll(plan.own());
    prepare();
    plan.workloads().forEach(this::excuse);
    for (Workload workload : plan.workloads()) {
      run(workload);
    }
    return result(true);
  }

  private void prepare() throws IOException, InterruptedException {
    int number = 0;
    for (Peers.Peer peer : plan.peers()) {
      contestants.add(peer.contestant());
      String label = peer.contestant().label();
      listener.preparing(label, ++number, plan.peers().size());
      String problem = peer.prepare(plan.limits(), plan.fetch());
      if (problem != null) {
        gone.add(peer.contestant().name());
        outages.add(new Outage(peer.contestant().name(), null, problem));
      }
      listener.prepared(label, problem);
    }
  }

  private void excuse(Workload workload) {
    for (Contestant contestant : contestants) {
      String excuse = contestant.excuse(workload);
      if (excuse != null && contestant.kind() != Contestant.Kind.CEILING) {
        outages.add(new Outage(contestant.name(), workload.id(), excuse));
      }
    }
  }

  private void run(Workload workload) throws IOException, InterruptedException {
    Experiment experiment = workload.network().experiment();
    TrainingData data = TrainingData.of(plan.dataset(), experiment);
    boolean epoch = workload.kind() == Workload.Kind.EPOCH;
    DataFolder folder =
        DataFolder.write(
            plan.work()
                .resolve("data")
                .resolve(workload.network().title() + (epoch ? "-epoch" : "-steps")),
            experiment,
            data,
            epoch ? Integer.MAX_VALUE : STEP_SAMPLES,
            epoch ? Integer.MAX_VALUE : 0);
    Job job = new Job(workload, folder, plan.threads(), plan.work(), plan.device());
    Set<String> out = new HashSet<>();
    for (int round = 1; round <= plan.rounds(); round++) {
      loads.add(new BenchResult.Load(workload.id(), round, Machine.load()));
      for (Contestant contestant : contestants) {
        if (plays(contestant, workload) && !out.contains(contestant.name())) {
          run(contestant, job, round, out);
        }
      }
      listener.roundFinished(result(false));
    }
  }

  private boolean plays(Contestant contestant, Workload workload) {
    return !gone.contains(contestant.name()) && contestant.excuse(workload) == null;
  }

  private void run(Contestant contestant, Job job, int round, Set<String> out)
      throws InterruptedException {
    Workload workload = job.workload();
    listener.started(workload, round, contestant.label(), done, all());
    try {
      samples.add(new ContestantProcess(contestant, job, round).run(plan.limits()));
    } catch (ContestantProcess.FailedException e) {
      if (ProcessTree.ending()) {
        throw new InterruptedException("the benchmark was stopped");
      }
      out.add(contestant.name());
      outages.add(new Outage(contestant.name(), workload.id(), e.getMessage()));
      if (e.hung()) {
        gone.add(contestant.name());
        later(workload)
            .forEach(
                one ->
                    outages.add(
                        new Outage(
                            contestant.name(),
                            one.id(),
                            "was not tried, because it hung in " + workload.id())));
      }
      listener.failed(workload, round, contestant.label(), e.getMessage());
    }
    done++;
  }

  private List<Workload> later(Workload workload) {
    int at = plan.workloads().indexOf(workload);
    return plan.workloads().subList(at + 1, plan.workloads().size());
  }

  private int all() {
    int all = 0;
    for (Workload workload : plan.workloads()) {
      for (Contestant contestant : contestants) {
        all += plays(contestant, workload) ? plan.rounds() : 0;
      }
    }
    return Math.max(all, done + 1);
  }

  private BenchResult result(boolean complete) {
    return new BenchResult(
        plan.commandLine(),
        provenance,
        machine,
        plan.dataset().name(),
        plan.threads(),
        plan.rounds(),
        complete,
        plan.workloads(),
        contestants,
        loads,
        samples,
        outages);
  }
}

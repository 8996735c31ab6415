// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rounds of processes that speak the protocol, well or badly. */
class BenchTest {
  private static final String SAME = FakePeers.good("4.0", "2.3,2.2");

  @TempDir Path home;
  private FakePeers fake;
  private Contestant twingraph;
  private final FakePeers.Log log = new FakePeers.Log();

  @BeforeEach
  void makeTwingraph() throws Exception {
    fake = new FakePeers(home);
    twingraph = fake.twingraph(FakePeers.good("2.0", "2.3,2.2"));
  }

  private BenchResult run(int rounds) throws Exception {
    return new Bench(fake.plan(twingraph, rounds, FakePeers.STEPS), log).run();
  }

  private String problem(BenchResult result, String contestant) {
    return new Figures(result).problem(contestant, FakePeers.STEPS);
  }

  @Test
  void contestantsTakeTurnsRoundByRound() throws Exception {
    fake.add("a", FakePeers.READY, SAME).add("b", FakePeers.READY, SAME);
    BenchResult result = run(2);
    assertThat(log.lines)
        .containsExactly(
            "The a is ready",
            "The b is ready",
            "train-32 1 The twingraph-torch 0/6",
            "train-32 1 The a 1/6",
            "train-32 1 The b 2/6",
            "train-32 2 The twingraph-torch 3/6",
            "train-32 2 The a 4/6",
            "train-32 2 The b 5/6");
    assertThat(log.rounds).isEqualTo(2);
    assertThat(result.complete()).isTrue();
    assertThat(result.loads()).hasSize(2);
    assertThat(result.outages()).isEmpty();
  }

  @Test
  void sampleHasEverythingThatAProcessTold() throws Exception {
    fake.add("a", FakePeers.READY, SAME);
    Sample sample = run(1).samples("a", "train-32").get(0);
    assertThat(sample.millis()).containsExactly(4.0, 4.0, 4.0);
    assertThat(sample.losses()).containsExactly(2.3, 2.2);
    assertThat(sample.versions()).containsEntry("fake", "1.0");
    assertThat(sample.threads()).isEqualTo(2);
    assertThat(sample.firstStepSeconds()).isPositive();
    if (Files.isReadable(Path.of("/proc/self/status"))) {
      assertThat(sample.peakResidentBytes()).isGreaterThan(100_000);
    }
    assertThat(sample.note()).isNull();
  }

  @Test
  void memoryOfWhatAProcessStartedCounts() throws Exception {
    String ready = "'" + home.resolve("ready") + "'";
    String child =
        "(x=$(head -c 30000000 /dev/zero | tr '\\0' a); : >"
            + ready
            + "; while :; do sleep 0.1; done) &\nuntil [ -e "
            + ready
            + " ]; do sleep 0.1; done\n"
            + SAME
            + "kill %1\n";
    fake.add("a", FakePeers.READY, SAME).add("b", FakePeers.READY, child);
    BenchResult result = run(1);
    Long alone = result.samples("a", "train-32").get(0).peakResidentBytes();
    if (alone != null) {
      assertThat(result.samples("b", "train-32").get(0).peakResidentBytes())
          .isGreaterThan(alone + 20_000_000);
    }
  }

  @Test
  void peerWhosePrepareFailsIsListedWithItsLastWords() throws Exception {
    fake.add("a", "echo working >&2; echo 'there is no snake' >&2; exit 1", SAME);
    BenchResult result = run(1);
    String reason = "there is no snake; its output: " + home.resolve("target/bench/prepare-a.log");
    assertThat(result.outages()).containsExactly(new Outage("a", null, reason));
    assertThat(log.lines).contains("The a: " + reason).hasSize(2);
    assertThat(result.contestants()).hasSize(2);
  }

  /** One that would have to says so with status 3. */
  @Test
  void nothingIsFetchedUnlessSomebodyAsks() throws Exception {
    String fetching =
        "[[ -z $TWINGRAPH_BENCH_OFFLINE ]] || { echo 'not installed' >&2; exit 3; }; echo fetched >"
            + home.resolve("fetched");
    fake.add("a", fetching, SAME).fetches("a", "a snake of about 3 GB");
    fake.add("b", "[[ $TWINGRAPH_BENCH_OFFLINE ]] && { echo 'no venv' >&2; exit 1; }", SAME);
    assertThat(run(1).outages())
        .containsExactly(
            new Outage("a", null, "is not here; --peers a fetches a snake of about 3 GB"),
            new Outage(
                "b", null, "no venv; its output: " + home.resolve("target/bench/prepare-b.log")));
    assertThat(home.resolve("fetched")).doesNotExist();
  }

  @Test
  void whatSomebodyAsksForIsFetched() throws Exception {
    fake.add("a", "[[ -z $TWINGRAPH_BENCH_OFFLINE ]] && echo > " + home.resolve("fetched"), SAME);
    fake.askedFor();
    assertThat(run(1).outages()).isEmpty();
    assertThat(home.resolve("fetched")).exists();
  }

  /** A guard of the memory takes the largest process, which is no reason to end the others. */
  @Test
  void peerThatSomebodyStopsIsListedAndTheOthersGoOn() throws Exception {
    fake.add("a", FakePeers.READY, FakePeers.then("echo 'much memory' >&2; kill -TERM $$"));
    fake.add("b", FakePeers.READY, SAME);
    BenchResult result = run(1);
    assertThat(problem(result, "a"))
        .isEqualTo(
            "much memory (was stopped from outside (SIGTERM), as a guard of the memory or an"
                + " administrator does)");
    assertThat(result.samples("b", "train-32")).hasSize(1);
  }

  @Test
  void prepareThatHangsIsStopped() throws Exception {
    fake.add("a", "sleep 60", SAME);
    assertThat(run(1).outages().get(0).reason())
        .startsWith("its prepare took more than 2 s and was stopped; its output: ")
        .endsWith("prepare-a.log");
  }

  @Test
  void prepareThatCannotBeStartedIsListed() throws Exception {
    fake.add("a", FakePeers.READY, SAME);
    Files.delete(home.resolve("bench/peers/a/prepare"));
    assertThat(run(1).outages().get(0).reason()).startsWith("its prepare cannot be started: ");
  }

  @Test
  void peerThatHangsIsStoppedAndNotTriedAgain() throws Exception {
    Path child = home.resolve("child");
    fake.add("a", FakePeers.READY, FakePeers.then("sleep 60 & echo $! >" + child + "; wait"));
    Workload later = Workload.ALL.get(2).withSteps(1, 1);
    BenchResult result = new Bench(fake.plan(twingraph, 2, FakePeers.STEPS, later), log).run();
    assertThat(problem(result, "a")).startsWith("gave no result in 2 s and was stopped");
    assertThat(new Figures(result).problem("a", later))
        .isEqualTo("was not tried, because it hung in train-32");
    Optional<ProcessHandle> left =
        ProcessHandle.of(Long.parseLong(Files.readString(child).strip()));
    assertThat(left.filter(ProcessHandle::isAlive).filter(BenchTest::runs)).isEmpty();
  }

  /** A process that was killed stays in the list until its parent, or whoever adopts it, asks. */
  private static boolean runs(ProcessHandle process) {
    try {
      return !Files.readString(Path.of("/proc/" + process.pid() + "/stat")).contains(") Z ");
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void peerThatDiesHalfwayIsListedWithItsLastWords() throws Exception {
    fake.add("a", FakePeers.READY, FakePeers.then("echo 'out of paper' >&2; exit 7"));
    BenchResult result = run(2);
    assertThat(problem(result, "a"))
        .isEqualTo("out of paper (exited with status 7 before its result)");
    assertThat(log.lines).filteredOn(line -> line.contains("The a ")).hasSize(2);
  }

  @Test
  void garbageIsNoResult() throws Exception {
    fake.add("a", FakePeers.READY, "echo '{\"event\":\"result\"'; echo '[]'; echo '{}'")
        .add("b", FakePeers.READY, "echo '{\"event\":\"result\",\"millis\":[1,\"x\",2]}'; cat")
        .add("c", FakePeers.READY, "echo '{\"event\":\"result\",\"millis\":[1]}'; cat")
        .add("d", FakePeers.READY, "echo '{\"event\":\"result\",\"millis\":[1,-2,3]}'; cat")
        .add("e", FakePeers.READY, "echo '{\"event\":\"result\",\"millis\":[1,null,3]}'; cat");
    BenchResult result = run(1);
    assertThat(problem(result, "a")).contains("exited with status 0 before its result");
    assertThat(problem(result, "b")).startsWith("sent a result that cannot be read: ");
    assertThat(problem(result, "c"))
        .isEqualTo("sent a result that cannot be read: expected 3 numbers in 'millis', got 1");
    assertThat(problem(result, "e")).contains("'millis' has a null");
    assertThat(problem(result, "d")).contains("'millis' has a value that is no duration");
  }

  @Test
  void whatAPeerDoesNotSupportIsListedInItsWords() throws Exception {
    fake.add(
        "a", FakePeers.READY, "echo '{\"event\":\"unsupported\",\"reason\":\"needs a compiler\"}'");
    assertThat(problem(run(1), "a")).isEqualTo("needs a compiler");
  }

  @Test
  void workloadThatAPeerDoesNotDeclareIsNotRun() throws Exception {
    fake.add("a", FakePeers.READY, SAME);
    Workload forward = Workload.ALL.get(5).withSteps(1, 1);
    BenchResult result = new Bench(fake.plan(twingraph, 1, forward), log).run();
    assertThat(result.samples()).isEmpty();
    assertThat(result.outage("a", "forward-1")).contains("has no workload 'forward'");
  }

  @Test
  void otherLossesMakeAnotherComputation() throws Exception {
    fake.add("a", FakePeers.READY, FakePeers.good("1.0", "2.3,2.31"));
    BenchResult result = run(1);
    Figures.Row row = new Figures(result).rows(FakePeers.STEPS).get(1);
    assertThat(row.problem())
        .isEqualTo("computes something else: loss of step 2 is 2.3100, expected 2.2000");
    assertThat(row.ratio()).isNull();
    assertThat(row.millis().median()).isEqualTo(1);
  }

  @Test
  void lossThatIsNoNumberIsAnotherComputation() throws Exception {
    fake.add("a", FakePeers.READY, FakePeers.good("1.0", "2.3,NaN"));
    assertThat(problem(run(1), "a"))
        .isEqualTo("computes something else: loss of step 2 is NaN, expected 2.2000");
  }

  @Test
  void peerThatDoesNotLeaveProperlyKeepsItsFigures() throws Exception {
    fake.add("a", FakePeers.READY, SAME + "exit 3");
    Sample sample = run(1).samples("a", "train-32").get(0);
    assertThat(sample.millis()).hasSize(3);
    assertThat(sample.note()).isEqualTo("exited with status 3 after its result");
  }

  @Test
  void whatAPeerSaysOfItselfIsKeptAndTheTimeByItsGpu() throws Exception {
    String says = ",\"gpuMillis\":0.25,\"note\":\"half of it on the CPU\"";
    fake.add("a", FakePeers.READY, FakePeers.good("1.0", "2.3,2.2", says) + "exit 3");
    Sample sample = run(1).samples("a", "train-32").get(0);
    assertThat(sample.gpuMillis()).isEqualTo(0.25);
    assertThat(sample.note())
        .isEqualTo("half of it on the CPU; exited with status 3 after its result");
  }

  @Test
  void logKeepsWhatAPeerWritesToItsErrors() throws Exception {
    fake.add("a", FakePeers.READY, "echo warning >&2\n" + SAME);
    run(1);
    assertThat(home.resolve("target/bench/a-train-32.log")).hasContent("warning");
  }
}

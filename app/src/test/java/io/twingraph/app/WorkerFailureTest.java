// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Engines that crash, hang or end: the others' results stay. */
class WorkerFailureTest {
  @TempDir Path temporary;
  private CommandProcess twingraph;
  private Path out;

  @BeforeEach
  void workInAnEmptyFolder() throws Exception {
    twingraph = new CommandProcess(Files.createDirectory(temporary.resolve("work")));
    twingraph.smallExperiment();
    twingraph.tinyData();
    out = twingraph.folder().resolve("o");
  }

  private static String[] arguments(String engines, String... more) {
    List<String> all = new ArrayList<>(List.of("compare", "--engines", engines));
    all.addAll(List.of("--experiment", "small.yaml", "--data", "tiny", "--out", "o"));
    all.addAll(List.of("--train-limit", "80", "--test-limit", "50"));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private JsonNode record() throws Exception {
    return new ObjectMapper().readTree(Files.readString(out.resolve("record.json")));
  }

  private void assertOnlyTheSecondIsComplete() throws Exception {
    JsonNode record = record();
    assertThat(record.at("/comparison/verdict").asText()).isEqualTo("incomplete");
    assertThat(record.at("/engines/0/steps").size()).isEqualTo(2);
    assertThat(record.at("/engines/0/testLoss").isNull()).isTrue();
    assertThat(record.at("/engines/1/name").asText()).isEqualTo("fake");
    assertThat(record.at("/engines/1/testLoss").isNumber()).isTrue();
  }

  @Test
  void crashCostsOneEngineAndIsReportedWithItsEvidence() throws Exception {
    CommandProcess.Result result = twingraph.run(arguments("crash,fake"));
    assertThat(result.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(result.err())
        .contains("twingraph: crash: after step 2: crashed with SIGSEGV in ")
        .contains("its output: ")
        .doesNotContain("\tat ");
    Matcher report =
        Pattern.compile("JVM report: (.*/hs_err_crash_\\d+\\.log)").matcher(result.err());
    assertThat(report.find()).as(result.err()).isTrue();
    assertThat(Path.of(report.group(1))).isNotEmptyFile().hasParent(out);
    assertThat(result.out()).contains("crash ended early");
    assertOnlyTheSecondIsComplete();
  }

  @Test
  void processThatEndsIsReportedWithItsStatusAndOutput() throws Exception {
    CommandProcess.Result result = twingraph.run(arguments("quit,fake"));
    assertThat(result.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(result.err())
        .contains(
            "exited with status 5 before its work was done\n  its last lines:\n",
            "\n    terminate called after throwing an instance of 'test'\n  its output: ");
    assertThat(out.resolve("worker-quit.log")).content().contains("terminate called");
    assertOnlyTheSecondIsComplete();
  }

  @Test
  void workerThatIsSilentIsStopped() throws Exception {
    CommandProcess.Result result = twingraph.run(arguments("hang,fake", "--worker-timeout", "3"));
    assertThat(result.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(result.err()).contains("gave no sign of life for 3 s and was stopped");
    assertOnlyTheSecondIsComplete();
  }

  /** A pipe holds 64 KiB; what is more waits until somebody reads. */
  @Test
  void workerThatDoesNotReadItsJobIsStopped() throws Exception {
    StringBuilder layers = new StringBuilder();
    for (int i = 0; i < 1500; i++) {
      layers.append("    - {type: dense, units: 10}\n");
    }
    Path experiment = twingraph.smallExperiment();
    Files.writeString(
        experiment,
        Files.readString(experiment).replaceFirst("    - \\{type: dense.*\\n", layers.toString()));
    CommandProcess.Result result =
        twingraph.run(
            "train --engine deaf --experiment small.yaml --data tiny --out o --worker-timeout 3"
                .split(" "));
    assertThat(result.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(result.err()).contains("deaf: gave no sign of life for 3 s and was stopped");
  }

  @Test
  void engineThatThrowsWhatItShouldNotKeepsItsStackTraceInTheLog() throws Exception {
    CommandProcess.Result result = twingraph.run(arguments("broken,fake"));
    assertThat(result.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(result.err())
        .contains("IllegalStateException: the test engine is broken")
        .doesNotContain("\tat ");
    assertThat(out.resolve("worker-broken.log")).content().contains("\tat io.twingraph");
    assertOnlyTheSecondIsComplete();
  }

  @Test
  void engineThatCannotBeHadSaysWhatIsMissing() throws Exception {
    CommandProcess.Result result = twingraph.run(arguments("fake,absent"));
    assertThat(result.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(result.err()).contains("missing: libabsent.so.1", "to do:   install absent");
    assertThat(record().at("/engines/0/testLoss").isNumber()).isTrue();
  }
}

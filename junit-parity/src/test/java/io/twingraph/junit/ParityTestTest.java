// SPDX-License-Identifier: Apache-2.0
package io.twingraph.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import io.twingraph.data.Dataset;
import io.twingraph.data.Datasets;
import io.twingraph.error.SpecException;
import io.twingraph.parity.ParityReport;
import io.twingraph.parity.ParityVerdict;
import io.twingraph.run.TrainingData;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.ExperimentFile;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import io.twingraph.spec.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EventConditions;

/** What passes and what fails, and what a failure says and leaves. */
class ParityTestTest {
  @TempDir private Path artifacts;

  /** Passes. */
  static class Agreeing {
    static final List<Experiment> SEEN = new ArrayList<>();
    final Experiment agree = Kit.small("agree");

    @ParityTest(
        engines = {"fake", "fake"},
        seeds = {3, 8},
        batchSize = 2)
    void agree(ParityReport report, Experiment experiment) {
      SEEN.add(experiment);
      assertThat(report.verdict()).isEqualTo(ParityVerdict.IDENTICAL);
      assertThat(report.experiment()).isEqualTo(experiment);
      assertThat(report.losses()).hasSize(3);
      assertThat(report.losses().get(0).samples()).isEqualTo(2);
      assertThat(report.losses().get(2).samples()).as("the last batch is a half").isEqualTo(1);
    }
  }

  @Test
  void enginesThatAgreePassForEachSeedAndLeaveNothing() {
    Agreeing.SEEN.clear();
    EngineExecutionResults results = Kit.run(Agreeing.class, artifacts);
    results.testEvents().assertStatistics(s -> s.started(2).succeeded(2));
    results
        .testEvents()
        .started()
        .assertThatEvents()
        .haveExactly(
            1, EventConditions.event(EventConditions.displayName("fake and fake, seed 3, 3 steps")))
        .haveExactly(
            1,
            EventConditions.event(EventConditions.displayName("fake and fake, seed 8, 3 steps")));
    assertThat(Agreeing.SEEN)
        .extracting(Experiment::seeds)
        .containsExactly(Seeds.of(3), Seeds.of(8));
    assertThat(artifacts).isEmptyDirectory();
  }

  /** Fails, and says so. */
  static class Differing {
    static boolean bodyRan;
    final Experiment differ = Kit.small("differ");

    @ParityTest(
        engines = {"fake", "sloped"},
        seeds = 5,
        steps = 2)
    void differ() {
      bodyRan = true;
    }
  }

  @Test
  void enginesThatDifferFailWithTheDivergenceTheArtifactsAndHowToReproduce() throws IOException {
    Differing.bodyRan = false;
    Throwable cause = Kit.cause(Kit.run(Differing.class, artifacts));
    Path folder = artifacts.resolve(Differing.class.getName()).resolve("differ-seed5");
    assertThat(cause)
        .isInstanceOf(ParityFailure.class)
        .hasMessageStartingWith("fake and sloped on experiment 'differ', 1 step: different meaning")
        .hasMessageContaining(
            "first divergence at step 1: activation, layer conv2d, tensor conv2d at [")
        .hasMessageContaining("\n  artifacts: " + folder)
        .hasMessageContaining(
            "\n  again:     io.twingraph.junit.ParityTestTest$Differing#differ with fake and"
                + " sloped, seed 5, 2 steps, mode resync, data: random images of seed 5");
    assertThat(((ParityFailure) cause).report().orElseThrow().divergence().layer())
        .isEqualTo("conv2d");
    assertThat(((ParityFailure) cause).artifacts()).isEqualTo(folder);
    assertThat(Differing.bodyRan).as("the body ran").isFalse();
    JsonNode report = ExperimentFile.json().readTree(folder.resolve("parity.json").toFile());
    assertThat(report.path("verdict").asText()).isEqualTo("different meaning");
    assertThat(report.path("rows").size()).isGreaterThan(10);
    assertThat(ExperimentFile.load(folder.resolve("experiment.yaml")))
        .isEqualTo(Kit.small("differ").withSeeds(Seeds.of(5)));
    assertThat(Files.readString(folder.resolve("README.md")))
        .contains("# io.twingraph.junit.ParityTestTest$Differing#differ failed")
        .contains("    fake and sloped on experiment 'differ', 1 step: different meaning")
        .contains("mvn test '-Dtest=io.twingraph.junit.ParityTestTest$Differing#differ'")
        .contains("has no data for this model", "takes 1 channel and tells 3 classes apart")
        .doesNotContain("twingraph parity");
  }

  /** Fails on a model that the command has data for, and on one that it has none for. */
  static class Commanded {
    final Experiment digits = model(1, 10);
    final Experiment colours = model(3, 10);

    private static Experiment model(int channels, int classes) {
      return Experiment.of(
          "commanded",
          Model.of(
              Input.of(9, 7, channels),
              Layer.conv2d(2, 3).withActivation(ActivationFunction.leakyRelu(TestProviders.SLOPE)),
              Layer.flatten(),
              Layer.dense(classes)));
    }

    @ParityTest(
        engines = {"fake", "sloped"},
        steps = 2)
    void digits() {}

    @ParityTest(
        engines = {"fake", "sloped"},
        steps = 2)
    void colours() {}
  }

  @Test
  void theCommandThatGoesOnIsNamedWhereItHasDataForTheModel() throws IOException {
    Kit.run(Commanded.class, artifacts).testEvents().assertStatistics(s -> s.failed(2));
    Path folder = artifacts.resolve(Commanded.class.getName());
    assertThat(Files.readString(folder.resolve("digits-seed1/README.md")))
        .contains(
            "\n    twingraph parity --experiment experiment.yaml --engines fake,sloped --steps 2"
                + " --mode resync --data digits\n");
    Dataset digits = Datasets.load("digits").limit(64, 8);
    Experiment named = ExperimentFile.load(folder.resolve("digits-seed1/experiment.yaml"));
    assertThat(TrainingData.of(digits, named).train().width()).isEqualTo(7);
    assertThat(Files.readString(folder.resolve("colours-seed1/README.md")))
        .contains("and the model takes 3 channels and tells 10 classes apart. Run the test again.")
        .doesNotContain("twingraph parity");
    Experiment unnamed = ExperimentFile.load(folder.resolve("colours-seed1/experiment.yaml"));
    assertThatThrownBy(() -> TrainingData.of(digits, unnamed)).isInstanceOf(SpecException.class);
  }

  /** Fails in its body. */
  static class Demanding {
    final Experiment demand = Kit.small("demand");

    @ParityTest(engines = {"fake", "nudged"})
    void demand(ParityReport report) {
      fail("wanted %s, got %s", ParityVerdict.IDENTICAL, report.verdict());
    }
  }

  @Test
  void bodyThatFailsLeavesTheArtifactsToo() throws IOException {
    EngineExecutionResults results = Kit.run(Demanding.class, artifacts);
    assertThat(Kit.cause(results)).hasMessage("wanted identical, got rounding only");
    Path folder = artifacts.resolve(Demanding.class.getName()).resolve("demand-seed1");
    assertThat(folder).isDirectoryContaining("glob:**/parity.json");
    assertThat(Files.readString(folder.resolve("README.md"))).contains("wanted identical");
    assertThat(results.allEvents().reportingEntryPublished().stream())
        .anySatisfy(event -> assertThat(event.getPayload().toString()).contains(folder.toString()));
  }

  @Test
  void artifactsOfAnEarlierRunGoWhenTheTestPasses() throws IOException {
    Path folder = artifacts.resolve(Agreeing.class.getName()).resolve("agree-seed3");
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("parity.json"), "{}");
    Kit.run(Agreeing.class, artifacts).testEvents().assertStatistics(s -> s.succeeded(2));
    assertThat(folder).doesNotExist();
  }

  /** Cannot be compared. */
  static class Breaking {
    final Experiment breaks = Kit.small("breaks");

    @ParityTest(engines = {"fake", "broken"})
    void breaks() {}
  }

  @Test
  void engineThatFailsIsNamedAndLeavesTheExperiment() throws IOException {
    Throwable cause = Kit.cause(Kit.run(Breaking.class, artifacts));
    assertThat(cause)
        .isInstanceOf(ParityFailure.class)
        .hasMessageContaining(
            "the engines could not be compared: broken failed during opening: out of order")
        .hasMessageContaining("Breaking#breaks with fake and broken, seed 1, 3 steps");
    assertThat(((ParityFailure) cause).report()).isEmpty();
    Path folder = artifacts.resolve(Breaking.class.getName()).resolve("breaks-seed1");
    assertThat(folder.resolve("experiment.yaml")).exists();
    assertThat(folder.resolve("parity.json")).doesNotExist();
    assertThat(Files.readString(folder.resolve("README.md"))).doesNotContain("parity.json");
  }

  /** On a named data set, and in free mode. */
  static class Named {
    @ParityTest(
        engines = {"fake", "fake"},
        data = "digits",
        mode = io.twingraph.parity.ParityMode.FREE,
        threads = 1,
        steps = 2)
    void onDigits(ParityReport report) {
      assertThat(report.data()).isEqualTo("digits, resized from 28x28x1");
      assertThat(report.leftEnvelopeAt()).isNull();
      assertThat(report.engines().get(0).threads()).isEqualTo(1);
    }

    Experiment onDigits() {
      Experiment small = Kit.small("digits");
      return Experiment.of(
              "digits",
              io.twingraph.spec.Model.of(
                  small.model().input(),
                  io.twingraph.spec.Layer.flatten(),
                  io.twingraph.spec.Layer.dense(10)))
          .withValidationSplit(0.5);
    }
  }

  @Test
  void namedDataSetIsResizedAndTrainedOn() {
    Kit.run(Named.class, artifacts).testEvents().assertStatistics(s -> s.succeeded(1).failed(0));
  }
}

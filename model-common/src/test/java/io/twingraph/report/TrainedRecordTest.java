// SPDX-License-Identifier: Apache-2.0
package io.twingraph.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.compare.Verdict;
import io.twingraph.contract.FakeEngineProvider;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineOptions;
import io.twingraph.run.EngineRun;
import io.twingraph.run.Provenance;
import io.twingraph.run.RunFixtures;
import io.twingraph.run.Trainer;
import io.twingraph.run.TrainingData;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way: from an experiment to its files. */
class TrainedRecordTest {
  private final Experiment experiment = RunFixtures.experiment().withEpochs(4);

  private static RunRecord record(Experiment first, Experiment second) {
    TrainingData data = TrainingData.of(RunFixtures.dataset(60, 30), first);
    return RunRecord.of(
        data,
        List.of(train(first, data), train(second, data)),
        Provenance.capture(first.seeds(), Map.of(), Instant.EPOCH));
  }

  private static EngineRun train(Experiment experiment, TrainingData data) {
    try (Engine engine = new FakeEngineProvider().open(EngineOptions.DEFAULT)) {
      return new Trainer(experiment, data).run(engine);
    }
  }

  @Test
  void anEngineAgreesWithItselfAndTheRecordSurvivesItsFile(@TempDir Path folder)
      throws IOException {
    RunRecord record = record(experiment, experiment);
    assertThat(record.comparison().verdict()).isEqualTo(Verdict.AGREE);
    assertThat(record.comparison().maxLossDifference()).isZero();
    assertThat(record.comparison().predictionAgreement()).isEqualTo(1);
    RunRecordFile.write(record, folder.resolve("record.json"));
    assertThat(RunRecordFile.read(folder.resolve("record.json"))).isEqualTo(record);
    CurvesChart.write(record, folder.resolve("curves.png"));
    assertThat(folder.resolve("curves.png")).isNotEmptyFile();
  }

  @Test
  void anotherSeedIsAnotherExperiment() {
    RunRecord record = record(experiment, experiment.withSeeds(Seeds.of(2)));
    assertThat(record.comparison().verdict()).isEqualTo(Verdict.DIFFERENT_EXPERIMENTS);
    assertThat(record.comparison().differences())
        .containsExactly(
            "seeds.initialization: 1 (fake), 2 (fake)", "seeds.shuffle: 1 (fake), 2 (fake)");
  }
}

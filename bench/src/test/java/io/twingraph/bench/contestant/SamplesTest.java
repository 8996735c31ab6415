// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench.contestant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.data.Batch;
import io.twingraph.data.BatchSource;
import io.twingraph.data.BatchesAhead;
import io.twingraph.data.Datasets;
import io.twingraph.data.ImageSet;
import io.twingraph.engine.InitialParameters;
import io.twingraph.run.TrainingData;
import io.twingraph.spec.Experiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The data folder as it is written and read back. */
class SamplesTest {
  @TempDir Path folder;

  private DataFolder write(Experiment experiment, int train, int validation) throws IOException {
    TrainingData data = TrainingData.of(Datasets.load("digits").limit(300, 10), experiment);
    return DataFolder.write(folder, experiment, data, train, validation);
  }

  @ParameterizedTest
  @EnumSource(BenchNetwork.class)
  void batchesAndParametersComeBackBitForBit(BenchNetwork network) throws Exception {
    Experiment experiment = network.experiment();
    DataFolder written = write(experiment, 100, 50);
    assertThat(written).isEqualTo(new DataFolder(folder, 100, 50));
    assertThat(folder.resolve(DataFolder.IMAGES))
        .hasSize(150L * 4 * experiment.model().input().type().size());
    Samples samples = new Samples(folder, experiment);
    TrainingData data = TrainingData.of(Datasets.load("digits").limit(300, 10), experiment);
    assertThat(sha256(samples.images(0, 100), experiment))
        .isEqualTo(sha256(data.train().limit(100), experiment));
    assertThat(sha256(samples.images(100, 150), experiment))
        .isEqualTo(sha256(data.validation().limit(50), experiment));
    assertThat(samples.parameters()).isEqualTo(InitialParameters.draw(experiment));
  }

  private static String sha256(ImageSet images, Experiment experiment) {
    return BatchSource.of(images, experiment.model().input(), images.count())
        .iterator()
        .next()
        .sha256();
  }

  @Test
  void wholeBatchesComeAgainAndAgain() throws Exception {
    Experiment experiment = BenchNetwork.ARTICLE.experiment();
    write(experiment, 100, 0);
    Iterator<Batch> batches = new Samples(folder, experiment).endless(100, 40, null);
    String first = batches.next().sha256();
    String second = batches.next().sha256();
    assertThat(second).isNotEqualTo(first);
    assertThat(batches.next().sha256()).isEqualTo(first);
    assertThat(batches.next().sha256()).isEqualTo(second);
    assertThatThrownBy(() -> new Samples(folder, experiment).endless(100, 101, null))
        .hasMessage("no batch of 101 in 100 samples");
  }

  @Test
  void batchesGatheredAheadAreTheSameForManyPasses() throws Exception {
    Experiment experiment = BenchNetwork.ARTICLE.experiment();
    write(experiment, 100, 0);
    Samples samples = new Samples(folder, experiment);
    try (BatchesAhead ahead = new BatchesAhead()) {
      Iterator<Batch> plain = samples.endless(100, 40, null);
      Iterator<Batch> gathered = samples.endless(100, 40, ahead);
      for (int i = 0; i < 50; i++) {
        assertThat(gathered.next().sha256()).isEqualTo(plain.next().sha256());
      }
    }
  }

  @Test
  void valueThatIsNoScaledByteIsRefused() throws Exception {
    Experiment experiment = BenchNetwork.MATCHED.experiment();
    write(experiment, 1, 0);
    byte[] bytes = Files.readAllBytes(folder.resolve(DataFolder.IMAGES));
    bytes[4 * 7 + 3] = 0x41;
    Files.write(folder.resolve(DataFolder.IMAGES), bytes);
    assertThatThrownBy(() -> new Samples(folder, experiment).images(0, 1))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("value 7 is no scaled byte of this network's input");
  }

  @Test
  void argumentsComeInPairs() {
    Arguments arguments = new Arguments("--batch", "32", "--rate", "0.01");
    assertThat(arguments.number("batch")).isEqualTo(32);
    assertThatThrownBy(() -> arguments.text("data"))
        .hasMessage("--data is missing; got [batch, rate]");
    assertThatThrownBy(() -> new Arguments("batch", "32"))
        .hasMessage("expected --name value, got 'batch' as argument 1");
    assertThatThrownBy(() -> BenchNetwork.named("other"))
        .hasMessage("no network 'other'; there are matched, article");
  }
}

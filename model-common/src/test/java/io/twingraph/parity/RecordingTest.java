// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.contract.FakeEngineProvider;
import io.twingraph.contract.RandomExperiments;
import io.twingraph.data.Batch;
import io.twingraph.data.DataException;
import io.twingraph.engine.EngineProvider;
import io.twingraph.error.SpecException;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Optimizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One engine's side of a comparison on disk. */
class RecordingTest {
  private static final int STEPS = 3;
  private static final Experiment EXPERIMENT =
      RandomExperiments.experiment(5).withOptimizer(Optimizer.adam());

  @TempDir Path temporary;
  private final EngineProvider fake = new FakeEngineProvider();
  private Path folder;

  @BeforeEach
  void nameAFolder() {
    folder = temporary.resolve("recording");
  }

  /** Batches by number; another one at step {@code other}. */
  private static Iterator<Batch> batches(int other) {
    return new Iterator<>() {
      private int step;

      @Override
      public boolean hasNext() {
        return step < STEPS;
      }

      @Override
      public Batch next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        step++;
        return RandomExperiments.batch(EXPERIMENT, 4, step == other ? 99 : step);
      }
    };
  }

  private Recording record() throws Exception {
    return Parity.of(EXPERIMENT, batches(0), "made up")
        .engines(fake, fake)
        .steps(STEPS)
        .record(folder);
  }

  private Parity against(Recording recording, EngineProvider live) {
    return Parity.against(recording, batches(0), "made up").engines(live, live);
  }

  @Test
  void recordedEngineComparesBitForBitAsTheLiveOneDoes() throws Exception {
    record();
    Recording recording = Recording.read(folder);
    assertThat(recording.engine().name()).isEqualTo("fake");
    assertThat(recording.steps()).isEqualTo(STEPS);
    ParityReport recorded = against(recording, new NearlyFake()).run();
    ParityReport live =
        Parity.of(EXPERIMENT, batches(0), "made up")
            .engines(fake, new NearlyFake())
            .steps(STEPS)
            .run();
    assertThat(recorded.verdict()).isEqualTo(ParityVerdict.ROUNDING_ONLY);
    assertThat(recorded.rows()).isEqualTo(live.rows());
    assertThat(recorded.losses()).isEqualTo(live.losses());
    assertThat(recorded.evidence()).isEqualTo(live.evidence());
    assertThat(recorded.engines().get(0)).isEqualTo(live.engines().get(0));
  }

  @Test
  void engineIsIdenticalToItsOwnRecording() throws Exception {
    ParityReport report = against(record(), fake).run();
    assertThat(report.verdict()).isEqualTo(ParityVerdict.IDENTICAL);
    assertThat(report.engines().get(1).name()).isEqualTo("fake (2)");
  }

  @Test
  void otherBatchIsAFindingOfTheBatchAtItsStep() throws Exception {
    Recording recording = record();
    ParityReport report =
        Parity.against(recording, batches(2), "made up").engines(fake, fake).run();
    assertThat(report.verdict()).isEqualTo(ParityVerdict.DIFFERENT_MEANING);
    assertThat(report.divergence().step()).isEqualTo(2);
    assertThat(report.divergence().stage()).isEqualTo(Stage.BATCH);
    assertThat(report.divergence().engine()).isNull();
    assertThat(report.divergence().a()).isNotEqualTo(report.divergence().b());
    assertThat(report.losses()).hasSize(1);
    assertThat(report.evidence()).singleElement().asString().contains("given different batches");
  }

  @Test
  void fewerStepsThanWereRecordedCanBeCompared() throws Exception {
    assertThat(against(record(), fake).steps(2).run().losses()).hasSize(2);
  }

  @Test
  void moreStepsThanWereRecordedAreRefused() throws Exception {
    Parity parity = against(record(), fake).steps(4);
    assertThatThrownBy(parity::run)
        .isInstanceOf(SpecException.class)
        .hasMessageContainingAll(
            "more steps than were recorded", "1 to 3", "got:      4", "record more of them");
  }

  @Test
  void freeModeIsRefused() throws Exception {
    Parity parity = against(record(), fake).mode(ParityMode.FREE);
    assertThatThrownBy(parity::run)
        .hasMessageContainingAll("in free mode", "expected: resync", "got:      free", "envelope");
  }

  @Test
  void missingTruncatedAndDamagedFilesAreRefused() throws Exception {
    Recording recording = record();
    Path second = folder.resolve("step-0002.npz");
    byte[] whole = Files.readAllBytes(second);
    Files.write(second, java.util.Arrays.copyOf(whole, whole.length / 2));
    refused(recording, "a file of the recording is damaged", "step-0002.npz");
    byte[] flipped = whole.clone();
    flipped[whole.length / 2] ^= 1;
    Files.write(second, flipped);
    refused(recording, "damaged", "its checksum is wrong");
    Files.delete(second);
    refused(recording, "a file of the recording is missing", "copy the whole folder again");
    Files.write(second, new byte[0]);
    refused(recording, "damaged", "step-0002.npz");
  }

  private void refused(Recording recording, String... text) {
    assertThatThrownBy(() -> against(recording, fake).run())
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(text);
  }

  @Test
  void folderWithoutAWholeListIsNoRecording() throws Exception {
    record();
    Path index = folder.resolve(Recording.INDEX);
    String text = Files.readString(index);
    noRecording(temporary.resolve("nowhere"), "no folder");
    Files.writeString(index, text.replace("recording 1", "recording 7"));
    noRecording(folder, "format 'twingraph recording 7'");
    Files.writeString(index, text.substring(0, 900));
    noRecording(folder, "text that ends too early");
    Files.writeString(index, text.replace("\"steps\" : 3", "\"steps\" : 4"));
    noRecording(folder, "an incomplete list");
    Files.writeString(index, "null");
    noRecording(folder, "null");
    Files.delete(index);
    noRecording(folder, "no such file in it");
  }

  private static void noRecording(Path folder, String got) {
    assertThatThrownBy(() -> Recording.read(folder))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("the folder is no recording", folder.toString(), got, "--save");
  }

  @Test
  void folderInUseIsRefusedAndLeftAlone() throws Exception {
    Files.createDirectory(folder);
    Path mine = Files.writeString(folder.resolve("notes.txt"), "mine");
    assertThatThrownBy(this::record)
        .isInstanceOf(SpecException.class)
        .hasMessageContainingAll("folder for the recording is in use", "'notes.txt' in it");
    assertThat(mine).hasContent("mine");
    Files.delete(mine);
    assertThat(record().steps()).isEqualTo(STEPS);
  }

  @Test
  void recordingThatFailsLeavesNothing() {
    Parity parity =
        Parity.of(EXPERIMENT, batches(0), "made up").engines(fake, fake).steps(STEPS + 1);
    assertThatThrownBy(() -> parity.record(folder)).isInstanceOf(NoSuchElementException.class);
    assertThat(folder).doesNotExist();
  }
}

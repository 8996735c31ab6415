// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.data.Batch;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.EngineProvider;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.TensorMap;
import io.twingraph.run.ClaimedFolder;
import io.twingraph.run.IoReason;
import io.twingraph.run.Provenance;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** Runs one engine alone and keeps every step on disk. */
final class Recorder {
  private static final ClaimedFolder.Purpose PURPOSE =
      new ClaimedFolder.Purpose(
          "the folder for the recording", "recording", "", List.of("step-*.npz*", "*.tmp"));

  private final Parity parity;
  private final Path folder;
  private final Instant startedAt = Instant.now();

  Recorder(Parity parity, Path folder) {
    this.parity = parity;
    this.folder = folder;
  }

  /** Records; takes away what it has written if it fails, or if this process is stopped. */
  Recording record() throws IOException {
    try (ClaimedFolder claimed = ClaimedFolder.claim(folder, PURPOSE)) {
      return record(claimed);
    }
  }

  private Recording record(ClaimedFolder claimed) throws IOException {
    EngineProvider provider = parity.first;
    TensorMap drawn = InitialParameters.draw(parity.experiment);
    List<String> hashes = new ArrayList<>();
    try (Engine engine = provider.open(new EngineOptions(parity.device, parity.threads));
        LiveSubject subject = LiveSubject.open(engine, provider.name(), parity.experiment, drawn)) {
      for (int step = 1; step <= parity.steps; step++) {
        Batch batch = parity.batches.next();
        Observation observation = subject.step(batch);
        Path file = folder.resolve(StepFile.name(step));
        boolean first = step == 1;
        write(claimed, () -> StepFile.write(file, observation, first));
        hashes.add(observation.batchHash());
        double loss = observation.trace().loss();
        parity.listener.stepFinished(
            step,
            parity.steps,
            new StepLosses(step, batch.size(), observation.batchHash(), loss, loss, null, null));
      }
      return finish(claimed, subject.info(), hashes);
    }
  }

  private Recording finish(ClaimedFolder claimed, EngineInfo engine, List<String> hashes)
      throws IOException {
    RecordingIndex index =
        new RecordingIndex(
            RecordingIndex.FORMAT,
            parity.experiment,
            parity.data,
            parity.dataSha256,
            engine,
            parity.steps,
            ParityMode.RESYNC,
            Provenance.capture(
                parity.experiment.seeds(), Map.of(engine.name(), engine.version()), startedAt),
            hashes);
    AtomicReference<Recording> recording = new AtomicReference<>();
    write(
        claimed,
        () -> {
          recording.set(Recording.finish(folder, index));
          claimed.keep();
        });
    return recording.get();
  }

  private void write(ClaimedFolder claimed, ClaimedFolder.Writing writing) throws IOException {
    try {
      claimed.write(writing);
    } catch (IOException e) {
      throw new IOException(
          "the recording cannot be written to "
              + folder
              + " ("
              + IoReason.of(e)
              + "); what was written of it is taken away; give a folder with more room",
          e);
    }
  }
}

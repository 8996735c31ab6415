// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.data.Batch;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.EngineProvider;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.TensorMap;
import io.twingraph.run.Provenance;
import io.twingraph.spec.SpecException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs one engine alone and keeps every step on disk. */
final class Recorder {
  private final Parity parity;
  private final Path folder;
  private final Instant startedAt = Instant.now();

  Recorder(Parity parity, Path folder) {
    this.parity = parity;
    this.folder = folder;
  }

  /** Records; takes away what it has written if it fails. */
  Recording record() throws IOException {
    boolean made = prepare();
    List<Path> written = new ArrayList<>();
    try {
      return record(written);
    } catch (IOException | RuntimeException e) {
      for (Path file : written) {
        Files.deleteIfExists(file);
      }
      if (made) {
        Files.deleteIfExists(folder);
      }
      if (e instanceof IOException) {
        throw new IOException(
            "the recording cannot be written to "
                + folder
                + " ("
                + e.getMessage()
                + "); what was written of it is taken away; give a folder with more room",
            e);
      }
      throw e;
    }
  }

  private boolean prepare() throws IOException {
    if (!Files.exists(folder)) {
      Path parent = folder.toAbsolutePath().getParent();
      Files.createDirectories(parent == null ? folder : parent);
      try {
        Files.createDirectory(folder); // not createDirectories: of two at once one fails
      } catch (FileAlreadyExistsException e) {
        throw inUse("made by another process just now");
      }
      return true;
    }
    if (!Files.isDirectory(folder)) {
      throw inUse("a file");
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        boolean unfinished = !Files.exists(folder.resolve(Recording.INDEX));
        throw inUse(
            "'"
                + entry.getFileName()
                + "' in it"
                + (unfinished ? ", and no " + Recording.INDEX + ": nothing finished" : ""));
      }
    }
    return false;
  }

  private SpecException inUse(String got) {
    return SpecException.of(
        "the folder for the recording is in use",
        folder.toString(),
        "an empty folder, or a name that is free",
        got,
        "give another folder, or move the old recording away");
  }

  private Recording record(List<Path> written) throws IOException {
    EngineProvider provider = parity.first;
    TensorMap drawn = InitialParameters.draw(parity.experiment);
    List<String> hashes = new ArrayList<>();
    try (Engine engine = provider.open(new EngineOptions(parity.device, parity.threads));
        LiveSubject subject = LiveSubject.open(engine, provider.name(), parity.experiment, drawn)) {
      for (int step = 1; step <= parity.steps; step++) {
        Batch batch = parity.batches.next();
        Observation observation = subject.step(batch);
        Path file = folder.resolve(StepFile.name(step));
        written.add(file);
        StepFile.write(file, observation, step == 1);
        hashes.add(observation.batchHash());
        double loss = observation.trace().loss();
        parity.listener.stepFinished(
            step,
            parity.steps,
            new StepLosses(step, batch.size(), observation.batchHash(), loss, loss, null, null));
      }
      return Recording.finish(
          folder,
          new RecordingIndex(
              RecordingIndex.FORMAT,
              parity.experiment,
              parity.data,
              parity.dataSha256,
              subject.info(),
              parity.steps,
              ParityMode.RESYNC,
              Provenance.capture(
                  parity.experiment.seeds(),
                  Map.of(subject.info().name(), subject.info().version()),
                  startedAt),
              hashes));
    }
  }
}

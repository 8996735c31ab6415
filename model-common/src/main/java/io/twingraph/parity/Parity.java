// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.data.Batch;
import io.twingraph.data.BatchSource;
import io.twingraph.data.ImageSet;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.EngineProvider;
import io.twingraph.engine.Engines;
import io.twingraph.error.SpecException;
import io.twingraph.run.TrainingData;
import io.twingraph.spec.Experiment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;

/**
 * Compares two engines in lock-step: the same batches, stage by stage, step by step, with a verdict
 * and its reason.
 *
 * <pre>{@code
 * ParityReport report = Parity.of(experiment, data).engines("torch", "tensorflow").steps(10).run();
 * }</pre>
 *
 * <p>Everything runs in this process and on this thread; the comparison itself uses the common
 * pool. An instance is used for one run.
 */
public final class Parity {
  /** The float64 engine that is asked who is right. */
  public static final String REFERENCE = "reference";

  final Experiment experiment;
  final Iterator<Batch> batches;
  BatchSource evaluation;
  final String data;
  EngineProvider first;
  EngineProvider second;
  ReferenceUse referenceUse = ReferenceUse.IF_AVAILABLE;
  ParityMode mode = ParityMode.RESYNC;
  ParityListener listener = ParityListener.NONE;
  int steps = 10;
  DeviceRequest device = DeviceRequest.CPU;
  DeviceRequest secondDevice = DeviceRequest.CPU;
  int threads;
  int secondThreads;
  boolean thorough;
  StageLimits limits = StageLimits.NONE;
  String dataSha256 = "";

  /** What was done to the data's images, as a clause behind its name; mostly nothing. */
  String resized = "";

  Recording recording;

  /** Whether the float64 reference takes part. */
  public enum ReferenceUse {
    /** It must. */
    REQUIRED,
    /** It does where it was built. */
    IF_AVAILABLE,
    /** It does not. */
    OFF
  }

  private Parity(
      Experiment experiment, Iterator<Batch> batches, BatchSource evaluation, String data) {
    this.experiment = experiment;
    this.batches = batches;
    this.evaluation = evaluation;
    this.data = data;
  }

  /** A comparison on the batches that training would see, evaluated on the test images. */
  public static Parity of(Experiment experiment, TrainingData data) {
    Parity parity = of(experiment, data.train(), data.test(), data.name());
    parity.dataSha256 = data.sha256();
    data.resizedFrom().ifPresent(size -> parity.resized = ", resized from " + size);
    return parity;
  }

  /**
   * A comparison of a recorded engine, which leads, with one that runs here; without an evaluation,
   * as a recording has none. {@link #engine} says which one runs; default tensorflow. The steps are
   * all that were recorded.
   */
  public static Parity against(Recording recording, TrainingData data) {
    Parity parity = of(recording.experiment(), data);
    parity.evaluation = null;
    return parity.leadBy(recording);
  }

  /** As {@link #against(Recording, TrainingData)}, on given batches. */
  public static Parity against(Recording recording, Iterator<Batch> batches, String name) {
    return of(recording.experiment(), batches, name).leadBy(recording);
  }

  private Parity leadBy(Recording recorded) {
    this.recording = recorded;
    this.steps = recorded.steps();
    return this;
  }

  /**
   * A comparison on images of the model's input size.
   *
   * @param test to evaluate on after the last step; {@code null} for no evaluation
   * @param name of the data, for the report
   */
  public static Parity of(Experiment experiment, ImageSet train, ImageSet test, String name) {
    BatchSource evaluation =
        test == null
            ? null
            : BatchSource.of(test, experiment.model().input(), experiment.batchSize());
    return new Parity(experiment, new ParityBatches(experiment, train), evaluation, name);
  }

  /** A comparison on given batches, as many as there are steps, without an evaluation. */
  public static Parity of(Experiment experiment, Iterator<Batch> batches, String name) {
    return new Parity(experiment, batches, null, name);
  }

  /** What both engines evaluate after the last step; {@code null} for nothing. */
  public Parity evaluation(BatchSource samples) {
    this.evaluation = samples;
    return this;
  }

  /**
   * The two engines, by name; the first leads in resync mode. Default torch and tensorflow.
   *
   * @throws io.twingraph.engine.EngineUnavailableException if one is not on the class path
   */
  public Parity engines(String firstName, String secondName) {
    return engines(Engines.named(firstName), Engines.named(secondName));
  }

  /** The two engines. */
  public Parity engines(EngineProvider firstProvider, EngineProvider secondProvider) {
    this.first = firstProvider;
    this.second = secondProvider;
    return this;
  }

  /**
   * The one engine that runs, where another one is recorded or none is compared.
   *
   * @throws io.twingraph.engine.EngineUnavailableException if it is not on the class path
   */
  public Parity engine(String name) {
    EngineProvider provider = Engines.named(name);
    return engines(provider, provider);
  }

  /** Whether the float64 reference takes part; default where it is available. */
  public Parity reference(ReferenceUse use) {
    this.referenceUse = use;
    return this;
  }

  /** Default resync. */
  public Parity mode(ParityMode newMode) {
    this.mode = newMode;
    return this;
  }

  /**
   * How many steps, at least 1; default 10.
   *
   * @throws SpecException for fewer
   */
  public Parity steps(int newSteps) {
    if (newSteps < 1) {
      throw SpecException.of(
          "number too small", "steps", "a whole number of at least 1", newSteps, "use 1 or more");
    }
    this.steps = newSteps;
    return this;
  }

  /** Threads for one operation of each engine; 0, the default, for one for each processor. */
  public Parity threads(int newThreads) {
    return threads(newThreads, newThreads);
  }

  /** As {@link #threads(int)}, another number for each engine; the reference gets the first. */
  public Parity threads(int firstThreads, int newSecondThreads) {
    this.threads = firstThreads;
    this.secondThreads = newSecondThreads;
    return this;
  }

  /** Where both engines compute; default the CPU, where the reference always does. */
  public Parity device(DeviceRequest newDevice) {
    return devices(newDevice, newDevice);
  }

  /**
   * As {@link #device}, another one for each engine. One engine on two devices is a comparison of
   * the devices. Where one of them is a GPU, the engines may be as many times further apart than on
   * two CPUs as {@link io.twingraph.compare.DeviceRounding#GPU} says.
   */
  public Parity devices(DeviceRequest firstDevice, DeviceRequest newSecondDevice) {
    this.device = firstDevice;
    this.secondDevice = newSecondDevice;
    return this;
  }

  /**
   * Whether the reference examines each stage of each engine at every step, and not only at the
   * first, the last, and where the engines are further apart than their tolerance. Default not.
   */
  public Parity thorough(boolean everyStep) {
    this.thorough = everyStep;
    return this;
  }

  /**
   * The tolerance between the two engines at a stage, instead of this project's own. Without a
   * reason it can only be stricter: both must be kept. With one it may be wider; an engine's
   * distance from the reference at that stage is then measured by it too, where that is larger than
   * allowed. The optimizer's formula is never widened.
   *
   * @param reason why it may be wider; {@code ""} for a tolerance that is not
   * @throws SpecException for a stage of copies, which must be bit-exact, and for the evaluation
   */
  public Parity tolerance(Stage stage, double absolute, double relative, String reason) {
    this.limits = limits.and(stage, absolute, relative, reason);
    return this;
  }

  /** Who is told how it goes. */
  public Parity listener(ParityListener newListener) {
    this.listener = newListener;
    return this;
  }

  /**
   * Runs.
   *
   * @throws io.twingraph.engine.EngineUnavailableException if an engine cannot be had here
   * @throws io.twingraph.engine.EngineException if one fails
   */
  public ParityReport run() {
    if (first == null) {
      engines("torch", "tensorflow");
    }
    if (recording != null) {
      checkRecorded();
    }
    try (ParitySubjects subjects = new ParitySubjects(this)) {
      return subjects.compare();
    }
  }

  private void checkRecorded() {
    if (steps > recording.steps()) {
      throw SpecException.of(
          "more steps than were recorded",
          "steps",
          "1 to " + recording.steps() + " (" + recording.folder() + ")",
          steps,
          "ask for fewer steps, or record more of them");
    }
    if (mode == ParityMode.FREE) {
      throw SpecException.of(
          "a recording cannot be compared in free mode",
          "mode",
          "resync",
          mode,
          "free mode needs both engines in one process, to measure the noise envelope");
    }
  }

  /**
   * Runs the first engine alone and keeps all it does in a folder, to be compared elsewhere.
   *
   * @param folder must be empty or not there; what was written is taken away after a failure
   * @throws IOException if something cannot be written
   * @throws SpecException if there is something in the folder
   * @throws io.twingraph.engine.EngineException if the engine cannot be had, or fails
   */
  public Recording record(Path folder) throws IOException {
    if (first == null) {
      engine("torch");
    }
    return new Recorder(this, folder).record();
  }
}

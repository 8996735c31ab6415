// SPDX-License-Identifier: Apache-2.0
package io.twingraph.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.twingraph.spec.Experiment;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One experiment as one engine trained it, with everything that a comparison looks at. Plain data
 * that can be written as JSON and read back, so that a run can come from another process.
 *
 * @param name the engine's name
 * @param version of the native library
 * @param device in use: {@code "cpu"} or {@code "cuda:0"}
 * @param threads for one operation
 * @param parameters number of trainable values
 * @param steps every step's loss in order
 * @param epochs every finished epoch in order
 * @param testLoss mean over the test samples at the final parameters, in nats; empty if the run did
 *     not get there, which {@link #problem} then explains
 * @param testAccuracy share of test samples classified correctly, 0..1; empty likewise
 * @param peakRssBytes largest resident memory of the process during the run, Java and training data
 *     included; empty where the system does not tell
 * @param wallSeconds from opening the session to the end of the test evaluation
 * @param experiment what was trained
 * @param dataSha256 {@link TrainingData#sha256}
 * @param initialParametersSha256 of the parameters as read back from the engine before the first
 *     step, in float32, as they were drawn; {@code null} if the run did not get there
 * @param firstBatchSha256 of the first step's batch; {@code null} likewise
 * @param predictions predicted class of each test sample in order; empty if the run did not get
 *     there
 * @param mistakes indices into the test samples of those predicted wrongly, ascending
 * @param details what the engine says of itself: {@link io.twingraph.engine.EngineInfo#details}
 * @param problem why the run ended early, for people; {@code null} for a complete run
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record EngineRun(
    String name,
    String version,
    String device,
    int threads,
    long parameters,
    List<StepRecord> steps,
    List<EpochRecord> epochs,
    OptionalDouble testLoss,
    OptionalDouble testAccuracy,
    OptionalLong peakRssBytes,
    double wallSeconds,
    Experiment experiment,
    String dataSha256,
    String initialParametersSha256,
    String firstBatchSha256,
    List<Integer> predictions,
    List<Integer> mistakes,
    Map<String, String> details,
    String problem) {
  public EngineRun {
    steps = List.copyOf(Objects.requireNonNull(steps, "'steps' is missing"));
    epochs = List.copyOf(Objects.requireNonNull(epochs, "'epochs' is missing"));
    predictions = List.copyOf(Objects.requireNonNull(predictions, "'predictions' is missing"));
    mistakes = List.copyOf(Objects.requireNonNull(mistakes, "'mistakes' is missing"));
    details =
        Collections.unmodifiableMap(
            new LinkedHashMap<>(Objects.requireNonNull(details, "'details' is missing")));
  }

  /**
   * A run that ended before its engine could report, such as by a crash of its process.
   *
   * @param steps those that were heard of
   * @param epochs those that were heard of
   * @param problem what happened, for people; the engine's name in front of it is left out, as
   *     whoever shows a run names its engine
   */
  public static EngineRun failed(
      String name,
      Experiment experiment,
      List<StepRecord> steps,
      List<EpochRecord> epochs,
      String problem) {
    return new EngineRun(
        name,
        "unknown",
        "unknown",
        0,
        experiment.graph().parameterCount(),
        steps,
        epochs,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalLong.empty(),
        0,
        experiment,
        null,
        null,
        null,
        List.of(),
        List.of(),
        Map.of(),
        problem != null && problem.startsWith(name + ": ")
            ? problem.substring(name.length() + 2)
            : problem);
  }

  /** Whether the run reached its end. */
  public boolean complete() {
    return problem == null;
  }

  /** The last finished epoch. */
  public Optional<EpochRecord> lastEpoch() {
    return epochs.isEmpty() ? Optional.empty() : Optional.of(epochs.get(epochs.size() - 1));
  }

  /** Wall seconds of training, over all finished epochs; validation and test excluded. */
  public double trainSeconds() {
    return epochs.stream().mapToDouble(EpochRecord::seconds).sum();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.report;

import io.twingraph.compare.RunComparison;
import io.twingraph.run.EngineRun;
import io.twingraph.run.Provenance;
import io.twingraph.run.TrainingData;
import io.twingraph.spec.Experiment;
import java.util.List;
import java.util.Objects;

/**
 * Everything worth keeping of a run: the contents of {@code record.json}.
 *
 * @param experiment the experiment; where the engines were given different ones, the first
 *     engine's. What each engine trained is always in its own {@link EngineRun#experiment}
 * @param data what was trained on; where the experiments differ, as the first engine's sees it.
 *     What each engine saw is in its own {@link EngineRun#dataSha256}
 * @param engines a run for each engine, in the order in which they ran, failed ones included
 * @param comparison of the engines' runs; {@code null} for a run on one engine alone
 * @param provenance of the process that wrote the record
 */
public record RunRecord(
    Experiment experiment,
    RunRecord.Data data,
    List<EngineRun> engines,
    RunComparison comparison,
    Provenance provenance) {

  /**
   * What was trained and tested on.
   *
   * @param name of the data set
   * @param source where its bytes came from
   * @param reason why it was chosen
   * @param imageSize height, width and channels of the data set's own images, {@code "28x28x1"};
   *     they were resized where an experiment's input has another height or width. {@code null} in
   *     records of version 0.1
   * @param trainCount number of images trained on, validation excluded
   * @param validationCount number of images validated on
   * @param testCount number of images tested on
   * @param sha256 {@link TrainingData#sha256}
   */
  public record Data(
      String name,
      String source,
      String reason,
      String imageSize,
      int trainCount,
      int validationCount,
      int testCount,
      String sha256) {
    /** The description of a training's data. */
    public static Data of(TrainingData data) {
      return new Data(
          data.name(),
          data.source(),
          data.reason(),
          data.original().toString(),
          data.train().count(),
          data.validation().count(),
          data.test().count(),
          data.sha256());
    }
  }

  public RunRecord {
    engines = List.copyOf(Objects.requireNonNull(engines, "'engines' is missing"));
  }

  /**
   * The record of these runs, compared if there is more than one.
   *
   * @param data of the first run
   * @param engines at least one
   */
  public static RunRecord of(TrainingData data, List<EngineRun> engines, Provenance provenance) {
    return new RunRecord(
        engines.get(0).experiment(),
        Data.of(data),
        engines,
        engines.size() > 1 ? RunComparison.of(engines) : null,
        provenance);
  }
}

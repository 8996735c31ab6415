// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.EngineProvider;
import io.twingraph.engine.EngineUnavailableException;
import io.twingraph.engine.Engines;
import io.twingraph.run.TrainingData;
import io.twingraph.spec.Experiment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Measures what lies between engines that mean the same by construction, to hold tolerances
 * against: each engine against itself, against itself with another number of threads, and against
 * float64 where the reference engine was built. A few steps each, in resync mode.
 */
public final class Calibration {
  private static final int STEPS = 3;

  private final Experiment experiment;
  private final TrainingData data;
  private final int steps;
  private final int threads;
  private final boolean float64;

  /**
   * A calibration.
   *
   * @param steps of each pair; at most 3 are made
   * @param threads for one operation; 0 for one for each processor
   * @param float64 whether to measure against the reference too, where it was built
   */
  public Calibration(
      Experiment experiment, TrainingData data, int steps, int threads, boolean float64) {
    this.experiment = experiment;
    this.data = data;
    this.steps = Math.min(STEPS, steps);
    this.threads = threads;
    this.float64 = float64;
  }

  /**
   * Measures.
   *
   * @param engines to measure; the reference itself is measured against float64 by nobody
   * @param next is told what is measured next, in words
   * @return the floors of the first engine, then those of the next
   * @throws io.twingraph.engine.EngineException if an engine cannot be had, or fails
   */
  public List<NoiseFloor> measure(List<EngineProvider> engines, Consumer<String> next) {
    List<NoiseFloor> floors = new ArrayList<>();
    for (EngineProvider engine : engines) {
      floors.add(floor(engine, engine, "itself", threads, next));
      int many = new EngineOptions(DeviceRequest.CPU, threads).effectiveThreads();
      int other = many == 1 ? 2 : 1;
      String against = other == 1 ? "1 thread" : "2 threads";
      floors.add(floor(engine, engine, against, other, next));
      if (float64 && !engine.name().equals(Parity.REFERENCE)) {
        try {
          EngineProvider reference = Engines.named(Parity.REFERENCE);
          floors.add(floor(engine, reference, "float64", threads, next));
        } catch (EngineUnavailableException e) {
          // Then nobody measures that; the comparison itself says why.
        }
      }
    }
    return floors;
  }

  private NoiseFloor floor(
      EngineProvider engine,
      EngineProvider other,
      String against,
      int otherThreads,
      Consumer<String> next) {
    next.accept(engine.name() + " against " + against);
    ParityReport report =
        Parity.of(experiment, data)
            .evaluation(null)
            .engines(engine, other)
            .threads(threads, otherThreads)
            .reference(Parity.ReferenceUse.OFF)
            .steps(steps)
            .run();
    return report.notFinite() == null
        ? new NoiseFloor(engine.name(), against, report.losses().size(), report.rows())
        : new NoiseFloor(engine.name(), against, 0, List.of());
  }
}

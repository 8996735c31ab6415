// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.data.Batch;
import io.twingraph.engine.EngineSwitch;
import io.twingraph.engine.StepResult;
import io.twingraph.engine.TensorMap;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Optimizer;
import io.twingraph.spec.SpecException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/**
 * Decides, step by step, whether a session's training steps are run operation by operation or as
 * one recording of all of them, and keeps that recording.
 *
 * <p>A recording is a gain and never a condition: where it cannot be made, or gives other bits, the
 * steps go on without, and {@link #state} says why. It is made of a step of the experiment's batch
 * size after some that were not recorded, and holds for one learning rate, which is a constant in
 * it. Its first run is held against the same step without it, bit for bit in every parameter and
 * slot.
 */
final class TorchGraphs {
  /** The environment variable that switches them on. */
  static final String SWITCH = "TWINGRAPH_TORCH_GRAPHS";

  /** Steps before the first recording: libraries choose and keep what they need in them. */
  static final int WARM_UP = 3;

  /** Steps at one learning rate before a further recording, which costs as much as some steps. */
  static final int SETTLED = 20;

  private final Experiment experiment;
  private final TorchOptimizer optimizer;
  private final Map<String, Tensor> moved;
  private final Supplier<TorchFixedStep> steps;
  private final TorchRecorder recorder;

  private TorchFixedStep step;
  private boolean recorded;
  private double rate = Double.NaN;
  private int atThisRate;
  private int recordings;
  private String reason;

  /**
   * @param moved all that a step moves: parameters and slots
   * @param steps makes the step to record, with memory of its own, the first time it is needed
   * @param recorder for that step; closed with this
   */
  TorchGraphs(
      Experiment experiment,
      TorchOptimizer optimizer,
      Map<String, Tensor> moved,
      Supplier<TorchFixedStep> steps,
      TorchRecorder recorder) {
    this.experiment = experiment;
    this.optimizer = optimizer;
    this.moved = moved;
    this.steps = steps;
    this.recorder = recorder;
    if (experiment.optimizer() instanceof Optimizer.Adam) {
      reason = "Adam's corrections change at every step";
    }
  }

  /**
   * Whether the user wants recordings.
   *
   * @param environment of this process
   * @throws SpecException if {@link #SWITCH} is neither on nor off
   */
  static boolean wanted(Map<String, String> environment) {
    return EngineSwitch.isOn(environment, SWITCH, "torch records steps as CUDA graphs");
  }

  /** Whether steps run as a recording now, and if not, why; for a run's record. */
  String state() {
    if (reason != null) {
      return "off: " + reason;
    }
    if (recorded) {
      return "on";
    }
    return recordings == 0
        ? "not yet: fewer than " + (WARM_UP + 1) + " steps of the whole batch size"
        : "not now: the learning rate has just changed";
  }

  /**
   * Makes a training step.
   *
   * @param plain makes the same step operation by operation
   */
  StepResult step(Batch batch, Supplier<StepResult> plain) {
    if (reason != null || batch.size() != experiment.batchSize()) {
      return plain.get();
    }
    if (rate != optimizer.rate()) {
      forget();
      rate = optimizer.rate();
      atThisRate = 0;
    }
    if (recorded) {
      StepResult result = run(batch);
      optimizer.endStep();
      return result;
    }
    if (atThisRate < (recordings == 0 ? WARM_UP : SETTLED)) {
      atThisRate++;
      return plain.get();
    }
    return record(batch, plain);
  }

  /** Gives everything back; the second call does nothing. */
  void close() {
    forget();
    if (step != null) {
      step.close();
      step = null;
    }
  }

  private void forget() {
    recorded = false;
    recorder.close();
  }

  private StepResult run(Batch batch) {
    step.write(batch);
    recorder.run();
    return step.read(batch);
  }

  /** Records a step, holds its first run against the plain step, and keeps what that made. */
  private StepResult record(Batch batch, Supplier<StepResult> plain) {
    Map<String, Tensor> before = TorchTensors.withoutGradients(this::copies);
    StepResult told = null;
    TensorMap made = null;
    try {
      if (step == null) {
        step = steps.get();
      }
      recorder.record(step::run);
      recordings++;
      told = run(batch);
      made = TorchTensors.readParameters(moved);
    } catch (RuntimeException e) {
      giveUp(TorchErrors.nativeText(e.getMessage()).lines().findFirst().orElseThrow());
    }
    TorchTensors.withoutGradients(() -> restored(before));
    StepResult result = plain.get();
    if (made != null) {
      Optional<String> other = difference(told, made, result, TorchTensors.readParameters(moved));
      other.ifPresent(what -> giveUp("a recorded step gave other bits in " + what));
      recorded = other.isEmpty();
    }
    return result;
  }

  private static Optional<String> difference(
      StepResult told, TensorMap made, StepResult result, TensorMap plain) {
    if (!told.equals(result)) {
      return Optional.of("the loss (" + told + ", not " + result + ")");
    }
    return made.names().stream()
        .filter(name -> !made.get(name).equals(plain.get(name)))
        .findFirst();
  }

  private void giveUp(String why) {
    reason = why;
    close();
  }

  private Map<String, Tensor> copies() {
    Map<String, Tensor> copies = new LinkedHashMap<>();
    moved.forEach((name, tensor) -> copies.put(name, tensor.clone()));
    return copies;
  }

  private Void restored(Map<String, Tensor> before) {
    before.forEach((name, value) -> moved.get(name).copy_(value));
    return null;
  }
}

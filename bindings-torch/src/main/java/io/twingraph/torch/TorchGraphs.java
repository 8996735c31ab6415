// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.data.Batch;
import io.twingraph.engine.EngineSwitch;
import io.twingraph.engine.StepResult;
import io.twingraph.engine.TensorMap;
import io.twingraph.error.SpecException;
import io.twingraph.nativelib.PointerTracker;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Optimizer;
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

  /** Why there is none where memory is short. */
  static final String NO_ROOM = "there is no memory for it beside a plain step";

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
  private long wholeSteps;
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
    return wholeSteps <= WARM_UP
        ? "not yet: fewer than " + (WARM_UP + 1) + " steps of the whole batch size"
        : "not now: the learning rate changes too often, or has just changed";
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
    wholeSteps++;
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

  /** Whether a recording and what it needs take memory of the device. */
  boolean hold() {
    return step != null;
  }

  /** Gives all memory back for good; steps go on plainly. Throws nothing. */
  void giveUp(String why) {
    reason = why;
    try {
      close();
    } catch (RuntimeException e) {
      reason += " (and its memory was not given back: " + TorchErrors.firstLine(e) + ")";
    }
  }

  /** Gives everything back; the second call does nothing. */
  void close() {
    TorchFixedStep last = step;
    step = null;
    TorchClosing.all(
        this::forget,
        () -> {
          if (last != null) {
            last.close();
          }
        });
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
    TensorMap before = TorchTensors.readParameters(moved); // on the host, where there is room
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
      giveUp(TorchErrors.firstLine(e));
    }
    put(before);
    StepResult result = beside(before, plain);
    if (reason == null) {
      Optional<String> other = difference(told, made, result, TorchTensors.readParameters(moved));
      other.ifPresent(what -> giveUp("a recorded step gave other bits in " + what));
      recorded = other.isEmpty();
    }
    return result;
  }

  /** The plain step, once more without the recording where there is no room for both. */
  private StepResult beside(TensorMap before, Supplier<StepResult> plain) {
    if (!hold()) {
      return plain.get();
    }
    try {
      return PointerTracker.freeingWithin(plain);
    } catch (RuntimeException e) {
      if (!TorchErrors.isOutOfMemory(e)) {
        throw e;
      }
      giveUp(NO_ROOM);
      put(before);
      return plain.get();
    }
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

  private void put(TensorMap values) {
    TorchTensors.withoutGradients(
        () -> {
          TorchTensors.copyParameters(values, moved);
          return null;
        });
  }
}

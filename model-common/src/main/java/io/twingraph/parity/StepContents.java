// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.engine.BoundaryChecks;
import io.twingraph.graph.Graph;
import io.twingraph.spec.Experiment;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the file of a recorded step has in it: every array by name, with its shape and type. It
 * follows from the experiment, whether the step is the first, and the number of samples.
 */
final class StepContents {
  static final String BEFORE = "before/";
  static final String STATE_BEFORE = "state-before/";
  static final String STEPS_BEFORE = "steps-before";
  static final String ACTIVATIONS = "activations/";
  static final String LABELS = "labels";
  static final String LOSS = "loss";
  static final String ACTIVATION_GRADIENTS = "activation-gradients/";
  static final String GRADIENTS = "gradients/";
  static final String STEP_LOSS = "step-loss";
  static final String STEP_CORRECT = "step-correct";
  static final String UPDATED = "updated/";
  static final String STATE = "state/";
  static final String STEPS = "steps";
  static final String SUFFIX = ".npy";

  private static final int[] SCALAR = {};

  /**
   * One array.
   *
   * @param integers whether it is of 4-byte integers; else of float32 or float64
   */
  record Content(List<Integer> dimensions, boolean integers) {
    int[] shape() {
      return dimensions.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Whether a file of so many bytes may be this array. */
    boolean mayHave(long bytes) {
      return integers
          ? bytes == NpyArray.length(NpyArray.INT, shape())
          : bytes == NpyArray.length(NpyArray.FLOAT, shape())
              || bytes == NpyArray.length(NpyArray.DOUBLE, shape());
    }

    /** In words: {@code "float32[32, 10], or float64"}. */
    @Override
    public String toString() {
      return integers ? "int32" + dimensions : "float32" + dimensions + ", or float64";
    }
  }

  private final Map<String, Content> contents = new LinkedHashMap<>();

  private StepContents() {}

  /**
   * The contents of a step.
   *
   * @param samples in the batch
   */
  static Map<String, Content> of(Experiment experiment, boolean first, int samples) {
    StepContents all = new StepContents();
    Graph graph = experiment.graph();
    Map<String, int[]> parameters = BoundaryChecks.parameterShapes(graph);
    Map<String, int[]> slots = BoundaryChecks.slotShapes(experiment);
    Map<String, int[]> activations = BoundaryChecks.activationShapes(graph, samples);
    if (first) {
      all.tensors(BEFORE, parameters);
      all.tensors(STATE_BEFORE, slots);
      all.put(STEPS_BEFORE, SCALAR, true);
    }
    all.tensors(ACTIVATIONS, activations);
    all.put(LABELS, new int[] {samples}, true);
    all.put(LOSS, SCALAR, false);
    activations.remove(Graph.INPUT);
    all.tensors(ACTIVATION_GRADIENTS, activations);
    all.tensors(GRADIENTS, parameters);
    all.put(STEP_LOSS, SCALAR, false);
    all.put(STEP_CORRECT, SCALAR, true);
    all.tensors(UPDATED, parameters);
    all.tensors(STATE, slots);
    all.put(STEPS, SCALAR, true);
    return all.contents;
  }

  private void tensors(String prefix, Map<String, int[]> shapes) {
    shapes.forEach((name, shape) -> put(prefix + name, shape, false));
  }

  private void put(String name, int[] shape, boolean integers) {
    contents.put(name + SUFFIX, new Content(Arrays.stream(shape).boxed().toList(), integers));
  }
}

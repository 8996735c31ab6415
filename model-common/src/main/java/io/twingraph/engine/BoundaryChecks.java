// SPDX-License-Identifier: Apache-2.0
package io.twingraph.engine;

import io.twingraph.data.Batch;
import io.twingraph.error.SpecException;
import io.twingraph.graph.Graph;
import io.twingraph.graph.Parameter;
import io.twingraph.graph.Value;
import io.twingraph.op.TensorType;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Optimizer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What every engine checks of the values that cross its boundary, in one place, so that all refuse
 * the same things with the same words.
 */
public final class BoundaryChecks {
  private BoundaryChecks() {}

  /**
   * The parameters are those of the graph: no fewer, no others, each of its shape, float32.
   *
   * @throws SpecException otherwise
   */
  public static void parameters(Graph graph, TensorMap parameters) {
    tensors("parameters", parameterShapes(graph), parameters, false);
  }

  /**
   * As {@link #parameters}, for an engine that keeps float64 and so takes either type without
   * rounding.
   *
   * @throws SpecException otherwise
   */
  public static void parametersOfEitherType(Graph graph, TensorMap parameters) {
    tensors("parameters", parameterShapes(graph), parameters, true);
  }

  /**
   * The slots are those of the experiment's optimizer, float32.
   *
   * @throws SpecException otherwise
   */
  public static void optimizerState(Experiment experiment, OptimizerState state) {
    optimizerState(experiment, state, false);
  }

  /**
   * As {@link #optimizerState}, for an engine that keeps float64.
   *
   * @throws SpecException otherwise
   */
  public static void optimizerStateOfEitherType(Experiment experiment, OptimizerState state) {
    optimizerState(experiment, state, true);
  }

  private static void optimizerState(
      Experiment experiment, OptimizerState state, boolean eitherType) {
    if (state.steps() < 0) {
      throw SpecException.of(
          "optimizer state with a negative number of steps",
          "optimizerState.steps",
          "0 or more",
          state.steps(),
          "load a state that an engine gave");
    }
    tensors("optimizerState", slotShapes(experiment), state.slots(), eitherType);
  }

  /**
   * The trace has every name of the graph, each with its shape for as many samples as there are
   * labels, in float32 or float64.
   *
   * @throws SpecException otherwise
   */
  public static void trace(Graph graph, Trace trace) {
    List<Integer> labels = trace.labels();
    if (labels.isEmpty()) {
      throw SpecException.of(
          "a trace of no samples", "trace.labels", "at least one", 0, "trace a batch");
    }
    int classes = graph.classes();
    for (int i = 0; i < labels.size(); i++) {
      label(classes, "trace", i, labels.get(i));
    }
    Map<String, int[]> shapes = activationShapes(graph, labels.size());
    tensors("trace.activations", shapes, trace.activations(), true);
    shapes.remove(Graph.INPUT);
    tensors("trace.activationGradients", shapes, trace.activationGradients(), true);
    tensors("trace.gradients", parameterShapes(graph), trace.gradients(), true);
  }

  /** Name and shape of every activation of a batch of {@code n} samples, {@code input} first. */
  public static Map<String, int[]> activationShapes(Graph graph, int n) {
    Map<String, int[]> shapes = new LinkedHashMap<>();
    for (Value value : graph.values()) {
      shapes.put(value.name(), value.type().batch(n));
    }
    return shapes;
  }

  /** Name and shape of every optimizer slot of an experiment, in the parameters' order. */
  public static Map<String, int[]> slotShapes(Experiment experiment) {
    Map<String, int[]> shapes = new LinkedHashMap<>();
    String[] slots = slots(experiment.optimizer());
    parameterShapes(experiment.graph())
        .forEach(
            (name, shape) -> {
              for (String slot : slots) {
                shapes.put(name + "/" + slot, shape);
              }
            });
    return shapes;
  }

  /**
   * The batch has the input's shape and its labels are classes of the graph.
   *
   * @throws SpecException otherwise
   */
  public static void batch(Graph graph, Batch batch) {
    images(graph, batch);
    int classes = graph.classes();
    for (int i = 0; i < batch.size(); i++) {
      label(classes, "batch", i, batch.label(i));
    }
  }

  private static void label(int classes, String where, int sample, int label) {
    if (label < 0 || label >= classes) {
      throw SpecException.of(
          "a label that is no class of the model",
          where + ", sample " + sample,
          classes == 1
              ? "0 (the last layer has 1 unit)"
              : "0 to " + (classes - 1) + " (the last layer has " + classes + " units)",
          label,
          "give the last layer as many units as the data set has classes");
    }
  }

  /**
   * The batch's images have the input's shape and are numbers; labels are not looked at. NaN and
   * infinity have no meaning: libraries drop them in some layers and hand them on in others.
   *
   * @throws SpecException otherwise
   */
  public static void images(Graph graph, Batch batch) {
    TensorType input = graph.input().type();
    if (batch.height() != input.height()
        || batch.width() != input.width()
        || batch.channels() != input.channels()) {
      throw SpecException.of(
          "a batch of another shape than the model's input",
          "batch",
          "images of " + input,
          batch.height() + "x" + batch.width() + "x" + batch.channels(),
          "resize the images, or change the model's input");
    }
    if (batch.size() < 1) {
      throw SpecException.of(
          "an empty batch", "batch", "at least one sample", 0, "fill the batch first");
    }
    int at = batch.notFinite();
    if (at >= 0) {
      notFinite(batch, at);
    }
  }

  private static void notFinite(Batch batch, int at) {
    int inImage = at % batch.imageSize();
    int pixel = inImage / batch.channels();
    throw SpecException.of(
        "an image with a value that is no number",
        String.format(
            Locale.ROOT,
            "batch, sample %d, row %d, column %d, channel %d",
            at / batch.imageSize(),
            pixel / batch.width(),
            pixel % batch.width(),
            inImage % batch.channels()),
        "finite float32 values",
        batch.images().get(at),
        "look at the images, input.mean and input.std; NaN and infinity have no meaning here");
  }

  private static String[] slots(Optimizer optimizer) {
    if (optimizer instanceof Optimizer.Adam) {
      return new String[] {"m", "v"};
    }
    boolean momentum = optimizer instanceof Optimizer.Sgd sgd && sgd.momentum() > 0;
    return momentum ? new String[] {"velocity"} : new String[0];
  }

  /** Name and shape of every parameter, in the network's order. */
  public static Map<String, int[]> parameterShapes(Graph graph) {
    Map<String, int[]> shapes = new LinkedHashMap<>();
    for (Parameter parameter : graph.parameters()) {
      shapes.put(parameter.name(), parameter.dimensions());
    }
    return shapes;
  }

  private static String type(HostTensor tensor) {
    return tensor.isFloat64() ? "float64" : "float32";
  }

  private static void tensors(
      String where, Map<String, int[]> expected, TensorMap got, boolean eitherType) {
    expected.forEach(
        (name, shape) -> {
          HostTensor tensor = got.asMap().get(name);
          if (tensor == null || !Arrays.equals(tensor.shape(), shape)) {
            throw SpecException.of(
                tensor == null ? "a tensor is missing" : "a tensor of another shape",
                where + "." + name,
                "float32" + Arrays.toString(shape) + (eitherType ? ", or float64" : ""),
                tensor == null ? null : type(tensor) + Arrays.toString(tensor.shape()),
                "load tensors of the same experiment");
          }
          if (tensor.isFloat64() && !eitherType) {
            throw SpecException.of(
                "a tensor of another type",
                where + "." + name,
                "float32",
                "float64",
                "round it first (TensorMap.toFloat32); nothing is rounded in passing");
          }
        });
    for (String name : got.names()) {
      if (!expected.containsKey(name)) {
        throw SpecException.of(
            "an unknown tensor",
            where,
            expected.isEmpty() ? "no tensors" : "one of " + String.join(", ", expected.keySet()),
            "'" + name + "'",
            "load tensors of the same experiment");
      }
    }
  }
}

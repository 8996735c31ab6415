// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.engine.BoundaryChecks;
import io.twingraph.graph.Graph;
import io.twingraph.graph.Node;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * What a session is making at this moment, for the message if memory runs out. A step writes two
 * fields for each layer; words are made of them only if it fails.
 */
final class TorchMaking {
  private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB"};

  /** Kinds of tensors: those of a step in their order, then others. */
  private enum Part {
    NOTHING,
    IMAGES,
    LABELS,
    OUTPUT,
    LOSS,
    GRADIENTS,
    UPDATE,
    RESULT,
    PARAMETER,
    SLOTS,
    LOADING
  }

  private final Graph graph;
  private Part part = Part.NOTHING;
  private Node node;
  private String name;
  private int samples;
  private boolean moved;

  TorchMaking(Graph graph) {
    this.graph = graph;
  }

  /** A call begins; nothing is being made yet. */
  void begin() {
    part = Part.NOTHING;
    moved = false;
  }

  /** The images of a batch, on their way to the device. */
  void images(int batchSize) {
    samples = batchSize;
    part = Part.IMAGES;
  }

  /** The labels of the batch. */
  void labels() {
    part = Part.LABELS;
  }

  /** The output of a node. */
  void node(Node next) {
    node = next;
    part = Part.OUTPUT;
  }

  /** The loss. */
  void loss() {
    part = Part.LOSS;
  }

  /** Gradients, which autograd makes in an order of its own. */
  void gradients() {
    part = Part.GRADIENTS;
  }

  /** A parameter of a session that is being opened. */
  void parameter(String canonical) {
    name = canonical;
    part = Part.PARAMETER;
  }

  /** What the optimizer of such a session keeps. */
  void slots() {
    part = Part.SLOTS;
  }

  /** The new value of a parameter and its slots. */
  void update(String canonical) {
    name = canonical;
    part = Part.UPDATE;
    moved = true;
  }

  /** Whether an update has begun. */
  boolean moved() {
    return moved;
  }

  /** What a step tells, after every update. */
  void result() {
    part = Part.RESULT;
  }

  /** Parameters or slots that are handed in, one after the other. */
  void loading() {
    part = Part.LOADING;
  }

  /** Name, type, shape and size of the tensor. */
  String tensor() {
    return switch (part) {
      case NOTHING, RESULT -> "a copy for the caller";
      case IMAGES -> floats("the batch's images", graph.input().type().batch(samples));
      case LABELS -> describe("the batch's labels", "int64", Long.BYTES, samples);
      case OUTPUT -> floats(node.output().name(), node.output().type().batch(samples));
      case LOSS ->
          floats("the loss, of " + graph.logits().name(), graph.logits().type().batch(samples));
      case GRADIENTS -> "gradients; the largest activation's is that of " + largestActivation();
      case PARAMETER -> floats("parameter " + name, parameterShape());
      case UPDATE -> floats("the update of " + name, parameterShape());
      case SLOTS -> "the optimizer's slots, each as large as its parameter";
      case LOADING -> "the tensors that are loaded";
    };
  }

  /** What a failure at this moment has left of the session's state. */
  String state() {
    return switch (moved && part == Part.GRADIENTS ? Part.UPDATE : part) {
      case UPDATE ->
          "half-way: the update stopped at "
              + name
              + ", and others may be new; load parameters and optimizer state before going on";
      case RESULT ->
          "parameters and optimizer state are those after the step; the session can go on";
      case LOADING -> "half-way: some tensors may be new and some old; load them again";
      case PARAMETER, SLOTS -> "the session was not opened, and what it held is free again";
      default -> "parameters and optimizer state are as before; the session can go on";
    };
  }

  private String largestActivation() {
    Map.Entry<String, int[]> largest =
        BoundaryChecks.activationShapes(graph, samples).entrySet().stream()
            .filter(activation -> !activation.getKey().equals(graph.input().name()))
            .reduce((a, b) -> count(b.getValue()) > count(a.getValue()) ? b : a)
            .orElseThrow();
    return floats(largest.getKey(), largest.getValue());
  }

  private int[] parameterShape() {
    return BoundaryChecks.parameterShapes(graph).get(name);
  }

  private static String floats(String what, int... shape) {
    return describe(what, "float32", Float.BYTES, shape);
  }

  private static String describe(String what, String type, int width, int... shape) {
    long bytes = width * count(shape);
    return String.format(
        Locale.ROOT,
        "%s, %s%s, %,d bytes%s",
        what,
        type,
        Arrays.toString(shape),
        bytes,
        bytes < 1024 ? "" : " (" + size(bytes) + ")");
  }

  private static long count(int... shape) {
    return Arrays.stream(shape).asLongStream().reduce(1, (a, b) -> a * b);
  }

  /** As libtorch writes it: {@code "274.66 GiB"}. */
  static String size(long bytes) {
    double value = bytes / 1024.0;
    int unit = 0;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.2f %s", value, UNITS[unit]);
  }
}

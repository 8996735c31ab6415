// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import io.twingraph.graph.Graph;
import io.twingraph.graph.Parameter;
import io.twingraph.op.Dense;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Optimizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Large dense kernels as several variables, so that a part's gradient is still in the processor's
 * cache when the part is updated: the tutorial's largest kernel has a gradient of 37.7 MB, which is
 * otherwise written to memory and read again. Under plain gradient descent and for small batches,
 * where that traffic is much of a step; on a CPU, as a GPU would only have more kernels to launch.
 *
 * <p>A layer {@code x * kernel} becomes the sum of {@code x[:, rows of part i] * part i}.
 */
final class TfKernelParts {
  /** Most bytes of a part. Measured: 2.5 MB is best at batch 1, and 1.3 to 10 MB alike at 32. */
  static final long BYTES = 5L << 19;

  private static final int MOST = 32;

  private final TfGraph graph;
  private final Map<String, List<TfGraph.Value>> inputs = new LinkedHashMap<>();

  TfKernelParts(TfGraph graph) {
    this.graph = graph;
  }

  /** The number of parts for a parameter of an experiment; 1 where it is left whole. */
  static int count(Experiment experiment, Parameter parameter) {
    boolean plain =
        experiment.optimizer() instanceof Optimizer.Sgd sgd
            && sgd.momentum() == 0
            && experiment.batchSize() <= TfLibrary.SMALL_BATCH;
    return plain && isDenseKernel(experiment.graph(), parameter)
        ? count(parameter.shape().get(0), parameter.shape().get(1))
        : 1;
  }

  /** The smallest divisor of {@code rows} that makes parts small enough; 1 if there is none. */
  static int count(int rows, int columns) {
    for (int parts = 1; parts <= MOST; parts++) {
      if (rows % parts == 0 && (long) rows / parts * columns * Float.BYTES <= BYTES) {
        return parts;
      }
    }
    return 1;
  }

  private static boolean isDenseKernel(Graph graph, Parameter parameter) {
    return graph.nodes().stream()
        .filter(node -> node.op() instanceof Dense)
        .anyMatch(node -> node.parameter(Dense.KERNEL).equals(parameter));
  }

  /** {@code [N,in]} times a kernel in parts. */
  TfGraph.Value multiply(String path, TfGraph.Value input, TfVariable kernel) {
    List<TfVariable> parts = kernel.parts();
    List<TfGraph.Value> columns = graph.split(path + "/columns", input, 1, parts.size());
    List<TfGraph.Value> products = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      String name = path + "/part" + i;
      products.add(graph.floats("MatMul", name, columns.get(i), parts.get(i).read()));
    }
    inputs.put(kernel.name(), columns);
    return graph.sum(path, products);
  }

  /**
   * The values of a parameter by which the loss is differentiated, by name.
   *
   * @param first whether no parameter comes before it, so that a step does not need the gradient of
   *     what it is multiplied by
   */
  Map<String, TfGraph.Value> differentiated(TfVariable parameter, boolean first) {
    if (parameter.parts().isEmpty()) {
      return Map.of(parameter.name(), parameter.read());
    }
    Map<String, TfGraph.Value> values = new LinkedHashMap<>();
    List<TfGraph.Value> columns = inputs.get(parameter.name());
    for (int i = 0; i < columns.size(); i++) {
      TfVariable part = parameter.parts().get(i);
      values.put(part.name(), part.read());
      if (!first) {
        values.put(input(part), columns.get(i));
      }
    }
    return values;
  }

  /** Adds the gradient of the whole parameter, for those who ask for it. */
  void join(TfVariable parameter, Map<String, TfGraph.Value> gradients) {
    List<TfVariable> parts = parameter.parts();
    if (!parts.isEmpty()) {
      List<TfGraph.Value> all = parts.stream().map(part -> gradients.get(part.name())).toList();
      gradients.put(parameter.name(), graph.concatenate("gradients/" + parameter.name(), all, 0));
    }
  }

  /** The name under which the gradient of what a part is multiplied by is kept. */
  static String input(TfVariable part) {
    return part.name() + "/input";
  }
}

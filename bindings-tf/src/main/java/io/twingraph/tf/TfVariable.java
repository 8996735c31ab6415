// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_FLOAT;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.internal.c_api.TF_Operation;

/**
 * A float32 tensor that a session keeps between runs: a parameter, or a slot of the optimizer.
 *
 * @param name canonical name
 * @param shape canonical dimensions
 * @param handle what update operations take; {@code null} where there are parts, which have theirs
 * @param read the value
 * @param given a placeholder for a new value
 * @param assign puts {@code given} into the variable
 * @param parts variables that hold the rows of this one, in order; empty where {@code handle} does
 */
// The array is made for this record and never changed.
@SuppressWarnings("ArrayRecordComponent")
record TfVariable(
    String name,
    int[] shape,
    TfGraph.Value handle,
    TfGraph.Value read,
    TfGraph.Value given,
    TF_Operation assign,
    List<TfVariable> parts) {

  /** Adds a variable to the graph; it has no value until {@code assign} has run. */
  static TfVariable add(TfGraph graph, String name, int[] shape) {
    return add(graph, name, shape, given(graph, name, shape));
  }

  /**
   * Adds a variable whose rows lie in several of the native kind, the same number in each.
   *
   * @param count of the parts; divides the number of rows
   */
  static TfVariable addInParts(TfGraph graph, String name, int[] shape, int count) {
    TfGraph.Value given = given(graph, name, shape);
    List<TfGraph.Value> rows = graph.split(path(name) + "/rows", given, 0, count);
    int[] partShape = shape.clone();
    partShape[0] /= count;
    List<TfVariable> parts = new ArrayList<>();
    TfGraph.Builder assign = graph.operation("NoOp", path(name) + "/assign");
    for (int i = 0; i < count; i++) {
      // A part of its own: rows of what is given would keep the whole of it.
      TfGraph.Value own = graph.floats("DeepCopy", path(name) + "/own" + i, rows.get(i));
      TfVariable part = add(graph, name + "/part" + i, partShape, own);
      assign.after(part.assign());
      parts.add(part);
    }
    TfGraph.Value read =
        graph.concatenate(path(name) + "/read", parts.stream().map(TfVariable::read).toList(), 0);
    return new TfVariable(name, shape, null, read, given, assign.done(), List.copyOf(parts));
  }

  /** This variable, or the parts that hold it. */
  Stream<TfVariable> stored() {
    return parts.isEmpty() ? Stream.of(this) : parts.stream();
  }

  private static TfGraph.Value given(TfGraph graph, String name, int[] shape) {
    return graph.placeholder(path(name) + "/given", TF_FLOAT, dimensions(shape));
  }

  private static long[] dimensions(int[] shape) {
    return Arrays.stream(shape).asLongStream().toArray();
  }

  private static String path(String name) {
    return "variables/" + name;
  }

  private static TfVariable add(TfGraph graph, String name, int[] shape, TfGraph.Value given) {
    String path = path(name);
    TfGraph.Value handle =
        graph
            .operation("VarHandleOp", path)
            .type("dtype", TF_FLOAT)
            .shape("shape", dimensions(shape))
            .text("shared_name", path)
            .value();
    TfGraph.Value read =
        graph
            .operation("ReadVariableOp", path + "/read")
            .inputs(handle)
            .type("dtype", TF_FLOAT)
            .value();
    TF_Operation assign =
        graph
            .operation("AssignVariableOp", path + "/assign")
            .inputs(handle, given)
            .type("dtype", TF_FLOAT)
            .done();
    return new TfVariable(name, shape, handle, read, given, assign, List.of());
  }
}

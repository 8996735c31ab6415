// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_FLOAT;

import java.util.Arrays;
import org.tensorflow.internal.c_api.TF_Operation;

/**
 * A float32 tensor that a session keeps between runs: a parameter, or a slot of the optimizer.
 *
 * @param name canonical name
 * @param shape canonical dimensions
 * @param handle what update operations take
 * @param read the value
 * @param given a placeholder for a new value
 * @param assign puts {@code given} into the variable
 */
// The array is made for this record and never changed.
@SuppressWarnings("ArrayRecordComponent")
record TfVariable(
    String name,
    int[] shape,
    TfGraph.Value handle,
    TfGraph.Value read,
    TfGraph.Value given,
    TF_Operation assign) {

  /** Adds a variable to the graph; it has no value until {@code assign} has run. */
  static TfVariable add(TfGraph graph, String name, int[] shape) {
    String path = "variables/" + name;
    long[] dimensions = Arrays.stream(shape).asLongStream().toArray();
    TfGraph.Value handle =
        graph
            .operation("VarHandleOp", path)
            .type("dtype", TF_FLOAT)
            .shape("shape", dimensions)
            .text("shared_name", path)
            .value();
    TfGraph.Value read =
        graph
            .operation("ReadVariableOp", path + "/read")
            .inputs(handle)
            .type("dtype", TF_FLOAT)
            .value();
    TfGraph.Value given = graph.placeholder(path + "/given", TF_FLOAT, dimensions);
    TF_Operation assign =
        graph
            .operation("AssignVariableOp", path + "/assign")
            .inputs(handle, given)
            .type("dtype", TF_FLOAT)
            .done();
    return new TfVariable(name, shape, handle, read, given, assign);
  }
}

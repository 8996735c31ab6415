// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_AddControlInput;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_AddGradientsWithPrefix;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_AddInput;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_AddInputList;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_FLOAT;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_FinishOperation;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GraphNextOperation;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_INT32;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewOperation;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetAttrBool;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetAttrFloat;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetAttrInt;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetAttrIntList;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetAttrShape;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetAttrString;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetAttrTensor;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetAttrType;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetDevice;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetRequestedDevice;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.internal.c_api.TF_OperationDescription;
import org.tensorflow.internal.c_api.TF_Output;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.TF_Tensor;

/** Owns a native graph and adds operations to it. Operations and values live as long as it does. */
final class TfGraph implements AutoCloseable {
  private final TF_Graph graph = TF_Graph.newGraph();
  private final TF_Status status = TF_Status.newStatus();
  private final String device;

  /** An empty graph whose operations run on {@code device}: {@code "/device:CPU:0"}. */
  TfGraph(String device) {
    this.device = device;
  }

  /** One output of an operation; borrows from the graph. */
  record Value(TF_Operation operation, int index) {}

  /** The native graph; borrowed. */
  TF_Graph pointer() {
    return graph;
  }

  /** Whether its operations run on the CPU. */
  boolean onCpu() {
    return device.equals(TfDevices.CPU);
  }

  /** Starts an operation of a type, under a name that the graph does not have yet. */
  Builder operation(String type, String name) {
    return new Builder(type, name);
  }

  /** A value that each run is given; -1 is an unknown dimension. */
  Value placeholder(String name, int type, long... shape) {
    return operation("Placeholder", name).type("dtype", type).shape("shape", shape).value();
  }

  /** A float32 constant. */
  Value constant(String name, float[] values, long... shape) {
    try (TF_Tensor tensor = TfTensors.allocate(shape, values)) {
      return operation("Const", name).type("dtype", TF_FLOAT).tensor("value", tensor).value();
    }
  }

  /** An int32 constant. */
  Value constant(String name, int[] values, long... shape) {
    try (TF_Tensor tensor = TfTensors.allocate(shape, values)) {
      return operation("Const", name).type("dtype", TF_INT32).tensor("value", tensor).value();
    }
  }

  /** A float32 operation on float32 inputs with no other attributes. */
  Value floats(String type, String name, Value... inputs) {
    return operation(type, name).inputs(inputs).type("T", TF_FLOAT).value();
  }

  /** A float32 value cut along an axis into {@code count} values of the same size. */
  List<Value> split(String name, Value value, int axis, int count) {
    TF_Operation operation =
        operation("Split", name)
            .inputs(constant(name + "/axis", new int[] {axis}), value)
            .type("T", TF_FLOAT)
            .number("num_split", count)
            .done();
    List<Value> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parts.add(new Value(operation, i));
    }
    return parts;
  }

  /** Float32 values one after another along an axis. */
  Value concatenate(String name, List<Value> values, int axis) {
    return operation("ConcatV2", name)
        .inputList(values)
        .inputs(constant(name + "/axis", new int[] {axis}))
        .type("T", TF_FLOAT)
        .type("Tidx", TF_INT32)
        .value();
  }

  /** The sum of float32 values of one shape. */
  Value sum(String name, List<Value> values) {
    return operation("AddN", name).inputList(values).type("T", TF_FLOAT).value();
  }

  /**
   * Adds the operations that differentiate.
   *
   * @param y where the derivative starts
   * @param dy derivative of the loss with respect to {@code y}
   * @param xs distinct values that {@code y} depends on
   * @return derivative of the loss with respect to each of {@code xs}
   */
  List<Value> gradients(Value y, Value dy, List<Value> xs) {
    List<Value> gradients = new ArrayList<>();
    if (xs.isEmpty()) {
      return gradients;
    }
    try (TF_Output ys = outputs(List.of(y));
        TF_Output dys = outputs(List.of(dy));
        TF_Output inputs = outputs(xs);
        TF_Output results = new TF_Output(xs.size())) {
      TF_AddGradientsWithPrefix(graph, "gradients", ys, 1, inputs, xs.size(), dys, status, results);
      TfErrors.check(status, "the construction of gradients");
      for (int i = 0; i < xs.size(); i++) {
        TF_Output result = results.getPointer(i);
        gradients.add(new Value(new TF_Operation(result.oper()), result.index()));
      }
    }
    placeAll();
    return gradients;
  }

  /** Puts operations that TensorFlow added by itself on the device of the others. */
  private void placeAll() {
    try (SizeTPointer position = new SizeTPointer(1)) {
      position.put(0);
      TF_Operation operation = TF_GraphNextOperation(graph, position);
      while (operation != null) {
        TF_SetRequestedDevice(graph, operation, device);
        operation = TF_GraphNextOperation(graph, position);
      }
    }
  }

  /** A native array of outputs; the caller owns it. */
  static TF_Output outputs(List<Value> values) {
    TF_Output array = new TF_Output(Math.max(1, values.size()));
    for (int i = 0; i < values.size(); i++) {
      array.getPointer(i).oper(values.get(i).operation()).index(values.get(i).index());
    }
    return array;
  }

  @Override
  public void close() {
    graph.close();
    status.close();
  }

  /** An operation that is being described. */
  final class Builder {
    private final String name;
    private final TF_OperationDescription description;

    private Builder(String type, String name) {
      this.name = name;
      this.description = TF_NewOperation(graph, type, name);
      TF_SetDevice(description, device);
    }

    Builder inputs(Value... values) {
      for (Value value : values) {
        try (TF_Output output = outputs(List.of(value))) {
          TF_AddInput(description, output);
        }
      }
      return this;
    }

    /** One input that is a list. */
    Builder inputList(List<Value> values) {
      try (TF_Output list = outputs(values)) {
        TF_AddInputList(description, list, values.size());
      }
      return this;
    }

    Builder after(TF_Operation operation) {
      TF_AddControlInput(description, operation);
      return this;
    }

    Builder type(String attribute, int type) {
      TF_SetAttrType(description, attribute, type);
      return this;
    }

    Builder number(String attribute, long value) {
      TF_SetAttrInt(description, attribute, value);
      return this;
    }

    Builder numbers(String attribute, long... values) {
      TF_SetAttrIntList(description, attribute, values, values.length);
      return this;
    }

    Builder real(String attribute, float value) {
      TF_SetAttrFloat(description, attribute, value);
      return this;
    }

    Builder flag(String attribute, boolean value) {
      TF_SetAttrBool(description, attribute, (byte) (value ? 1 : 0));
      return this;
    }

    Builder text(String attribute, String value) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      try (BytePointer pointer = new BytePointer(bytes)) {
        TF_SetAttrString(description, attribute, pointer, bytes.length);
      }
      return this;
    }

    Builder shape(String attribute, long... shape) {
      TF_SetAttrShape(description, attribute, shape, shape.length);
      return this;
    }

    Builder tensor(String attribute, TF_Tensor tensor) {
      TF_SetAttrTensor(description, attribute, tensor, status);
      return this;
    }

    /** Adds the operation to the graph. */
    TF_Operation done() {
      TF_Operation operation = TF_FinishOperation(description, status);
      TfErrors.check(status, "the construction of " + name);
      return operation;
    }

    /** Adds the operation to the graph; its first output. */
    Value value() {
      return new Value(done(), 0);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_FLOAT;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_INT32;

import io.twingraph.engine.LoweringTable;
import io.twingraph.op.Add;
import io.twingraph.op.AvgPool2d;
import io.twingraph.op.Concat;
import io.twingraph.op.Conv2d;
import io.twingraph.op.Dense;
import io.twingraph.op.Flatten;
import io.twingraph.op.Fork;
import io.twingraph.op.Gelu;
import io.twingraph.op.GeluTanh;
import io.twingraph.op.GlobalAvgPool2d;
import io.twingraph.op.HardSwish;
import io.twingraph.op.LayerNorm;
import io.twingraph.op.LeakyRelu;
import io.twingraph.op.Linear;
import io.twingraph.op.MaxPool2d;
import io.twingraph.op.Multiply;
import io.twingraph.op.Relu;
import io.twingraph.op.Sigmoid;
import io.twingraph.op.Softmax;
import io.twingraph.op.Tanh;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Each operator as TensorFlow's own, one line or method for each. Where TensorFlow's default
 * differs from the canonical meaning, the attribute that overrides it stands in the method.
 */
final class TfOps {
  static final LoweringTable<TfNode, TfGraph.Value> TABLE =
      LoweringTable.<TfNode, TfGraph.Value>of(TfEngineProvider.NAME)
          .put(Conv2d.class, TfWindows::conv2d)
          .put(MaxPool2d.class, TfWindows::maxPool2d)
          .put(AvgPool2d.class, TfWindows::avgPool2d)
          .put(Dense.class, TfOps::dense)
          .put(GlobalAvgPool2d.class, TfOps::globalAvgPool2d)
          .put(Flatten.class, TfOps::flatten)
          .putAll(Fork.class, TfOps::fork)
          .put(Add.class, TfOps::add)
          .put(Multiply.class, TfOps::multiply)
          .put(Concat.class, TfOps::concat)
          .put(LayerNorm.class, TfNormalizations::layerNorm)
          .put(Softmax.class, TfOps::softmax)
          .put(Linear.class, (op, node) -> node.unary("Identity"))
          .put(Relu.class, (op, node) -> node.unary("Relu"))
          .put(LeakyRelu.class, TfOps::leakyRelu)
          .put(Tanh.class, (op, node) -> node.unary("Tanh"))
          .put(Sigmoid.class, (op, node) -> node.unary("Sigmoid"))
          .put(Gelu.class, TfGelu::exact)
          .put(GeluTanh.class, TfGelu::byTanh)
          .put(HardSwish.class, TfOps::hardSwish);

  private TfOps() {}

  private static TfGraph.Value dense(Dense dense, TfNode node) {
    TfGraph graph = node.graph();
    TfVariable kernel = node.parameter(Dense.KERNEL);
    TfGraph.Value product =
        kernel.parts().isEmpty()
            ? graph.floats("MatMul", node.path("matmul"), node.input(), kernel.read())
            : node.inParts().multiply(node.path("matmul"), node.input(), kernel);
    TfGraph.Value bias = node.parameter(Dense.BIAS).read();
    return graph.floats("BiasAdd", node.path("bias_add"), product, bias);
  }

  private static TfGraph.Value flatten(Flatten flatten, TfNode node) {
    TfGraph graph = node.graph();
    int[] shape = {-1, node.outputType().size()};
    return graph
        .operation("Reshape", node.path("reshape"))
        .inputs(node.input(), graph.constant(node.path("shape"), shape, 2))
        .type("T", TF_FLOAT)
        .type("Tshape", TF_INT32)
        .value();
  }

  private static TfGraph.Value globalAvgPool2d(GlobalAvgPool2d op, TfNode node) {
    TfGraph graph = node.graph();
    return graph
        .operation("Mean", node.path("mean"))
        .inputs(node.input(), graph.constant(node.path("axes"), new int[] {1, 2}, 2))
        .type("T", TF_FLOAT)
        .type("Tidx", TF_INT32)
        .value();
  }

  /** An identity for each reader, so that each has a gradient of its own. */
  private static List<TfGraph.Value> fork(Fork fork, TfNode node) {
    return IntStream.rangeClosed(1, fork.readers())
        .mapToObj(k -> node.graph().floats("Identity", node.path("fork_" + k), node.input()))
        .toList();
  }

  private static TfGraph.Value add(Add op, TfNode node) {
    TfGraph.Value sum = node.input();
    for (int k = 1; k < node.inputs().size(); k++) {
      sum = node.graph().floats("AddV2", node.path("add_" + k), sum, node.inputs().get(k));
    }
    return sum;
  }

  private static TfGraph.Value multiply(Multiply op, TfNode node) {
    return node.graph().floats("Mul", node.path("mul"), node.input(), node.inputs().get(1));
  }

  private static TfGraph.Value concat(Concat op, TfNode node) {
    return node.graph().concatenate(node.path("concat"), node.inputs(), node.outputType().rank());
  }

  private static TfGraph.Value softmax(Softmax op, TfNode node) {
    return node.graph().floats("Softmax", node.path("softmax"), node.input());
  }

  private static TfGraph.Value leakyRelu(LeakyRelu op, TfNode node) {
    return node.graph()
        .operation("LeakyRelu", node.path("activation"))
        .inputs(node.input())
        .type("T", TF_FLOAT)
        .real("alpha", (float) op.slope())
        .value();
  }

  /**
   * TensorFlow has no kernel for the whole. Its Relu6 is not used: its gradient is 0 at 0 and 6,
   * and rounding of {@code x + 3} moves where that is.
   */
  private static TfGraph.Value hardSwish(HardSwish op, TfNode node) {
    TfGraph graph = node.graph();
    String path = node.path("activation");
    TfGraph.Value three = graph.constant(path + "/three", new float[] {3});
    TfGraph.Value minusThree = graph.constant(path + "/minus_three", new float[] {-3});
    TfGraph.Value six = graph.constant(path + "/six", new float[] {6});
    TfGraph.Value above = graph.floats("Maximum", path + "/above", node.input(), minusThree);
    TfGraph.Value clipped = graph.floats("Minimum", path + "/clipped", above, three);
    TfGraph.Value sum = graph.floats("AddV2", path + "/sum", clipped, three);
    TfGraph.Value gate = graph.floats("RealDiv", path + "/gate", sum, six);
    return graph.floats("Mul", path, node.input(), gate);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import static org.bytedeco.pytorch.global.torch.addmm;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.hardswish;
import static org.bytedeco.pytorch.global.torch.layer_norm;
import static org.bytedeco.pytorch.global.torch.leaky_relu;
import static org.bytedeco.pytorch.global.torch.relu;
import static org.bytedeco.pytorch.global.torch.sigmoid;
import static org.bytedeco.pytorch.global.torch.tanh;

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
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;

/**
 * Each operator as libtorch's own, one line or method for each. Where libtorch's default differs
 * from the canonical meaning, the argument that overrides it stands in the method.
 */
final class TorchOps {
  static final LoweringTable<TorchNode, Tensor> TABLE =
      LoweringTable.<TorchNode, Tensor>of(TorchEngineProvider.NAME)
          .put(Conv2d.class, TorchWindows::conv2d)
          .put(MaxPool2d.class, TorchWindows::maxPool2d)
          .put(AvgPool2d.class, TorchWindows::avgPool2d)
          .put(Dense.class, TorchOps::dense)
          .put(GlobalAvgPool2d.class, (op, node) -> node.input().mean(2, 3))
          .put(Flatten.class, TorchOps::flatten)
          .putAll(Fork.class, TorchOps::fork)
          .put(Add.class, (op, node) -> node.inputs().stream().reduce(Tensor::add).orElseThrow())
          .put(Multiply.class, (op, node) -> node.input().mul(node.inputs().get(1)))
          .put(Concat.class, TorchOps::concat)
          .put(LayerNorm.class, TorchOps::layerNorm)
          .put(Softmax.class, (op, node) -> node.input().softmax(1))
          .put(Linear.class, (op, node) -> node.input())
          .put(Relu.class, (op, node) -> node.spare() ? node.input().relu_() : relu(node.input()))
          .put(LeakyRelu.class, (op, node) -> leaky_relu(node.input(), new Scalar(op.slope())))
          .put(Tanh.class, (op, node) -> tanh(node.input()))
          .put(Sigmoid.class, (op, node) -> sigmoid(node.input()))
          .put(Gelu.class, (op, node) -> gelu(node.input(), "none"))
          .put(GeluTanh.class, (op, node) -> gelu(node.input(), "tanh"))
          .put(HardSwish.class, (op, node) -> hardswish(node.input()));

  private TorchOps() {}

  private static Tensor dense(Dense dense, TorchNode node) {
    return addmm(node.parameter(Dense.BIAS), node.input(), node.parameter(Dense.KERNEL));
  }

  /** A view for each reader, so that each has a gradient of its own. */
  private static List<Tensor> fork(Fork fork, TorchNode node) {
    return IntStream.range(0, fork.readers())
        .mapToObj(k -> node.input().view_as(node.input()))
        .toList();
  }

  /** The second dimension is that of channels, of images and of vectors. */
  private static Tensor concat(Concat concat, TorchNode node) {
    return cat(new TensorVector(node.inputs().toArray(Tensor[]::new)), 1);
  }

  /** With the channels last, where libtorch normalises the last dimensions. */
  private static Tensor layerNorm(LayerNorm norm, TorchNode node) {
    boolean image = node.inputType().isImage();
    Tensor in = image ? node.input().permute(0, 2, 3, 1) : node.input();
    Tensor out =
        layer_norm(
            in,
            new long[] {node.inputType().channels()},
            new TensorOptional(node.parameter(LayerNorm.GAMMA)),
            new TensorOptional(node.parameter(LayerNorm.BETA)),
            norm.epsilon(),
            false);
    return image ? out.permute(0, 3, 1, 2) : out;
  }

  /** In the order (h, w, c): a view where the memory is channels-last. */
  private static Tensor flatten(Flatten flatten, TorchNode node) {
    Tensor in = node.input();
    return node.inputType().isImage()
        ? in.permute(0, 2, 3, 1).reshape(in.size(0), node.outputType().size())
        : in;
  }
}

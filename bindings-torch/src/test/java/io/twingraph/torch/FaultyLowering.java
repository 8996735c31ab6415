// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.leaky_relu;

import io.twingraph.op.AvgPool2d;
import io.twingraph.op.Conv2d;
import io.twingraph.op.Dense;
import io.twingraph.op.Elementwise;
import io.twingraph.op.Flatten;
import io.twingraph.op.MaxPool2d;
import io.twingraph.op.Padding;
import io.twingraph.op.TensorType;
import io.twingraph.spec.Experiment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The lowering with one step wrong, in the layer of the fault only. */
final class FaultyLowering extends TorchLowering {
  private final PlantedFault fault;

  FaultyLowering(PlantedFault fault, Experiment experiment) {
    super(experiment.graph(), experiment.loss());
    this.fault = fault;
  }

  @Override
  Tensor loss(Tensor logits, Tensor labels) {
    return switch (fault) {
      case SUM_INSTEAD_OF_MEAN_LOSS -> sum(logits, labels);
      case LOSS_GRADIENT_OF_THE_SUM ->
          withGradientOf(sum(logits, labels), super.loss(logits, labels));
      case SOFTMAX_TWICE -> super.loss(logits.softmax(1), labels);
      case LABELS_SHIFTED_IN_THE_LOSS -> {
        Tensor ofClassOne = labels.eq(new Scalar(1)).to(ScalarType.Long);
        yield super.loss(logits, labels.add(ofClassOne));
      }
      default -> super.loss(logits, labels);
    };
  }

  private Tensor sum(Tensor logits, Tensor labels) {
    return super.loss(logits, labels).mul(new Scalar((double) labels.numel()));
  }

  @Override
  List<Tensor> lower(TorchNode node) {
    return node.node().outputs().size() == 1 ? List.of(one(node)) : super.lower(node);
  }

  private Tensor right(TorchNode node) {
    return super.lower(node).get(0);
  }

  private Tensor one(TorchNode node) {
    if (!node.node().layer().equals(fault.layer())) {
      return right(node);
    }
    if (node.node().op() instanceof Conv2d conv) {
      return conv2d(conv, node);
    }
    if (node.node().op() instanceof Dense) {
      return dense(node);
    }
    if (node.node().op() instanceof MaxPool2d pool) {
      return maxPool2d(pool, node);
    }
    if (node.node().op() instanceof AvgPool2d pool) {
      return avgPool2d(pool, node);
    }
    if (node.node().op() instanceof Flatten) {
      return flatten(node);
    }
    return node.node().op() instanceof Elementwise ? elementwise(node) : right(node);
  }

  private Tensor conv2d(Conv2d conv, TorchNode node) {
    Padding.Explicit sides = conv.padding();
    Tensor kernel = node.parameter(Conv2d.KERNEL);
    Tensor bias = node.parameter(Conv2d.BIAS);
    return switch (fault) {
      case TRANSPOSED_KERNEL -> TorchWindows.conv2d(conv, node, kernel.transpose(2, 3), bias);
      case KERNEL_IN_AND_OUT_SWAPPED ->
          TorchWindows.conv2d(conv, node, kernel.transpose(0, 1), bias);
      case FLIPPED_KERNEL -> TorchWindows.conv2d(conv, node, kernel.flip(2, 3), bias);
      case SAME_PADDING_TOP_LEFT -> {
        Padding.Explicit opposite =
            new Padding.Explicit(sides.bottom(), sides.top(), sides.right(), sides.left());
        yield TorchWindows.conv2d(padded(conv, opposite), node);
      }
      case PADDING_DROPPED_IN_BACKWARD -> {
        int rows = sides.top() + sides.bottom();
        int columns = sides.left() + sides.right();
        Conv2d fromTheFirst = padded(conv, new Padding.Explicit(0, rows, 0, columns));
        yield withGradientOf(TorchWindows.conv2d(fromTheFirst, node), right(node));
      }
      case BIAS_GRADIENT_DROPPED -> {
        Tensor constant = bias.detach().add(bias.mul(new Scalar(0.0)));
        yield TorchWindows.conv2d(conv, node, kernel, constant);
      }
      default -> right(node);
    };
  }

  private Tensor dense(TorchNode node) {
    return switch (fault) {
      case TRANSPOSED_DENSE_KERNEL -> right(transposed(node));
      case BIAS_TWICE -> right(node).add(node.parameter(Dense.BIAS));
      default -> right(node);
    };
  }

  private static TorchNode transposed(TorchNode node) {
    Map<String, Tensor> parameters = new HashMap<>(node.parameters());
    parameters.computeIfPresent(
        node.node().parameter(Dense.KERNEL).name(), (name, kernel) -> kernel.t());
    return new TorchNode(node.node(), node.inputs(), parameters, node.spare());
  }

  private Tensor maxPool2d(MaxPool2d pool, TorchNode node) {
    return switch (fault) {
      case MAX_POOLING_PADS_WITH_ZEROS ->
          TorchWindows.maxPool2d(
              unpadded(pool), node.on(TorchWindows.pad(node.input(), pool.padding(), 0)));
      case TIE_GOES_TO_THE_LAST -> lastMaximum(pool, node);
      default -> right(node);
    };
  }

  /** Turned by 180 degrees, less the rows and columns that no window reaches, and back. */
  private static Tensor lastMaximum(MaxPool2d pool, TorchNode node) {
    TensorType out = node.outputType();
    long rows = (long) (out.height() - 1) * pool.stride().height() + pool.size().height();
    long columns = (long) (out.width() - 1) * pool.stride().width() + pool.size().width();
    Tensor reached =
        TorchWindows.pad(node.input(), pool.padding(), Double.NEGATIVE_INFINITY)
            .narrow(2, 0, rows)
            .narrow(3, 0, columns);
    return TorchWindows.maxPool2d(unpadded(pool), node.on(reached.flip(2, 3))).flip(2, 3);
  }

  private Tensor avgPool2d(AvgPool2d pool, TorchNode node) {
    return switch (fault) {
      case AVERAGE_POOLING_COUNTS_PADDING -> byWholeWindow(pool, node);
      case AVERAGE_POOLING_GRADIENT_COUNTS_PADDING ->
          withGradientOf(byWholeWindow(pool, node), right(node));
      default -> right(node);
    };
  }

  private static Tensor byWholeWindow(AvgPool2d pool, TorchNode node) {
    AvgPool2d unpadded = new AvgPool2d(pool.size(), pool.stride(), Padding.Explicit.NONE);
    return TorchWindows.avgPool2d(
        unpadded, node.on(TorchWindows.pad(node.input(), pool.padding(), 0)));
  }

  private Tensor flatten(TorchNode node) {
    return fault == PlantedFault.WRONG_FLATTEN_ORDER
        ? node.input().reshape(node.input().size(0), node.outputType().size())
        : right(node);
  }

  private Tensor elementwise(TorchNode node) {
    Tensor in = node.input();
    Tensor right = right(node.on(in));
    return switch (fault) {
      case GELU_BY_TANH -> gelu(in, "tanh");
      case LEAKY_RELU_DEFAULT_SLOPE -> leaky_relu(in);
      case FLOAT16_ROUNDING ->
          withGradientOf(right, right.to(ScalarType.Half).to(ScalarType.Float));
      case RELU_GRADIENT_AT_ZERO ->
          withGradientOf(in.mul(in.ge(new Scalar(0)).to(ScalarType.Float)), right);
      default -> right;
    };
  }

  /** The value of one tensor, bit for bit, with the derivatives of another of its shape. */
  private static Tensor withGradientOf(Tensor differentiated, Tensor value) {
    return value.detach().add(differentiated.sub(differentiated.detach()));
  }

  private static MaxPool2d unpadded(MaxPool2d pool) {
    return new MaxPool2d(pool.size(), pool.stride(), Padding.Explicit.NONE);
  }

  private static Conv2d padded(Conv2d conv, Padding.Explicit padding) {
    return new Conv2d(conv.filters(), conv.kernel(), conv.stride(), padding);
  }
}

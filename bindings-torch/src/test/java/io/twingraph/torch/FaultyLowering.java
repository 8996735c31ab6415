// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.leaky_relu;

import io.twingraph.spec.Experiment;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Network;
import io.twingraph.spec.Padding;
import io.twingraph.spec.Shape;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The lowering with one step wrong, in the layer of the fault only. */
final class FaultyLowering extends TorchLowering {
  private final PlantedFault fault;

  FaultyLowering(PlantedFault fault, Experiment experiment) {
    super(experiment.network(), experiment.loss());
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
  Tensor conv2d(Network.Node node, Layer.Conv2d conv, Tensor in, Tensor kernel, Tensor bias) {
    if (!isIn(node)) {
      return super.conv2d(node, conv, in, kernel, bias);
    }
    Padding.Explicit sides = node.padding();
    return switch (fault) {
      case TRANSPOSED_KERNEL -> super.conv2d(node, conv, in, kernel.transpose(2, 3), bias);
      case KERNEL_IN_AND_OUT_SWAPPED -> super.conv2d(node, conv, in, kernel.transpose(0, 1), bias);
      case FLIPPED_KERNEL -> super.conv2d(node, conv, in, kernel.flip(2, 3), bias);
      case SAME_PADDING_TOP_LEFT -> {
        Padding.Explicit opposite =
            new Padding.Explicit(sides.bottom(), sides.top(), sides.right(), sides.left());
        yield super.conv2d(padded(node, opposite), conv, in, kernel, bias);
      }
      case PADDING_DROPPED_IN_BACKWARD -> {
        int rows = sides.top() + sides.bottom();
        int columns = sides.left() + sides.right();
        Network.Node fromTheFirst = padded(node, new Padding.Explicit(0, rows, 0, columns));
        yield withGradientOf(
            super.conv2d(fromTheFirst, conv, in, kernel, bias),
            super.conv2d(node, conv, in, kernel, bias));
      }
      case BIAS_GRADIENT_DROPPED -> {
        Tensor constant = bias.detach().add(bias.mul(new Scalar(0.0)));
        yield super.conv2d(node, conv, in, kernel, constant);
      }
      default -> super.conv2d(node, conv, in, kernel, bias);
    };
  }

  @Override
  Tensor dense(Network.Node node, Tensor in, Tensor kernel, Tensor bias) {
    if (!isIn(node)) {
      return super.dense(node, in, kernel, bias);
    }
    return switch (fault) {
      case TRANSPOSED_DENSE_KERNEL -> super.dense(node, in, kernel.t(), bias);
      case BIAS_TWICE -> super.dense(node, in, kernel, bias).add(bias);
      default -> super.dense(node, in, kernel, bias);
    };
  }

  @Override
  Tensor maxPool2d(Network.Node node, Layer.MaxPool2d pool, Tensor in) {
    return switch (fault) {
      case MAX_POOLING_PADS_WITH_ZEROS ->
          super.maxPool2d(unpadded(node), pool, pad(in, node.padding(), 0));
      case TIE_GOES_TO_THE_LAST -> lastMaximum(node, pool, in);
      default -> super.maxPool2d(node, pool, in);
    };
  }

  /** Turned by 180 degrees, less the rows and columns that no window reaches, and back. */
  private Tensor lastMaximum(Network.Node node, Layer.MaxPool2d pool, Tensor in) {
    Shape.Image out = (Shape.Image) node.output();
    long rows = (long) (out.height() - 1) * pool.stride().height() + pool.window().height();
    long columns = (long) (out.width() - 1) * pool.stride().width() + pool.window().width();
    Tensor reached =
        pad(in, node.padding(), Double.NEGATIVE_INFINITY).narrow(2, 0, rows).narrow(3, 0, columns);
    return super.maxPool2d(unpadded(node), pool, reached.flip(2, 3)).flip(2, 3);
  }

  @Override
  Tensor avgPool2d(Network.Node node, Layer.AvgPool2d pool, Tensor in) {
    return switch (fault) {
      case AVERAGE_POOLING_COUNTS_PADDING -> byWholeWindow(node, pool, in);
      case AVERAGE_POOLING_GRADIENT_COUNTS_PADDING ->
          withGradientOf(byWholeWindow(node, pool, in), super.avgPool2d(node, pool, in));
      default -> super.avgPool2d(node, pool, in);
    };
  }

  private Tensor byWholeWindow(Network.Node node, Layer.AvgPool2d pool, Tensor in) {
    return super.avgPool2d(unpadded(node), pool, pad(in, node.padding(), 0));
  }

  @Override
  Tensor flatten(Network.Node node, Tensor in) {
    return fault == PlantedFault.WRONG_FLATTEN_ORDER
        ? in.reshape(in.size(0), node.output().size())
        : super.flatten(node, in);
  }

  @Override
  Tensor activation(Network.Node node, Tensor in, boolean spare) {
    Tensor right = super.activation(node, in, false);
    if (!isIn(node)) {
      return right;
    }
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

  private boolean isIn(Network.Node node) {
    return node.name().equals(fault.layer());
  }

  /** The value of one tensor, bit for bit, with the derivatives of another of its shape. */
  private static Tensor withGradientOf(Tensor differentiated, Tensor value) {
    return value.detach().add(differentiated.sub(differentiated.detach()));
  }

  private static Network.Node unpadded(Network.Node node) {
    return padded(node, Padding.Explicit.NONE);
  }

  private static Network.Node padded(Network.Node node, Padding.Explicit padding) {
    return new Network.Node(
        node.name(),
        node.layer(),
        node.input(),
        node.output(),
        padding,
        node.kernel(),
        node.bias());
  }
}

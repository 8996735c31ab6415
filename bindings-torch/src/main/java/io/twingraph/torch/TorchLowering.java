// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import static org.bytedeco.pytorch.global.torch.addmm;
import static org.bytedeco.pytorch.global.torch.avg_pool2d;
import static org.bytedeco.pytorch.global.torch.constant_pad_nd;
import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.leaky_relu;
import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.ones;
import static org.bytedeco.pytorch.global.torch.relu;
import static org.bytedeco.pytorch.global.torch.sigmoid;
import static org.bytedeco.pytorch.global.torch.tanh;

import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Loss;
import io.twingraph.spec.Network;
import io.twingraph.spec.Padding;
import io.twingraph.spec.Shape;
import io.twingraph.spec.Size;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * A network as libtorch operations, run eagerly. Each method states one row of the canonical
 * meaning; where libtorch's own default differs, the argument that overrides it stands beside it.
 *
 * <p>The steps can be overridden, so that tests can give one of them another meaning.
 */
class TorchLowering {
  private static final long[] ONE = {1, 1};
  private static final long[] NO_PADDING = {0, 0};

  private final Network network;
  private final Loss loss;
  private final TorchMaking making;

  TorchLowering(Network network, Loss loss) {
    this.network = network;
    this.loss = loss;
    this.making = new TorchMaking(network);
  }

  /** Where this lowering, and whoever else takes part in a step, says what is being made. */
  final TorchMaking making() {
    return making;
  }

  /** The logits of a batch, where nobody asks for what lies between. */
  final Tensor forward(Tensor images, Map<String, Tensor> parameters) {
    return forward(images, parameters, name -> false, (name, value) -> {});
  }

  /**
   * The logits of a batch.
   *
   * @param images {@code [N,C,H,W]}
   * @param parameters by canonical name, in the inside layout
   * @param wanted the names of activations that {@code tap} is given; others may be overwritten
   * @param tap is given each wanted activation with its canonical name, in order; must not change
   *     it
   */
  final Tensor forward(
      Tensor images,
      Map<String, Tensor> parameters,
      Predicate<String> wanted,
      BiConsumer<String, Tensor> tap) {
    Tensor value = images;
    if (wanted.test(Network.INPUT)) {
      tap.accept(Network.INPUT, value);
    }
    for (Network.Node node : network.layers()) {
      making.beforeFunction(node);
      value = layer(node, value, parameters);
      Optional<String> before = node.preactivation();
      if (before.filter(wanted).isPresent()) {
        tap.accept(before.get(), value);
      }
      making.output();
      value = activation(node, value, before.filter(wanted.negate()).isPresent());
      if (wanted.test(node.name())) {
        tap.accept(node.name(), value);
      }
    }
    return value;
  }

  /** Softmax cross-entropy from logits, mean over the samples. */
  Tensor loss(Tensor logits, Tensor labels) {
    return switch (loss) {
      case SOFTMAX_CROSS_ENTROPY -> torch.cross_entropy_loss(logits, labels);
    };
  }

  private Tensor layer(Network.Node node, Tensor in, Map<String, Tensor> parameters) {
    if (node.layer() instanceof Layer.Conv2d conv) {
      Tensor kernel = parameters.get(node.name() + "/kernel");
      return conv2d(node, conv, in, kernel, parameters.get(node.name() + "/bias"));
    }
    if (node.layer() instanceof Layer.Dense) {
      Tensor kernel = parameters.get(node.name() + "/kernel");
      return dense(node, in, kernel, parameters.get(node.name() + "/bias"));
    }
    if (node.layer() instanceof Layer.MaxPool2d pool) {
      return maxPool2d(node, pool, in);
    }
    if (node.layer() instanceof Layer.AvgPool2d pool) {
      return avgPool2d(node, pool, in);
    }
    return node.layer() instanceof Layer.Flatten ? flatten(node, in) : in;
  }

  Tensor conv2d(Network.Node node, Layer.Conv2d conv, Tensor in, Tensor kernel, Tensor bias) {
    Padding.Explicit padding = node.padding();
    boolean strided = conv.stride().height() > 1 || conv.stride().width() > 1;
    if (strided && conv.kernel().equals(Size.square(1))) {
      return onePixel(conv, padding, in, kernel, bias);
    }
    if (((Shape.Image) node.output()).width() == 1 && conv.stride().width() > 1) {
      return oneColumn(conv, padding, in, kernel, bias);
    }
    boolean symmetric = padding.top() == padding.bottom() && padding.left() == padding.right();
    Tensor padded = symmetric ? in : pad(in, padding, 0);
    long[] own = symmetric ? new long[] {padding.top(), padding.left()} : NO_PADDING;
    return torch.conv2d(padded, kernel, new TensorOptional(bias), pair(conv.stride()), own, ONE, 1);
  }

  /**
   * On the pixels that a strided 1x1 kernel sees. libtorch 2.7.1 with oneDNN writes past the end of
   * its own memory in the gradient of such a kernel where the stride leaves rows over, and the
   * process may die of it later.
   */
  private static Tensor onePixel(
      Layer.Conv2d conv, Padding.Explicit padding, Tensor in, Tensor kernel, Tensor bias) {
    Tensor padded = padding.isNone() ? in : pad(in, padding, 0);
    LongOptional start = new LongOptional(0);
    LongOptional end = new LongOptional(Long.MAX_VALUE);
    Tensor seen =
        padded
            .slice(2, start, end, conv.stride().height())
            .slice(3, start, end, conv.stride().width());
    return torch.conv2d(seen, kernel, new TensorOptional(bias), ONE, NO_PADDING, ONE, 1);
  }

  /**
   * On the first columns only. Where one window fills a row, its stride means nothing, but libtorch
   * 2.7.1 with oneDNN reads wrong pixels if it is not 1 and the image has one channel (see {@code
   * TorchDefaultsTest}).
   */
  private static Tensor oneColumn(
      Layer.Conv2d conv, Padding.Explicit padding, Tensor in, Tensor kernel, Tensor bias) {
    Tensor padded = padding.isNone() ? in : pad(in, padding, 0);
    Tensor seen = padded.narrow(3, 0, conv.kernel().width());
    long[] stride = {conv.stride().height(), 1};
    return torch.conv2d(seen, kernel, new TensorOptional(bias), stride, NO_PADDING, ONE, 1);
  }

  Tensor dense(Network.Node node, Tensor in, Tensor kernel, Tensor bias) {
    return addmm(bias, in, kernel);
  }

  /** Pads with minus infinity, so that padding never wins; floor, not ceil. */
  Tensor maxPool2d(Network.Node node, Layer.MaxPool2d pool, Tensor in) {
    Padding.Explicit padding = node.padding();
    Tensor padded = padding.isNone() ? in : pad(in, padding, Double.NEGATIVE_INFINITY);
    return max_pool2d(padded, pair(pool.window()), pair(pool.stride()), NO_PADDING, ONE, false);
  }

  /** The sum over each window by the number of its pixels that lie on the input. */
  Tensor avgPool2d(Network.Node node, Layer.AvgPool2d pool, Tensor in) {
    if (node.padding().isNone()) {
      return sums(pool, in, new LongOptional());
    }
    Shape.Image shape = (Shape.Image) node.input();
    Tensor one = ones(new long[] {1, 1, shape.height(), shape.width()}, in.options());
    LongOptional undivided = new LongOptional(1);
    return sums(pool, pad(in, node.padding(), 0), undivided)
        .div(sums(pool, pad(one, node.padding(), 0), undivided));
  }

  private static Tensor sums(Layer.AvgPool2d pool, Tensor in, LongOptional divisor) {
    return avg_pool2d(
        in, pair(pool.window()), pair(pool.stride()), NO_PADDING, false, false, divisor);
  }

  /** In the order (h, w, c): a view where the memory is channels-last. */
  Tensor flatten(Network.Node node, Tensor in) {
    return node.input() instanceof Shape.Image image
        ? in.permute(0, 2, 3, 1).reshape(in.size(0), image.size())
        : in;
  }

  /**
   * The function that ends a layer; the value itself where that is linear.
   *
   * @param spare whether {@code in} may be overwritten: nobody else reads it, a gradient of the
   *     layer's neither
   */
  Tensor activation(Network.Node node, Tensor in, boolean spare) {
    ActivationFunction function = node.activation();
    return switch (function.kind()) {
      case LINEAR -> in;
      case RELU -> spare ? in.relu_() : relu(in);
      case LEAKY_RELU -> leaky_relu(in, new Scalar(function.slope()));
      case TANH -> tanh(in);
      case SIGMOID -> sigmoid(in);
      case GELU -> gelu(in, "none");
      case GELU_TANH -> gelu(in, "tanh");
    };
  }

  /** {@code [N,C,H,W]} with rows and columns of {@code value} around each image. */
  static Tensor pad(Tensor in, Padding.Explicit padding, double value) {
    long[] sides = {padding.left(), padding.right(), padding.top(), padding.bottom()};
    return constant_pad_nd(in, sides, new Scalar(value));
  }

  private static long[] pair(Size size) {
    return new long[] {size.height(), size.width()};
  }
}

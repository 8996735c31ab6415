// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import static org.bytedeco.pytorch.global.torch.avg_pool2d;
import static org.bytedeco.pytorch.global.torch.constant_pad_nd;
import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.ones;

import io.twingraph.op.AvgPool2d;
import io.twingraph.op.Conv2d;
import io.twingraph.op.MaxPool2d;
import io.twingraph.op.Padding;
import io.twingraph.op.Size;
import io.twingraph.op.TensorType;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Operators that move a window over an image, on libtorch. */
final class TorchWindows {
  private static final long[] ONE = {1, 1};
  private static final long[] NO_PADDING = {0, 0};

  private TorchWindows() {}

  static Tensor conv2d(Conv2d conv, TorchNode node) {
    return conv2d(
        conv,
        node,
        node.parameter(Conv2d.KERNEL),
        conv.bias() ? node.parameter(Conv2d.BIAS) : null);
  }

  /** With parameters that are not those of the node; {@code null} for no bias. */
  static Tensor conv2d(Conv2d conv, TorchNode node, Tensor kernel, Tensor bias) {
    Tensor in = node.input();
    Padding.Explicit padding = conv.padding();
    boolean strided = conv.stride().height() > 1 || conv.stride().width() > 1;
    if (strided && conv.kernel().equals(Size.square(1))) {
      return onePixel(conv, in, kernel, bias);
    }
    if (node.outputType().width() == 1 && conv.stride().width() > 1) {
      return oneColumn(conv, in, kernel, bias);
    }
    boolean symmetric = padding.top() == padding.bottom() && padding.left() == padding.right();
    Tensor padded = symmetric ? in : pad(in, padding, 0);
    long[] own = symmetric ? new long[] {padding.top(), padding.left()} : NO_PADDING;
    return convolved(conv, padded, kernel, bias, pair(conv.stride()), own);
  }

  private static Tensor convolved(
      Conv2d conv, Tensor in, Tensor kernel, Tensor bias, long[] stride, long[] padding) {
    TensorOptional added = bias == null ? new TensorOptional() : new TensorOptional(bias);
    return torch.conv2d(in, kernel, added, stride, padding, pair(conv.dilation()), conv.groups());
  }

  /**
   * On the pixels that a strided 1x1 kernel sees. libtorch 2.7.1 with oneDNN writes past the end of
   * its own memory in the gradient of such a kernel where the stride leaves rows over, and the
   * process may die of it later.
   */
  private static Tensor onePixel(Conv2d conv, Tensor in, Tensor kernel, Tensor bias) {
    LongOptional start = new LongOptional(0);
    LongOptional end = new LongOptional(Long.MAX_VALUE);
    Tensor seen =
        padded(conv.padding(), in, 0)
            .slice(2, start, end, conv.stride().height())
            .slice(3, start, end, conv.stride().width());
    return convolved(conv, seen, kernel, bias, ONE, NO_PADDING);
  }

  /**
   * On the first columns only. Where one window fills a row, its stride means nothing, but libtorch
   * 2.7.1 with oneDNN reads wrong pixels if it is not 1 and the image has one channel (see {@code
   * TorchDefaultsTest}).
   */
  private static Tensor oneColumn(Conv2d conv, Tensor in, Tensor kernel, Tensor bias) {
    int reach = conv.window().orElseThrow().reach().width();
    Tensor seen = padded(conv.padding(), in, 0).narrow(3, 0, reach);
    long[] stride = {conv.stride().height(), 1};
    return convolved(conv, seen, kernel, bias, stride, NO_PADDING);
  }

  /** Pads with minus infinity, so that padding never wins; floor, not ceil. */
  static Tensor maxPool2d(MaxPool2d pool, TorchNode node) {
    Tensor padded = padded(pool.padding(), node.input(), Double.NEGATIVE_INFINITY);
    return max_pool2d(padded, pair(pool.size()), pair(pool.stride()), NO_PADDING, ONE, false);
  }

  /** The sum over each window by the number of its pixels that lie on the input. */
  static Tensor avgPool2d(AvgPool2d pool, TorchNode node) {
    Tensor in = node.input();
    if (pool.padding().isNone()) {
      return sums(pool, in, new LongOptional());
    }
    TensorType shape = node.inputType();
    Tensor one = ones(new long[] {1, 1, shape.height(), shape.width()}, in.options());
    LongOptional undivided = new LongOptional(1);
    return sums(pool, pad(in, pool.padding(), 0), undivided)
        .div(sums(pool, pad(one, pool.padding(), 0), undivided));
  }

  private static Tensor sums(AvgPool2d pool, Tensor in, LongOptional divisor) {
    return avg_pool2d(
        in, pair(pool.size()), pair(pool.stride()), NO_PADDING, false, false, divisor);
  }

  private static Tensor padded(Padding.Explicit padding, Tensor in, double value) {
    return padding.isNone() ? in : pad(in, padding, value);
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

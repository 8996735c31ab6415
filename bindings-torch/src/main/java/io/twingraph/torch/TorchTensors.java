// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import static org.bytedeco.pytorch.global.torch.from_blob;

import io.twingraph.data.Batch;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.TensorMap;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Tensors across the boundary, and the only place that knows both layouts.
 *
 * <p>Canonical (outside): activations NHWC, kernels HWIO and (in, out). Inside: libtorch indexes
 * NCHW and OIHW; activations lie in channels-last memory, which is NHWC, so that entering, leaving
 * and flattening need no copy; dense kernels keep (in, out). {@code wrap} borrows memory, {@code
 * allocate} owns it. Every result belongs to the caller's {@code PointerScope}.
 */
final class TorchTensors {
  private TorchTensors() {}

  /** The batch's images {@code [N,C,H,W]}; over the batch's own memory where the device is CPU. */
  static Tensor wrapImages(Batch batch, String device) {
    long[] shape = {batch.size(), batch.height(), batch.width(), batch.channels()};
    Tensor nhwc =
        wrap(new FloatPointer(batch.images()), ScalarType.Float, shape).permute(0, 3, 1, 2);
    return move(nhwc, ScalarType.Float, device);
  }

  /** The batch's labels, int64 {@code [N]}; a copy, as the batch keeps them as Java ints. */
  static Tensor allocateLabels(Batch batch, String device) {
    LongPointer labels = new LongPointer(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      labels.put(i, batch.label(i));
    }
    return move(wrap(labels, ScalarType.Long, batch.size()), ScalarType.Long, device);
  }

  /** A parameter or an optimizer slot in the inside layout, bit for bit, in memory of its own. */
  static Tensor allocateParameter(HostTensor canonical, String device) {
    Tensor borrowed = wrapParameter(canonical);
    return move(
        borrowed.clone(new MemoryFormatOptional(MemoryFormat.Contiguous)),
        ScalarType.Float,
        device);
  }

  /** Overwrites parameters or slots, bit for bit; names and shapes are already checked. */
  static void copyParameters(TensorMap canonical, Map<String, Tensor> targets) {
    targets.forEach((name, target) -> target.copy_(wrapParameter(canonical.get(name))));
  }

  /** Copies of parameters or slots, in the canonical layout and in the same order. */
  static TensorMap readParameters(Map<String, Tensor> inside) {
    Map<String, HostTensor> copies = new LinkedHashMap<>();
    inside.forEach((name, value) -> copies.put(name, readParameter(value)));
    return new TensorMap(copies);
  }

  /** A parameter, its gradient or an optimizer slot, back in the canonical layout. */
  static HostTensor readParameter(Tensor inside) {
    return read(inside.dim() == 4 ? inside.permute(2, 3, 1, 0) : inside);
  }

  /** An activation or its gradient, {@code [N,H,W,C]} or {@code [N,units]}. */
  static HostTensor readActivation(Tensor inside) {
    return read(inside.dim() == 4 ? inside.permute(0, 2, 3, 1) : inside);
  }

  /** A copy of labels, int64 {@code [N]}. */
  static List<Integer> readLabels(Tensor labels) {
    long[] values = new long[Math.toIntExact(labels.numel())];
    labels.cpu().data_ptr_long().get(values);
    return Arrays.stream(values).mapToObj(Math::toIntExact).toList();
  }

  /** Runs {@code body} without recording it for gradients. */
  static <T> T withoutGradients(Supplier<T> body) {
    NoGradGuard guard = new NoGradGuard();
    try {
      return body.get();
    } finally {
      guard.close();
    }
  }

  private static Tensor wrapParameter(HostTensor canonical) {
    long[] shape = Arrays.stream(canonical.shape()).asLongStream().toArray();
    Tensor borrowed = wrap(new FloatPointer(canonical.data()), ScalarType.Float, shape);
    return shape.length == 4 ? borrowed.permute(3, 2, 0, 1) : borrowed;
  }

  private static Tensor wrap(Pointer memory, ScalarType type, long... shape) {
    return from_blob(memory, shape, new TensorOptions().dtype(new ScalarTypeOptional(type)));
  }

  private static Tensor move(Tensor tensor, ScalarType type, String device) {
    return device.equals("cpu") ? tensor : tensor.to(new Device(device), type);
  }

  private static HostTensor read(Tensor canonical) {
    Tensor dense = canonical.detach().cpu().contiguous();
    int[] shape = new int[(int) dense.dim()];
    Arrays.setAll(shape, d -> Math.toIntExact(dense.size(d)));
    float[] values = new float[Math.toIntExact(dense.numel())];
    dense.data_ptr_float().get(values);
    return HostTensor.wrap(shape, values);
  }
}

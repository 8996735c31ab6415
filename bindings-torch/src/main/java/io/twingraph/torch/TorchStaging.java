// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.data.Batch;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Brings batches to a session's device. A CPU takes them where they lie. To a GPU they go through
 * host memory that is pinned, which the GPU reads by itself while this thread goes on: a copy from
 * memory that is not makes the thread wait, and goes through a buffer of the driver's anyway.
 *
 * <p>There is one buffer for images and one for labels, as large as the largest batch so far. Each
 * call overwrites them, which is safe: whatever brings a batch here ends with reading a result of
 * that batch back (a loss or logits) on the stream that has the copy, and so waits for it. Where it
 * fails before that, a copy may still run, into memory which nobody reads and which libtorch hands
 * out again behind it on the same stream. libtorch frees a buffer that is replaced once the copies
 * out of it are done.
 *
 * <p>Belongs to one session. All methods run inside the caller's {@code PointerScope}; {@link
 * #close} gives the buffers back.
 */
final class TorchStaging {
  private final String device;
  private final boolean staged;
  private final boolean pinned;
  private Tensor images;
  private Tensor labels;

  /** For a device as an engine names it. */
  TorchStaging(String device) {
    this(device, TorchCuda.is(device), true);
  }

  /**
   * For tests, which have no GPU.
   *
   * @param staged whether there are buffers at all
   * @param pinned whether they are pinned
   */
  TorchStaging(String device, boolean staged, boolean pinned) {
    this.device = device;
    this.staged = staged;
    this.pinned = pinned;
  }

  /** The batch's images {@code [N,C,H,W]} on the device, channels last in memory. */
  Tensor images(Batch batch) {
    if (!staged) {
      return TorchTensors.wrapImages(batch, device);
    }
    long n = batch.size();
    if (images == null || images.size(0) < n) {
      long[] shape = {n, batch.height(), batch.width(), batch.channels()};
      images = replaced(images, ScalarType.Float, shape);
    }
    Tensor part = images.narrow(0, 0, n);
    putImages(batch, part);
    return sent(part, ScalarType.Float).permute(0, 3, 1, 2);
  }

  /** The batch's labels, int64 {@code [N]}, on the device. */
  Tensor labels(Batch batch) {
    if (!staged) {
      return TorchTensors.allocateLabels(batch, device);
    }
    int n = batch.size();
    if (labels == null || labels.size(0) < n) {
      labels = replaced(labels, ScalarType.Long, n);
    }
    Tensor part = labels.narrow(0, 0, n);
    putLabels(batch, part);
    return sent(part, ScalarType.Long);
  }

  /** Writes a batch's images into a host tensor {@code [N,H,W,C]}. */
  static void putImages(Batch batch, Tensor host) {
    FloatPointer from = new FloatPointer(batch.images());
    Pointer.memcpy(host.data_ptr(), from, (long) batch.size() * batch.imageSize() * Float.BYTES);
  }

  /** Writes its labels into an int64 host tensor {@code [N]}. */
  static void putLabels(Batch batch, Tensor host) {
    long[] values = new long[batch.size()];
    Arrays.setAll(values, batch::label);
    host.data_ptr_long().put(values);
  }

  /** Gives the buffers back; they are made anew if another batch comes. */
  void close() {
    images = closed(images);
    labels = closed(labels);
  }

  private Tensor replaced(Tensor old, ScalarType type, long... shape) {
    TensorOptions options =
        new TensorOptions()
            .dtype(new ScalarTypeOptional(type))
            .pinned_memory(new BoolOptional(pinned));
    Tensor buffer = torch.empty(shape, options, new MemoryFormatOptional());
    closed(old);
    return buffer.retainReference();
  }

  private static Tensor closed(Tensor buffer) {
    if (buffer != null) {
      buffer.close();
    }
    return null;
  }

  /** A copy on the device that this thread does not wait for. */
  private Tensor sent(Tensor part, ScalarType type) {
    return part.to(new Device(device), type, true, true, new MemoryFormatOptional());
  }
}

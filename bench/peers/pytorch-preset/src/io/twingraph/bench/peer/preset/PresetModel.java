// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench.peer.preset;

import static org.bytedeco.pytorch.global.torch.cross_entropy;
import static org.bytedeco.pytorch.global.torch.from_blob;

import io.twingraph.bench.peer.Parameter;
import io.twingraph.bench.peer.Peer;
import io.twingraph.bench.peer.PeerRun;
import io.twingraph.bench.peer.Samples;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The training loop; a scope for each step frees what the step made. */
final class PresetModel implements Peer.Model {
  private final int side;
  private final Net net;
  private final SGD optimizer;

  PresetModel(PeerRun run, List<Parameter> initial) {
    side = run.side();
    net = new Net(run);
    optimizer = new SGD(net.parameters(), new SGDOptions(run.rate()));
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      TensorVector parameters = net.parameters();
      for (int i = 0; i < initial.size(); i++) {
        Parameter value = initial.get(i);
        parameters.get(i).copy_(from_blob(new FloatPointer(value.values()), value.shape()));
      }
    }
  }

  @Override
  public float train(Samples batch) {
    try (PointerScope scope = new PointerScope()) {
      optimizer.zero_grad();
      Tensor prediction = net.forward(images(batch));
      Tensor loss = cross_entropy(prediction, labels(batch));
      loss.backward();
      optimizer.step();
      return loss.item_float();
    }
  }

  @Override
  public float[] predict(Samples batch) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      return host(net.forward(images(batch)));
    }
  }

  @Override
  public Peer.Evaluation evaluate(Samples batch) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor logits = net.forward(images(batch));
      float loss = cross_entropy(logits, labels(batch)).item_float();
      return Peer.Evaluation.of(batch, loss, host(logits));
    }
  }

  @Override
  public void close() {
    optimizer.close();
    net.close();
  }

  /** One channel, so that NHWC is NCHW. */
  private Tensor images(Samples batch) {
    return from_blob(new FloatPointer(batch.images()), new long[] {batch.size(), 1, side, side});
  }

  private static Tensor labels(Samples batch) {
    return torch.tensor(batch.labels()).to(torch.ScalarType.Long);
  }

  private static float[] host(Tensor tensor) {
    float[] values = new float[(int) tensor.numel()];
    tensor.contiguous().data_ptr_float().get(values);
    return values;
  }
}

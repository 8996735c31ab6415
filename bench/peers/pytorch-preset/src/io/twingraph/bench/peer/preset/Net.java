// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench.peer.preset;

import static org.bytedeco.pytorch.global.torch.relu;

import io.twingraph.bench.peer.PeerRun;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.MaxPool2dImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;

/** The benchmark's network as a module with submodules. */
final class Net extends Module {
  private final Conv2dImpl conv1;
  private final Conv2dImpl conv2;
  private final MaxPool2dImpl pool;
  private final LinearImpl hidden;
  private final LinearImpl output;

  Net(PeerRun run) {
    conv1 = register_module("conv1", new Conv2dImpl(1, 32, new LongPointer(3, 3)));
    conv2 = register_module("conv2", new Conv2dImpl(32, 64, new LongPointer(3, 3)));
    LongPointer window = new LongPointer(run.pool(), run.pool());
    pool = register_module("pool", new MaxPool2dImpl(window));
    hidden = run.matched() ? register_module("hidden", new LinearImpl(9216, 1024)) : null;
    output = register_module("output", new LinearImpl(1024, 10));
  }

  Tensor forward(Tensor x) {
    x = relu(conv1.forward(x));
    x = relu(conv2.forward(x));
    x = pool.forward(x);
    x = x.flatten(1, -1);
    if (hidden != null) {
      x = relu(hidden.forward(x));
    }
    return output.forward(x);
  }
}

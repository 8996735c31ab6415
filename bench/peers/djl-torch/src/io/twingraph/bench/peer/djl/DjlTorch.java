// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench.peer.djl;

import ai.djl.engine.Engine;
import io.twingraph.bench.peer.Parameter;
import io.twingraph.bench.peer.Peer;
import io.twingraph.bench.peer.PeerMain;
import io.twingraph.bench.peer.PeerRun;
import java.util.List;
import java.util.Map;

/** DJL with its PyTorch engine. */
public final class DjlTorch implements Peer {
  public static void main(String[] arguments) throws Exception {
    PeerMain.run(new DjlTorch(), arguments);
  }

  @Override
  public Map<String, String> load(int threads) {
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
    Engine engine = Engine.getEngine("PyTorch");
    return Map.of("djl", Engine.getDjlVersion(), "torch", engine.getVersion());
  }

  @Override
  public Model open(PeerRun run, List<Parameter> canonical) {
    return new DjlModel(run, Parameter.asTorchModules(canonical));
  }
}

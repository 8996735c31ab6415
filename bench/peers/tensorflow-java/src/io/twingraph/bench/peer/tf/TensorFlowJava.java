// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench.peer.tf;

import io.twingraph.bench.peer.Parameter;
import io.twingraph.bench.peer.Peer;
import io.twingraph.bench.peer.PeerMain;
import io.twingraph.bench.peer.PeerRun;
import java.util.List;
import java.util.Map;
import org.tensorflow.TensorFlow;

/** TensorFlow Java: a graph made with {@code Ops}, an optimizer of its framework, a session. */
public final class TensorFlowJava implements Peer {
  public static void main(String[] arguments) throws Exception {
    PeerMain.run(new TensorFlowJava(), arguments);
  }

  /** The threads are the session's, which has not been made yet. */
  @Override
  public Map<String, String> load(int threads) {
    return Map.of(
        "tensorflow", TensorFlow.version(), "tensorflow-java", "1.1.0", "framework", "1.0.0");
  }

  @Override
  public Model open(PeerRun run, List<Parameter> canonical) {
    return new TfModel(run, canonical);
  }
}

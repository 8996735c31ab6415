// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench.peer.preset;

import io.twingraph.bench.peer.Parameter;
import io.twingraph.bench.peer.Peer;
import io.twingraph.bench.peer.PeerMain;
import io.twingraph.bench.peer.PeerRun;
import java.util.List;
import java.util.Map;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;

/** The Bytedeco pytorch preset, used as its sample SimpleMNIST uses it. */
public final class PytorchPreset implements Peer {
  public static void main(String[] arguments) throws Exception {
    PeerMain.run(new PytorchPreset(), arguments);
  }

  /** OpenBLAS has threads of its own; its number is set only where it would be another. */
  @Override
  public Map<String, String> load(int threads) {
    torch.set_num_threads(threads);
    if (openblas_nolapack.blas_get_num_threads() != threads) {
      openblas_nolapack.blas_set_num_threads(threads);
    }
    return Map.of("torch", torch.TORCH_VERSION, "preset", "2.7.1-1.5.12");
  }

  @Override
  public Model open(PeerRun run, List<Parameter> canonical) {
    return new PresetModel(run, Parameter.asTorchModules(canonical));
  }
}

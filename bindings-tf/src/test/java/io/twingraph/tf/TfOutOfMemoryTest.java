// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_FLOAT;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_INT32;

import io.twingraph.engine.EngineException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tensorflow.internal.c_api.TF_Session;

class TfOutOfMemoryTest {
  private static final String ON_GPU =
      "OOM when allocating tensor with shape[512,26,26,32] and type float on"
          + " /job:localhost/replica:0/task:0/device:GPU:1 by allocator GPU_1_bfc\n"
          + "\t [[{{node layers/conv2d/bias_add}}]]\nHint: If you want to see a list of allocated";

  @Test
  void theTensorItsSizeAndTheFreeMemoryAreNamed() {
    assertThat(TfOutOfMemory.explain(ON_GPU, gpu -> Optional.of(gpu * (3L << 20))))
        .hasValue(
            "no room on cuda:1 for the output of 'layers/conv2d/bias_add', float [512,26,26,32],"
                + " 42.3 MiB; cuda:1 has 3.0 MiB free; TensorFlow says: OOM when allocating tensor"
                + " with shape[512,26,26,32] and type float on"
                + " /job:localhost/replica:0/task:0/device:GPU:1 by allocator GPU_1_bfc");
  }

  @Test
  void severalErrorsOfOneRunAreToldByTheFirstThatIsOfMemory() {
    String several =
        "2 root error(s) found.\n  (0) RESOURCE_EXHAUSTED: "
            + ON_GPU
            + "\n  (1) RESOURCE_EXHAUSTED: "
            + ON_GPU
            + "\n0 successful operations.";
    assertThat(TfOutOfMemory.explain(several, gpu -> Optional.of(gpu * (3L << 20))))
        .isEqualTo(TfOutOfMemory.explain(ON_GPU, gpu -> Optional.of(gpu * (3L << 20))));
  }

  @Test
  void withoutARuntimeToAskTheFreeMemoryIsLeftOut() {
    assertThat(TfOutOfMemory.explain(ON_GPU, gpu -> Optional.empty()).orElseThrow())
        .contains("42.3 MiB; TensorFlow says");
  }

  @Test
  void anotherErrorIsLeftAlone() {
    assertThat(TfOutOfMemory.explain("Cannot assign a device for operation")).isEmpty();
  }

  @Test
  void theCpuRunsOutInTheSameWords() {
    TfLibrary.load(new TfEngineProvider().environment(2));
    try (TfGraph graph = new TfGraph(TfDevices.CPU)) {
      TfGraph.Value huge =
          graph
              .operation("Fill", "layers/huge/output")
              .inputs(
                  graph.constant("shape", new int[] {1 << 20, 1 << 20, 1 << 10}, 3),
                  graph.constant("value", new float[] {1}))
              .type("T", TF_FLOAT)
              .type("index_type", TF_INT32)
              .value();
      TF_Session session = TfLibrary.openSession(graph.pointer(), 1, 1, "cpu");
      try (TfCall call = new TfCall(List.of(), List.of(huge), List.of())) {
        assertThatThrownBy(() -> call.run(session, "train step 3", List.of()))
            .isInstanceOf(EngineException.class)
            .hasMessageContaining("tensorflow failed during train step 3: RESOURCE_EXHAUSTED")
            .hasMessageContaining(
                "no room on the CPU for the output of 'layers/huge/output', float"
                    + " [1048576,1048576,1024], 4,294,967,296.0 MiB");
      } finally {
        TfLibrary.closeSession(session);
      }
    }
  }
}

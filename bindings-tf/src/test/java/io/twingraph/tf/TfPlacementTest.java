// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_FLOAT;

import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.TrainingSession;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_Tensor;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.RunMetadata;

/** An operation that fell back to the CPU is reported. */
class TfPlacementTest {
  private static final String GPU = "/device:GPU:0";

  @Test
  void operationsOnTheDeviceAreCountedAndCarriersAreNot() {
    TfPlacement placement =
        TfPlacement.of(run(node("a", "Conv2D", GPU), node("b", "_Recv", "/device:CPU:0")), GPU);

    assertThat(placement.details())
        .containsEntry("placement", "1 operations on /device:GPU:0, 0 elsewhere")
        .doesNotContainKey(TrainingSession.NOTICE);
  }

  @Test
  void whatFellBackIsANoticeWithTypesAndNames() {
    TfPlacement placement =
        TfPlacement.of(
            run(
                node("a", "Conv2D", GPU),
                node("b", "OneHot", "/device:CPU:0"),
                node("c", "Size", "/device:CPU:0"),
                node("d", "Size", "/device:CPU:0"),
                node("e", "Size", "/device:CPU:0"),
                node("f", "Size", "/device:CPU:0")),
            GPU);

    assertThat(placement.details())
        .containsEntry(
            TrainingSession.NOTICE,
            "5 of 6 operations run on the CPU instead of /device:GPU:0, as TensorFlow has no kernel"
                + " for them there: OneHot (b), Size (c, d, e and 1 more)");
  }

  /** Without a GPU TensorFlow itself puts all on the CPU, and says so in its account of the run. */
  @Test
  void tensorFlowsOwnAccountTellsOfTheFallback() {
    TfLibrary.load(new TfEngineProvider().environment(2));
    boolean gpu =
        TfDevices.look(DeviceRequest.AUTO, 1).names().stream().anyMatch(n -> n.endsWith("GPU:0"));
    assumeTrue(!gpu, "skipped: this machine has a GPU, where nothing falls back");
    try (TfGraph graph = new TfGraph(GPU)) {
      TfGraph.Value in = graph.placeholder("in", TF_FLOAT, -1, 2);
      TfGraph.Value by = graph.constant("by", new float[4], 2, 2);
      TfGraph.Value product = graph.floats("MatMul", "product", in, by);
      TF_Session session = TfLibrary.openSession(graph.pointer(), 1, 1, "cuda:0");
      try (TfCall call = new TfCall(List.of(in), List.of(product), List.of());
          TF_Tensor fed = TfTensors.allocate(new long[] {1, 2}, new float[2])) {
        TfPlacement placement =
            TfPlacement.of(call.explain(session, "the test", List.of(fed)), GPU);

        assertThat(placement.there()).isZero();
        assertThat(placement.elsewhere().values()).contains(List.of("product"));
      } finally {
        TfLibrary.closeSession(session);
      }
    }
  }

  private static RunMetadata run(NodeDef... nodes) {
    return RunMetadata.newBuilder()
        .addPartitionGraphs(GraphDef.newBuilder().addAllNode(List.of(nodes)))
        .build();
  }

  private static NodeDef node(String name, String op, String device) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp(op)
        .setDevice("/job:localhost/replica:0/task:0" + device)
        .build();
  }
}

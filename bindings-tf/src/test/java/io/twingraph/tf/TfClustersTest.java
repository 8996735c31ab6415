// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.engine.TrainingSession;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DeviceStepStats;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.StepStats;

/** What XLA compiled is told from what was executed, as the graph has both ways. */
class TfClustersTest {
  private static final String GPU = "/device:GPU:0";

  @Test
  void programThatRanIsCompiledAndOneThatDidNotFellBack() {
    assertThat(TfClusters.of(run("cluster_0_1/xla_run", "cluster_1_1/stateful_partitioned_call")))
        .isEqualTo(new TfClusters(Set.of("cluster_0_1/"), Set.of("cluster_1_1/")));
  }

  @Test
  void allCompiledIsNoNotice() {
    Map<String, String> details =
        TfAccount.details(run("cluster_0_1/xla_run", "cluster_1_1/xla_run"), null, true);
    assertThat(details).isEqualTo(Map.of("xla", "on, 2 of 2 clusters of a step compiled"));
  }

  @Test
  void fallBackIsANoticeWithItsClusters() {
    assertThat(TfAccount.details(run("cluster_0_1/xla_run"), null, true))
        .containsEntry("xla", "on, 1 of 2 clusters of a step compiled")
        .containsEntry(
            TrainingSession.NOTICE,
            "XLA is on (TWINGRAPH_TF_XLA): 1 of 2 clusters of a step compiled, and TensorFlow runs"
                + " the rest without it (cluster_1_1/)");
  }

  @Test
  void nothingToCompileIsANotice() {
    assertThat(TfAccount.details(RunMetadata.getDefaultInstance(), null, true))
        .containsEntry("xla", "on, 0 of 0 clusters of a step compiled")
        .containsKey(TrainingSession.NOTICE);
  }

  @Test
  void programOnTheGpuIsOneOperationThereAndWhatXlaPutAroundItIsNone() {
    RunMetadata run = run("cluster_0_1/xla_run", "cluster_1_1/xla_run");
    TfPlacement placement = TfPlacement.of(run, GPU);

    assertThat(placement.there()).isEqualTo(2);
    assertThat(placement.elsewhere()).isEqualTo(Map.of("Size", List.of("loss/size")));
    assertThat(TfAccount.details(run, GPU, true))
        .containsEntry("placement", "2 operations on /device:GPU:0, 1 elsewhere")
        .containsEntry("xla", "on, 2 of 2 clusters of a step compiled");
  }

  @Test
  void twoNoticesBecomeOne() {
    assertThat(TfAccount.details(run("cluster_0_1/xla_run"), GPU, true).get(TrainingSession.NOTICE))
        .startsWith("1 of 3 operations run on the CPU instead of /device:GPU:0")
        .contains("Size (loss/size); XLA is on");
  }

  /** Two clusters with what TensorFlow makes for them, of which those named were executed. */
  private static RunMetadata run(String... executed) {
    GraphDef.Builder graph =
        GraphDef.newBuilder().addNode(node("loss/size", "Size", "/device:CPU:0"));
    for (String cluster : List.of("cluster_0_1", "cluster_1_1")) {
      graph
          .addNode(node(cluster + "/xla_compile", "_XlaCompile", GPU))
          .addNode(node(cluster + "/xla_run", "_XlaRun", GPU))
          .addNode(node(cluster + "/stateful_partitioned_call", "StatefulPartitionedCall", GPU))
          .addNode(node(cluster + "/merge_oidx_0", "_XlaMerge", "/device:CPU:0"));
    }
    DeviceStepStats.Builder device = DeviceStepStats.newBuilder().setDevice(GPU);
    for (String name : executed) {
      device.addNodeStats(NodeExecStats.newBuilder().setNodeName(name));
    }
    return RunMetadata.newBuilder()
        .addPartitionGraphs(graph)
        .setStepStats(StepStats.newBuilder().addDevStats(device))
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

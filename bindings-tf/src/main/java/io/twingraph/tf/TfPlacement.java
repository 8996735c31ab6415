// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import io.twingraph.engine.TrainingSession;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.RunMetadata;

/**
 * Where the operations of a run really ran, from TensorFlow's own account of it. A GPU session
 * allows TensorFlow to run on the CPU what has no kernel for the GPU; this tells what it did.
 *
 * @param device that the operations were meant for: {@code "/device:GPU:0"}
 * @param there operations on that device
 * @param elsewhere names of the others by their type, such as {@code Conv2D}
 */
record TfPlacement(String device, int there, Map<String, List<String>> elsewhere) {
  /** What TensorFlow adds to carry values between the host and devices. */
  private static final Set<String> CARRIERS =
      Set.of("_Arg", "_Retval", "_Send", "_Recv", "_HostSend", "_HostRecv");

  private static final int SHOWN = 3;

  /** Reads the account of a run whose graph was lowered for {@code device}. */
  static TfPlacement of(RunMetadata run, String device) {
    int there = 0;
    Map<String, List<String>> elsewhere = new TreeMap<>();
    Set<String> clusters = clusters(run);
    for (GraphDef part : run.getPartitionGraphsList()) {
      for (NodeDef node : part.getNodeList()) {
        if (CARRIERS.contains(node.getOp()) || aroundACluster(node, clusters)) {
          continue;
        }
        if (node.getDevice().endsWith(device)) {
          there++;
        } else {
          elsewhere.computeIfAbsent(node.getOp(), op -> new ArrayList<>()).add(node.getName());
        }
      }
    }
    return new TfPlacement(device, there, elsewhere);
  }

  private static Set<String> clusters(RunMetadata run) {
    return run.getPartitionGraphsList().stream()
        .flatMap(graph -> graph.getNodeList().stream())
        .filter(TfClusters::isProgram)
        .map(node -> TfClusters.folder(node.getName()))
        .collect(Collectors.toSet());
  }

  /** What XLA put around the program of a cluster; that program itself is an operation. */
  private static boolean aroundACluster(NodeDef node, Set<String> clusters) {
    return !TfClusters.isProgram(node) && clusters.contains(TfClusters.folder(node.getName()));
  }

  /** For a run's record, with a notice where an operation fell back. */
  Map<String, String> details() {
    int others = elsewhere.values().stream().mapToInt(List::size).sum();
    Map<String, String> details = new LinkedHashMap<>();
    details.put("placement", there + " operations on " + device + ", " + others + " elsewhere");
    if (others > 0) {
      details.put(
          TrainingSession.NOTICE,
          others
              + " of "
              + (there + others)
              + " operations run on the CPU instead of "
              + device
              + ", as TensorFlow has no kernel for them there: "
              + elsewhere.entrySet().stream()
                  .map(entry -> entry.getKey() + " (" + some(entry.getValue()) + ")")
                  .collect(Collectors.joining(", ")));
    }
    return details;
  }

  private static String some(List<String> names) {
    String shown = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
    return names.size() > SHOWN ? shown + " and " + (names.size() - SHOWN) + " more" : shown;
  }
}

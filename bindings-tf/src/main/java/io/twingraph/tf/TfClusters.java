// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import io.twingraph.engine.TrainingSession;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.RunMetadata;

/**
 * What XLA compiled of a run, from TensorFlow's own account of it. For each cluster of operations
 * TensorFlow keeps two ways in its graph: a compiled program ({@code cluster_1_1/xla_run}) and the
 * operations as they were, for when XLA cannot compile them. Only what was executed tells which of
 * the two it was.
 *
 * @param compiled names of the clusters that ran as a compiled program
 * @param fellBack names of the clusters whose operations TensorFlow ran itself
 */
record TfClusters(Set<String> compiled, Set<String> fellBack) {
  private static final String RUN = "_XlaRun";

  /** Reads the account of a run that was asked for with its executed operations. */
  static TfClusters of(RunMetadata run) {
    Set<String> executed =
        run.getStepStats().getDevStatsList().stream()
            .flatMap(device -> device.getNodeStatsList().stream())
            .map(node -> node.getNodeName())
            .collect(Collectors.toSet());
    Set<String> compiled = new TreeSet<>();
    Set<String> fellBack = new TreeSet<>();
    run.getPartitionGraphsList().stream()
        .flatMap(graph -> graph.getNodeList().stream())
        .filter(TfClusters::isProgram)
        .map(NodeDef::getName)
        .forEach(name -> (executed.contains(name) ? compiled : fellBack).add(folder(name)));
    return new TfClusters(compiled, fellBack);
  }

  /** Whether an operation is a cluster's compiled program. */
  static boolean isProgram(NodeDef node) {
    return node.getOp().equals(RUN);
  }

  /** The prefix of the names that TensorFlow gives to all it makes for a cluster. */
  static String folder(String program) {
    return program.substring(0, program.lastIndexOf('/') + 1);
  }

  /** For a run's record, with a notice where XLA did not compile all that it took on. */
  Map<String, String> details() {
    int all = compiled.size() + fellBack.size();
    String counted = compiled.size() + " of " + all + " clusters of a step compiled";
    Map<String, String> details = new LinkedHashMap<>();
    details.put("xla", "on, " + counted);
    if (compiled.isEmpty() || !fellBack.isEmpty()) {
      details.put(
          TrainingSession.NOTICE,
          "XLA is on ("
              + TfXla.SWITCH
              + "): "
              + counted
              + ", and TensorFlow runs the rest without it"
              + (fellBack.isEmpty() ? "" : " (" + String.join(", ", fellBack) + ")"));
    }
    return details;
  }
}

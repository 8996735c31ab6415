// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_FLOAT;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_INT32;

/**
 * The mean cross entropy of a batch. On a GPU it is made of several operations: TensorFlow's fused
 * one refuses to run there where {@code TF_DETERMINISTIC_OPS} is 1, and Python's TensorFlow goes
 * the same way then. Its own softmax and not an exponential: TensorFlow compiles the latter while
 * it runs, with a file of CUDA's compiler.
 *
 * @param mean over the samples, a scalar
 * @param byLogits derivative of the mean by the logits, {@code [N,classes]}
 */
record TfLoss(TfGraph.Value mean, TfGraph.Value byLogits) {

  /**
   * Adds the loss to a graph.
   *
   * @param logits {@code [N,classes]}
   * @param labels {@code [N]}, int32, each at least 0 and below {@code classes}
   */
  static TfLoss add(TfGraph graph, TfGraph.Value logits, TfGraph.Value labels, int classes) {
    TfGraph.Value oneHot = oneHot(graph, labels, classes);
    return graph.onCpu()
        ? fused(graph, logits, labels, oneHot)
        : plain(graph, logits, labels, oneHot);
  }

  /** Output 0 is the loss of each sample, output 1 its derivative by the logits. */
  private static TfLoss fused(
      TfGraph graph, TfGraph.Value logits, TfGraph.Value labels, TfGraph.Value oneHot) {
    TfGraph.Value each =
        graph.floats("SoftmaxCrossEntropyWithLogits", "loss/cross_entropy", logits, oneHot);
    return mean(graph, each, new TfGraph.Value(each.operation(), 1), labels);
  }

  private static TfLoss plain(
      TfGraph graph, TfGraph.Value logits, TfGraph.Value labels, TfGraph.Value oneHot) {
    TfGraph.Value logarithms = graph.floats("LogSoftmax", "loss/log_softmax", logits);
    TfGraph.Value chosen = graph.floats("Mul", "loss/chosen", logarithms, oneHot);
    TfGraph.Value each =
        graph.floats(
            "Neg", "loss/cross_entropy", reduced(graph, "Sum", "loss/of_sample", chosen, 1));
    TfGraph.Value softmax = graph.floats("Softmax", "loss/softmax", logits);
    return mean(graph, each, graph.floats("Sub", "loss/by_logits", softmax, oneHot), labels);
  }

  private static TfLoss mean(
      TfGraph graph, TfGraph.Value each, TfGraph.Value byLogits, TfGraph.Value labels) {
    return new TfLoss(
        reduced(graph, "Mean", "loss", each, 0),
        graph.floats("RealDiv", "loss/gradient", byLogits, samples(graph, labels)));
  }

  private static TfGraph.Value reduced(
      TfGraph graph, String operation, String name, TfGraph.Value values, int axis) {
    return graph
        .operation(operation, name)
        .inputs(values, graph.constant(name + "/axis", new int[] {axis}, 1))
        .type("T", TF_FLOAT)
        .type("Tidx", TF_INT32)
        .value();
  }

  private static TfGraph.Value oneHot(TfGraph graph, TfGraph.Value labels, int classes) {
    return graph
        .operation("OneHot", "loss/one_hot")
        .inputs(
            labels,
            graph.constant("loss/classes", new int[] {classes}),
            graph.constant("loss/on", new float[] {1}),
            graph.constant("loss/off", new float[] {0}))
        .type("T", TF_FLOAT)
        .type("TI", TF_INT32)
        .number("axis", -1)
        .value();
  }

  private static TfGraph.Value samples(TfGraph graph, TfGraph.Value labels) {
    TfGraph.Value size =
        graph
            .operation("Size", "loss/size")
            .inputs(labels)
            .type("T", TF_INT32)
            .type("out_type", TF_INT32)
            .value();
    return graph
        .operation("Cast", "loss/samples")
        .inputs(size)
        .type("SrcT", TF_INT32)
        .type("DstT", TF_FLOAT)
        .value();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.graph.Graph;
import io.twingraph.graph.Node;
import io.twingraph.graph.Value;
import io.twingraph.spec.Loss;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A graph as libtorch operations, run eagerly, node after node.
 *
 * <p>{@link #lower} and {@link #loss} can be overridden, so that tests can give one of them another
 * meaning.
 */
class TorchLowering {
  private final Graph graph;
  private final Loss loss;
  private final TorchMaking making;
  private final Map<String, Node> producers;

  TorchLowering(Graph graph, Loss loss) {
    this.graph = graph;
    this.loss = loss;
    this.making = new TorchMaking(graph);
    this.producers = graph.producers();
  }

  /** Where this lowering, and whoever else takes part in a step, says what is being made. */
  final TorchMaking making() {
    return making;
  }

  /** The logits of a batch, where nobody asks for what lies between. */
  final Tensor forward(Tensor images, Map<String, Tensor> parameters) {
    return forward(images, parameters, name -> false, (name, value) -> {});
  }

  /**
   * The logits of a batch.
   *
   * @param images {@code [N,C,H,W]}
   * @param parameters by canonical name, in the inside layout
   * @param wanted the names of values that {@code tap} is given; others may be overwritten
   * @param tap is given each wanted value with its canonical name, in order; must not change it
   */
  final Tensor forward(
      Tensor images,
      Map<String, Tensor> parameters,
      Predicate<String> wanted,
      BiConsumer<String, Tensor> tap) {
    Map<String, Tensor> values = new HashMap<>();
    String input = graph.input().name();
    values.put(input, images);
    if (wanted.test(input)) {
      tap.accept(input, images);
    }
    for (Node node : graph.nodes()) {
      making.node(node);
      List<Tensor> inputs = node.inputs().stream().map(Value::name).map(values::get).toList();
      boolean spare = isFresh(node.input().name()) && !wanted.test(node.input().name());
      List<Tensor> outputs = lower(new TorchNode(node, inputs, parameters, spare));
      for (int i = 0; i < outputs.size(); i++) {
        String name = node.outputs().get(i).name();
        values.put(name, outputs.get(i));
        if (wanted.test(name)) {
          tap.accept(name, outputs.get(i));
        }
      }
    }
    return values.get(graph.logits().name());
  }

  /** Whether a value has memory of its own, which no other value shares and no gradient needs. */
  private boolean isFresh(String value) {
    Node producer = producers.get(value);
    return producer != null && producer.hasParameters();
  }

  /** The outputs of one node. */
  List<Tensor> lower(TorchNode node) {
    return TorchOps.TABLE.lower(node.node().op(), node);
  }

  /** Softmax cross-entropy from logits, mean over the samples. */
  Tensor loss(Tensor logits, Tensor labels) {
    return switch (loss) {
      case SOFTMAX_CROSS_ENTROPY -> torch.cross_entropy_loss(logits, labels);
    };
  }
}

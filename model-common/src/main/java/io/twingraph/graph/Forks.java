// SPDX-License-Identifier: Apache-2.0
package io.twingraph.graph;

import io.twingraph.op.Fork;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Puts a {@link Fork} behind each value that several nodes read. */
final class Forks {
  private final Map<String, Integer> readers = new HashMap<>();
  private final Map<String, Iterator<Value>> branches = new HashMap<>();
  private final List<Node> nodes = new ArrayList<>();

  private Forks() {}

  /** The nodes with forks between them, each right behind the node whose value it hands on. */
  static List<Node> inserted(List<Value> inputs, List<Node> nodes) {
    Forks forks = new Forks();
    nodes.forEach(
        node -> node.inputs().forEach(value -> forks.readers.merge(value.name(), 1, Integer::sum)));
    inputs.forEach(input -> forks.behind(input, input.name()));
    nodes.forEach(forks::add);
    return forks.nodes;
  }

  private void add(Node node) {
    List<Value> inputs = node.inputs().stream().map(this::branch).toList();
    nodes.add(
        new Node(node.name(), node.layer(), node.op(), inputs, node.outputs(), node.parameters()));
    node.outputs().forEach(output -> behind(output, node.layer()));
  }

  private void behind(Value value, String layer) {
    int count = readers.getOrDefault(value.name(), 0);
    if (count > 1) {
      List<Value> outputs =
          IntStream.rangeClosed(1, count)
              .mapToObj(k -> new Value(value.name() + "/fork_" + k, value.type()))
              .toList();
      branches.put(value.name(), outputs.iterator());
      nodes.add(
          new Node(
              value.name() + "/fork", layer, new Fork(count), List.of(value), outputs, List.of()));
    }
  }

  /** What the next reader of a value reads. */
  private Value branch(Value value) {
    Iterator<Value> outputs = branches.get(value.name());
    return outputs == null ? value : outputs.next();
  }
}

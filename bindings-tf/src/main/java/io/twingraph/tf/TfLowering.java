// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_FLOAT;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_INT32;

import io.twingraph.graph.Graph;
import io.twingraph.graph.Node;
import io.twingraph.graph.Parameter;
import io.twingraph.graph.Value;
import io.twingraph.op.TensorType;
import io.twingraph.spec.Experiment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lowers an experiment to one TensorFlow graph: forward, loss, gradients and updates. */
final class TfLowering {
  private final TfGraph graph;
  private final Graph model;
  private final TfKernelParts inParts;
  private final Map<String, TfVariable> parameters = new LinkedHashMap<>();

  /** What each node gives, by canonical name; without what enters. */
  private final Map<String, TfGraph.Value> activations = new LinkedHashMap<>();

  private TfLowering(TfGraph graph, Graph model) {
    this.graph = graph;
    this.model = model;
    this.inParts = new TfKernelParts(graph);
  }

  /** Adds the whole experiment to an empty graph. */
  static TfProgram lower(TfGraph graph, Experiment experiment) {
    return new TfLowering(graph, experiment.graph()).program(experiment);
  }

  private TfProgram program(Experiment experiment) {
    for (Parameter parameter : model.parameters()) {
      int[] shape = parameter.dimensions();
      int parts = graph.onCpu() ? TfKernelParts.count(experiment, parameter) : 1;
      TfVariable variable =
          parts == 1
              ? TfVariable.add(graph, parameter.name(), shape)
              : TfVariable.addInParts(graph, parameter.name(), shape, parts);
      parameters.put(parameter.name(), variable);
    }
    TensorType in = model.input().type();
    TfGraph.Value images =
        graph.placeholder("images", TF_FLOAT, -1, in.height(), in.width(), in.channels());
    TfGraph.Value labels = graph.placeholder("labels", TF_INT32, -1);
    TfGraph.Value logits = forward(images);
    TfLoss loss = TfLoss.add(graph, logits, labels, model.classes());
    Map<String, TfGraph.Value> gradients = gradients(logits, loss.byLogits());
    TfOptimizer optimizer =
        TfOptimizer.add(graph, experiment, List.copyOf(parameters.values()), gradients);
    return new TfProgram(
        graph,
        images,
        labels,
        List.of(given("images", TF_FLOAT, images), given("labels", TF_INT32, labels)),
        logits,
        loss.mean(),
        activations,
        gradients,
        List.copyOf(parameters.values()),
        optimizer);
  }

  /** A placeholder's value as a result, as TensorFlow does not fetch what it is fed. */
  private TfGraph.Value given(String name, int type, TfGraph.Value placeholder) {
    return graph.operation("Identity", "given/" + name).inputs(placeholder).type("T", type).value();
  }

  private TfGraph.Value forward(TfGraph.Value images) {
    Map<String, TfGraph.Value> values = new HashMap<>();
    values.put(model.input().name(), images);
    for (Node node : model.nodes()) {
      List<TfGraph.Value> inputs =
          node.inputs().stream().map(Value::name).map(values::get).toList();
      List<TfGraph.Value> outputs =
          TfOps.TABLE.lower(node.op(), new TfNode(node, graph, inputs, parameters, inParts));
      for (int i = 0; i < outputs.size(); i++) {
        values.put(node.outputs().get(i).name(), outputs.get(i));
        activations.put(node.outputs().get(i).name(), outputs.get(i));
      }
    }
    return values.get(model.logits().name());
  }

  /** Derivatives by every activation, parameter and part of one, by name. */
  private Map<String, TfGraph.Value> gradients(TfGraph.Value logits, TfGraph.Value byLogits) {
    Map<String, TfGraph.Value> by = new LinkedHashMap<>(activations);
    String first = parameters.isEmpty() ? "" : parameters.keySet().iterator().next();
    for (TfVariable variable : parameters.values()) {
      by.putAll(inParts.differentiated(variable, variable.name().equals(first)));
    }
    List<String> names = new ArrayList<>();
    List<TfGraph.Value> values = new ArrayList<>();
    by.forEach(
        (name, value) -> {
          if (!value.equals(logits)) {
            names.add(name);
            values.add(value);
          }
        });
    List<TfGraph.Value> results = graph.gradients(logits, byLogits, values);
    by.replaceAll(
        (name, value) -> value.equals(logits) ? byLogits : results.get(names.indexOf(name)));
    parameters.values().forEach(variable -> inParts.join(variable, by));
    return by;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A lowered experiment: a graph and where in it things are. Owns nothing; all of it lives as long
 * as the graph.
 *
 * @param images placeholder {@code [N,H,W,C]}
 * @param labels placeholder {@code [N]}, int32
 * @param given images and labels once more, as results
 * @param logits {@code [N,classes]}
 * @param loss mean over the samples, scalar
 * @param activations by canonical name, in the order of the layers, without the input
 * @param gradients derivative of the loss by each activation, each parameter and each part of one,
 *     by name
 * @param parameters in the canonical order
 * @param optimizer slots and updates
 */
record TfProgram(
    TfGraph graph,
    TfGraph.Value images,
    TfGraph.Value labels,
    List<TfGraph.Value> given,
    TfGraph.Value logits,
    TfGraph.Value loss,
    Map<String, TfGraph.Value> activations,
    Map<String, TfGraph.Value> gradients,
    List<TfVariable> parameters,
    TfOptimizer optimizer) {

  /** Names of the parameters, in order. */
  List<String> parameterNames() {
    return parameters.stream().map(TfVariable::name).toList();
  }

  /**
   * What a trace fetches: loss, images and labels, activations, their gradients, gradients of the
   * parameters.
   */
  List<TfGraph.Value> traced() {
    List<TfGraph.Value> values = new ArrayList<>(List.of(loss));
    values.addAll(given);
    values.addAll(activations.values());
    activations.keySet().forEach(name -> values.add(gradients.get(name)));
    parameterNames().forEach(name -> values.add(gradients.get(name)));
    return values;
  }
}

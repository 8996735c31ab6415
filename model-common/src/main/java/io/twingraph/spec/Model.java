// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import io.twingraph.graph.Graph;
import io.twingraph.graph.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * An input and layers in an order in which they can run. A layer reads the one before it, or those
 * that it names ({@link Layer#from()}). The last layer's output must be a vector: the logits, one
 * for each class. Immutable; two models of equal input and layers are equal.
 */
@JsonPropertyOrder({"input", "layers"})
public final class Model {
  private final Input input;
  private final List<Layer> layers;

  /** Worked out when it is first asked for; the same for every thread that does so. */
  private volatile Expansion expansion;

  /**
   * A model.
   *
   * @param input what enters
   * @param layers at least one, the last giving logits
   */
  @JsonCreator
  public Model(
      @JsonProperty("input") Input input,
      @JsonProperty("layers") @JsonDeserialize(contentUsing = LayerReader.class)
          List<Layer> layers) {
    this.input = input;
    // Not List.copyOf: a missing layer is refused with its place, when the experiment is checked.
    this.layers =
        layers == null ? List.of() : Collections.unmodifiableList(new ArrayList<>(layers));
  }

  /** A model from its layers in order. */
  public static Model of(Input input, Layer... layers) {
    return new Model(input, Arrays.asList(layers));
  }

  /** What enters. */
  @JsonProperty
  public Input input() {
    return input;
  }

  /** The layers in order; unmodifiable. */
  @JsonProperty
  @JsonSerialize(contentUsing = LayerWriter.class)
  public List<Layer> layers() {
    return layers;
  }

  /**
   * The layers as a graph of operators.
   *
   * @throws io.twingraph.error.SpecException if a layer does not fit its input, two layers share a
   *     name, or the last layer gives no vector
   */
  public Graph graph() {
    return expansion().graph();
  }

  /** The name of each layer, given or made from its kind and position, in order. */
  public List<String> layerNames() {
    return expansion().names();
  }

  /** Where the initial values of a parameter of the graph come from. */
  public Initializer initializer(Parameter parameter) {
    return expansion().initializers().get(parameter.name());
  }

  /** Whether another model has the same input, names, graph and initial values, however written. */
  public boolean isEquivalentTo(Model other) {
    return Objects.equals(input, other.input) && expansion().equals(other.expansion());
  }

  private Expansion expansion() {
    Expansion known = expansion;
    if (known == null) {
      known = Expansion.of(this);
      expansion = known;
    }
    return known;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Model that
        && Objects.equals(input, that.input)
        && layers.equals(that.layers);
  }

  @Override
  public int hashCode() {
    return Objects.hash(input, layers);
  }

  /** Input and layers. */
  @Override
  public String toString() {
    return "Model[input=" + input + ", layers=" + layers + "]";
  }
}

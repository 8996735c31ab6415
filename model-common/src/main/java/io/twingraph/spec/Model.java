// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * An input and the layers that follow it, in order. The last layer's output must be a vector: the
 * logits, one for each class.
 *
 * @param input what enters
 * @param layers at least one, the last giving logits
 */
public record Model(Input input, List<Layer> layers) {
  public Model {
    // Not List.copyOf: a missing layer is refused with its place, when the experiment is checked.
    layers = layers == null ? List.of() : Collections.unmodifiableList(new ArrayList<>(layers));
  }

  /** A model from its layers in order. */
  public static Model of(Input input, Layer... layers) {
    return new Model(input, Arrays.asList(layers));
  }
}

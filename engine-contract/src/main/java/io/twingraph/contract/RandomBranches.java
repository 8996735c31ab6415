// SPDX-License-Identifier: Apache-2.0
package io.twingraph.contract;

import io.twingraph.op.OpSet;
import io.twingraph.op.Padding;
import io.twingraph.op.Size;
import io.twingraph.op.TensorType;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Initializer;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import io.twingraph.spec.Philox;
import java.util.ArrayList;
import java.util.List;

/** Puts branches between the layers of a chain: residual sums, gates and concatenations. */
final class RandomBranches {
  private static final int KINDS = 5;

  /**
   * Large, as few channels of these small images may be nearly equal: rounding of all layers before
   * would be magnified by 1 / sqrt(1e-5), and whole passes could no longer be compared.
   */
  private static final double EPSILON = 0.1;

  private final Philox random;

  RandomBranches(long seed) {
    this.random = new Philox(seed, 79);
  }

  /** The chain with at least one branch, if it has more than one layer. */
  Model branched(Model chain) {
    List<Layer> layers = new ArrayList<>();
    int last = chain.layers().size() - 1;
    for (int i = 0; i <= last; i++) {
      layers.add(chain.layers().get(i));
      if (i < last && (i == 0 || random.nextInt(3) == 0)) {
        String name = chain.layerNames().get(i);
        branch(layers, name, type(chain.input(), layers, name), i);
      }
    }
    return new Model(chain.input(), layers);
  }

  /** What a layer gives, with the branches before it. */
  private static TensorType type(Input input, List<Layer> layers, String name) {
    List<Layer> whole = new ArrayList<>(layers);
    whole.add(new Layer.Flatten("end"));
    return new Model(input, whole)
        .graph().values().stream()
            .filter(value -> value.name().equals(name))
            .findFirst()
            .orElseThrow()
            .type();
  }

  /** Any function that there is, with 0.2 if it takes a number. */
  private ActivationFunction function() {
    List<String> names = OpSet.standard().functions();
    String name = names.get(random.nextInt(names.size()));
    boolean plain = OpSet.standard().numbersOf(name).isEmpty();
    return new ActivationFunction(name, plain ? null : Double.valueOf(0.2));
  }

  private void branch(List<Layer> layers, String from, TensorType type, int i) {
    String branch = "branch_" + i;
    String merge = "merge_" + i;
    int kind = random.nextInt(KINDS);
    // Of one channel a softmax and a normalisation leave 1 and 0: their gradients are rounding
    // alone.
    boolean several = type.channels() > 1;
    if (kind == 0 && type.isImage()) {
      Layer.Conv2d conv =
          new Layer.Conv2d(
              branch,
              type.channels(),
              Size.square(3),
              null,
              Padding.same(),
              ActivationFunction.RELU,
              null,
              Initializer.normal(0.1));
      conv = random.nextInt(2) == 0 ? conv : conv.withDilation(new Size(2, 1));
      conv = random.nextInt(2) == 0 ? conv : conv.withGroups(type.channels());
      layers.add(random.nextInt(2) == 0 ? conv : conv.withoutBias());
      layers.add(new Layer.Add(merge).from(from, branch));
    } else if (kind == 1) {
      layers.add(new Layer.Activation(branch, ActivationFunction.SIGMOID));
      layers.add(new Layer.Multiply(merge).from(from, branch));
    } else if (kind == 2 && several) {
      layers.add(new Layer.Softmax(branch));
      layers.add(new Layer.Add(merge).from(branch, from, from));
    } else if (kind == 3 && several) {
      layers.add(new Layer.LayerNorm(branch, EPSILON));
      layers.add(new Layer.Add(merge).from(from, branch));
    } else {
      layers.add(new Layer.Activation(branch, function()));
      layers.add(new Layer.Concat(merge).from(branch, from));
    }
  }
}

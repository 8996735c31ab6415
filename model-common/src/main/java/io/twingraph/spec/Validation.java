// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import io.twingraph.error.SpecException;
import io.twingraph.op.Numbers;
import java.util.List;

/** Checks a whole experiment once, so that nothing after it has to. */
final class Validation {
  private static final long MAX_PARAMETERS = 500_000_000L;

  /** Written out for a worker, more would be longer than a message may be. */
  private static final int MAX_LAYERS = 4000;

  private Validation() {}

  static void check(
      String name,
      Model model,
      Loss loss,
      Optimizer optimizer,
      double learningRate,
      Schedule schedule,
      int batchSize,
      int epochs,
      double validationSplit,
      Seeds seeds) {
    if (name == null || !name.matches("[A-Za-z0-9._-]{1,64}")) {
      throw SpecException.of(
          "unusable experiment name",
          "name",
          "1 to 64 letters, digits, '.', '_' or '-'",
          name == null ? null : "'" + name + "'",
          "give the experiment a short name");
    }
    present(loss, "loss", "softmax_cross_entropy");
    present(seeds, "seeds", "{initialization: 1, shuffle: 1}");
    optimizer(optimizer);
    Numbers.positive(learningRate, "learningRate", "0.01 is a usual start for SGD, 0.001 for Adam");
    schedule(schedule);
    Numbers.atLeastOne(batchSize, "batchSize");
    Numbers.atLeastOne(epochs, "epochs");
    if (!(validationSplit >= 0 && validationSplit < 1)) {
      throw SpecException.of(
          "validation split out of range",
          "validationSplit",
          "0 or more and below 1",
          validationSplit,
          "0.3 keeps the last 30 % of the training samples for validation");
    }
    model(model);
  }

  private static void model(Model model) {
    present(model, "model", "an input and a list of layers");
    present(model.input(), "model.input", "{height: 28, width: 28, channels: 1}");
    InputRules.check(model.input());
    List<Layer> layers = model.layers();
    if (layers.isEmpty()) {
      throw SpecException.of(
          "a model without layers",
          "model.layers",
          "at least one layer",
          "an empty list",
          "end with a flatten and a dense layer");
    }
    if (layers.size() > MAX_LAYERS) {
      throw SpecException.of(
          "a model of too many layers",
          "model.layers",
          "at most " + MAX_LAYERS + " layers",
          layers.size(),
          "use fewer layers");
    }
    for (int i = 0; i < layers.size(); i++) {
      layer(layers.get(i), "model.layers[" + i + "]");
    }
    capacity(model);
  }

  private static void layer(Layer layer, String where) {
    present(layer, where, "a layer such as {type: flatten}");
    LayerKind.of(layer).check(layer, where);
  }

  private static void capacity(Model model) {
    long count;
    try {
      count = model.graph().parameterCount();
    } catch (ArithmeticException e) {
      throw SpecException.of(
          "a model too large to count",
          "model.layers",
          "at most " + MAX_PARAMETERS + " parameters",
          "a number above 2^31 in one tensor",
          "use fewer filters or units",
          e);
    }
    if (count > MAX_PARAMETERS) {
      throw SpecException.of(
          "a model too large for this tool",
          "model.layers",
          "at most " + MAX_PARAMETERS + " parameters (2 GB in float32)",
          count,
          "use fewer filters or units, or pool before the first dense layer");
    }
  }

  private static void schedule(Schedule schedule) {
    present(
        schedule, "schedule", "{type: constant} or {type: step_decay, every: 100, factor: 0.5}");
    if (schedule instanceof Schedule.StepDecay decay) {
      Numbers.atLeastOne(decay.every(), "schedule.every");
      Numbers.positive(decay.factor(), "schedule.factor", "0.5 halves the rate at each change");
    }
  }

  private static void optimizer(Optimizer optimizer) {
    present(optimizer, "optimizer", "{type: sgd} or {type: adam}");
    if (optimizer instanceof Optimizer.Sgd sgd) {
      Numbers.fraction(sgd.momentum(), "optimizer.momentum", "0.9 is usual");
      if (sgd.nesterov() && sgd.momentum() == 0) {
        throw SpecException.of(
            "Nesterov without momentum",
            "optimizer.nesterov",
            "a momentum above 0 beside it",
            "momentum 0",
            "set momentum (0.9 is usual) or leave nesterov out");
      }
    } else if (optimizer instanceof Optimizer.Adam adam) {
      Numbers.fraction(adam.beta1(), "optimizer.beta1", "0.9 is usual");
      Numbers.fraction(adam.beta2(), "optimizer.beta2", "0.999 is usual");
      Numbers.positive(adam.epsilon(), "optimizer.epsilon", "1e-8 is usual");
    }
  }

  static void present(Object value, String where, String expected) {
    if (value == null) {
      throw SpecException.of("missing " + where, where, expected, null, "add it");
    }
  }
}

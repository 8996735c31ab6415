// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import java.util.List;

/** Checks a whole experiment once, so that nothing after it has to. */
final class Validation {
  private static final long MAX_PARAMETERS = 500_000_000L;

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
    positive(learningRate, "learningRate", "0.01 is a usual start for SGD, 0.001 for Adam");
    schedule(schedule);
    atLeastOne(batchSize, "batchSize");
    atLeastOne(epochs, "epochs");
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
    Input input = model.input();
    present(input, "model.input", "{height: 28, width: 28, channels: 1}");
    atLeastOne(input.height(), "model.input.height");
    atLeastOne(input.width(), "model.input.width");
    atLeastOne(input.channels(), "model.input.channels");
    if ((double) input.height() * input.width() * input.channels() > Integer.MAX_VALUE) {
      throw SpecException.of(
          "an input too large",
          "model.input",
          "fewer than 2^31 values in one sample",
          input.shape(),
          "use smaller images");
    }
    if (!Double.isFinite(input.mean())) {
      throw SpecException.of(
          "mean is not a number", "model.input.mean", "a finite number", input.mean(), "use 0");
    }
    positive(input.std(), "model.input.std", "use 1 to leave pixels as they are");
    List<Layer> layers = model.layers();
    if (layers.isEmpty()) {
      throw SpecException.of(
          "a model without layers",
          "model.layers",
          "at least one layer",
          "an empty list",
          "end with a flatten and a dense layer");
    }
    for (int i = 0; i < layers.size(); i++) {
      LayerRules.check(layers.get(i), "model.layers[" + i + "]");
    }
    capacity(model);
  }

  private static void capacity(Model model) {
    long count;
    try {
      count = Network.of(model).parameterCount();
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
      atLeastOne(decay.every(), "schedule.every");
      positive(decay.factor(), "schedule.factor", "0.5 halves the rate at each change");
    }
  }

  private static void optimizer(Optimizer optimizer) {
    present(optimizer, "optimizer", "{type: sgd} or {type: adam}");
    if (optimizer instanceof Optimizer.Sgd sgd) {
      fraction(sgd.momentum(), "optimizer.momentum");
      if (sgd.nesterov() && sgd.momentum() == 0) {
        throw SpecException.of(
            "Nesterov without momentum",
            "optimizer.nesterov",
            "a momentum above 0 beside it",
            "momentum 0",
            "set momentum (0.9 is usual) or leave nesterov out");
      }
    } else if (optimizer instanceof Optimizer.Adam adam) {
      fraction(adam.beta1(), "optimizer.beta1");
      fraction(adam.beta2(), "optimizer.beta2");
      positive(adam.epsilon(), "optimizer.epsilon", "1e-8 is usual");
    }
  }

  static void present(Object value, String where, String expected) {
    if (value == null) {
      throw SpecException.of("missing " + where, where, expected, null, "add it");
    }
  }

  static void atLeastOne(int value, String where) {
    if (value < 1) {
      throw SpecException.of(
          "number too small", where, "a whole number of at least 1", value, "use 1 or more");
    }
  }

  static void positive(double value, String where, String hint) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw SpecException.of("number out of range", where, "a finite number above 0", value, hint);
    }
  }

  private static void fraction(double value, String where) {
    if (!(value >= 0 && value < 1)) {
      throw SpecException.of(
          "number out of range", where, "0 or more and below 1", value, "0.9 is usual");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import static io.twingraph.spec.Refusals.body;
import static io.twingraph.spec.Refusals.model;
import static io.twingraph.spec.Refusals.refused;

import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every refusal of an experiment and of the way its layers fit together, with its whole text. */
class RefusalsTest {
  private static final Layer HEAD = Layer.dense(10);
  private static final Model MODEL = Model.of(Input.of(4, 4, 1), Layer.flatten(), HEAD);
  private static final Experiment GOOD = Experiment.of("good", MODEL);

  private static void full(String name, Model model, Loss loss, Optimizer optimizer, Seeds seeds) {
    new Experiment(name, model, loss, optimizer, 0.1, Schedule.constant(), 1, 1, true, 0, seeds);
  }

  private static final Loss LOSS = Loss.SOFTMAX_CROSS_ENTROPY;
  private static final Seeds SEEDS = Seeds.of(1);

  @TestFactory
  Stream<DynamicTest> experiments() {
    String name = "1 to 64 letters, digits, '.', '_' or '-'";
    String rename = "give the experiment a short name";
    String split = "0.3 keeps the last 30 % of the training samples for validation";
    String rate = "0.01 is a usual start for SGD, 0.001 for Adam";
    return Stream.of(
        refused(
            "unusable experiment name",
            "name",
            name,
            "nothing",
            rename,
            () -> full(null, MODEL, LOSS, Optimizer.sgd(), SEEDS)),
        refused(
            "unusable experiment name",
            "name",
            name,
            "'a b'",
            rename,
            () -> Experiment.of("a b", MODEL)),
        refused(
            "unusable experiment name", "name", name, "''", rename, () -> Experiment.of("", MODEL)),
        refused(
            "missing model",
            "model",
            "an input and a list of layers",
            "nothing",
            "add it",
            () -> Experiment.of("x", null)),
        refused(
            "missing loss",
            "loss",
            "softmax_cross_entropy",
            "nothing",
            "add it",
            () -> full("x", MODEL, null, Optimizer.sgd(), SEEDS)),
        refused(
            "missing seeds",
            "seeds",
            "{initialization: 1, shuffle: 1}",
            "nothing",
            "add it",
            () -> full("x", MODEL, LOSS, Optimizer.sgd(), null)),
        refused(
            "missing optimizer",
            "optimizer",
            "{type: sgd} or {type: adam}",
            "nothing",
            "add it",
            () -> full("x", MODEL, LOSS, null, SEEDS)),
        refused(
            "number out of range",
            "learningRate",
            "a finite number above 0",
            "0.0",
            rate,
            () -> GOOD.withLearningRate(0)),
        refused(
            "number out of range",
            "learningRate",
            "a finite number above 0",
            "NaN",
            rate,
            () -> GOOD.withLearningRate(Double.NaN)),
        refused(
            "number out of range",
            "learningRate",
            "a finite number above 0",
            "Infinity",
            rate,
            () -> GOOD.withLearningRate(Double.POSITIVE_INFINITY)),
        refused(
            "missing schedule",
            "schedule",
            "{type: constant} or {type: step_decay, every: 100, factor: 0.5}",
            "nothing",
            "add it",
            () -> GOOD.withSchedule(null)),
        refused(
            "number too small",
            "schedule.every",
            "a whole number of at least 1",
            "0",
            "use 1 or more",
            () -> GOOD.withSchedule(Schedule.stepDecay(0, 0.5))),
        refused(
            "number out of range",
            "schedule.factor",
            "a finite number above 0",
            "0.0",
            "0.5 halves the rate at each change",
            () -> GOOD.withSchedule(Schedule.stepDecay(10, 0))),
        refused(
            "number too small",
            "batchSize",
            "a whole number of at least 1",
            "0",
            "use 1 or more",
            () -> GOOD.withBatchSize(0)),
        refused(
            "number too small",
            "epochs",
            "a whole number of at least 1",
            "-3",
            "use 1 or more",
            () -> GOOD.withEpochs(-3)),
        refused(
            "validation split out of range",
            "validationSplit",
            "0 or more and below 1",
            "1.0",
            split,
            () -> GOOD.withValidationSplit(1)),
        refused(
            "validation split out of range",
            "validationSplit",
            "0 or more and below 1",
            "-0.1",
            split,
            () -> GOOD.withValidationSplit(-0.1)),
        refused(
            "validation split out of range",
            "validationSplit",
            "0 or more and below 1",
            "NaN",
            split,
            () -> GOOD.withValidationSplit(Double.NaN)));
  }

  @TestFactory
  Stream<DynamicTest> optimizers() {
    String fraction = "0 or more and below 1";
    return Stream.of(
        refused(
            "number out of range",
            "optimizer.momentum",
            fraction,
            "1.0",
            "0.9 is usual",
            () -> GOOD.withOptimizer(new Optimizer.Sgd(1, false))),
        refused(
            "number out of range",
            "optimizer.momentum",
            fraction,
            "-0.5",
            "0.9 is usual",
            () -> GOOD.withOptimizer(new Optimizer.Sgd(-0.5, false))),
        refused(
            "Nesterov without momentum",
            "optimizer.nesterov",
            "a momentum above 0 beside it",
            "momentum 0",
            "set momentum (0.9 is usual) or leave nesterov out",
            () -> GOOD.withOptimizer(new Optimizer.Sgd(0, true))),
        refused(
            "number out of range",
            "optimizer.beta1",
            fraction,
            "1.0",
            "0.9 is usual",
            () -> GOOD.withOptimizer(new Optimizer.Adam(1.0, null, null))),
        refused(
            "number out of range",
            "optimizer.beta2",
            fraction,
            "NaN",
            "0.999 is usual",
            () -> GOOD.withOptimizer(new Optimizer.Adam(null, Double.NaN, null))),
        refused(
            "number out of range",
            "optimizer.epsilon",
            "a finite number above 0",
            "0.0",
            "1e-8 is usual",
            () -> GOOD.withOptimizer(new Optimizer.Adam(null, null, 0.0))));
  }

  @TestFactory
  Stream<DynamicTest> inputs() {
    return Stream.of(
        refused(
            "missing model.input",
            "model.input",
            "{height: 28, width: 28, channels: 1}",
            "nothing",
            "add it",
            () -> model(null, HEAD)),
        refused(
            "number too small",
            "model.input.height",
            "a whole number of at least 1",
            "0",
            "use 1 or more",
            () -> model(Input.of(0, 8, 1), HEAD)),
        refused(
            "number too small",
            "model.input.width",
            "a whole number of at least 1",
            "-8",
            "use 1 or more",
            () -> model(Input.of(8, -8, 1), HEAD)),
        refused(
            "number too small",
            "model.input.channels",
            "a whole number of at least 1",
            "0",
            "use 1 or more",
            () -> model(Input.of(8, 8, 0), HEAD)),
        refused(
            "an input too large",
            "model.input",
            "fewer than 2^31 values in one sample",
            "50000x50000x1",
            "use smaller images",
            () -> model(Input.of(50_000, 50_000, 1), Layer.maxPool2d(50_000), Layer.flatten())),
        refused(
            "mean is not a number",
            "model.input.mean",
            "a finite number",
            "NaN",
            "use 0",
            () -> model(new Input(8, 8, 1, Double.NaN, null), HEAD)),
        refused(
            "number out of range",
            "model.input.std",
            "a finite number above 0",
            "0.0",
            "use 1 to leave pixels as they are",
            () -> model(new Input(8, 8, 1, null, 0.0), HEAD)));
  }

  @TestFactory
  Stream<DynamicTest> models() {
    return Stream.of(
        refused(
            "a model without layers",
            "model.layers",
            "at least one layer",
            "an empty list",
            "end with a flatten and a dense layer",
            () -> body()),
        refused(
            "a model without layers",
            "model.layers",
            "at least one layer",
            "an empty list",
            "end with a flatten and a dense layer",
            () -> Experiment.of("x", new Model(Input.of(1, 1, 1), null))),
        refused(
            "a model of too many layers",
            "model.layers",
            "at most 4000 layers",
            "4001",
            "use fewer layers",
            () -> body(Collections.nCopies(4001, Layer.flatten()).toArray(Layer[]::new))),
        refused(
            "missing model.layers[1]",
            "model.layers[1]",
            "a layer such as {type: flatten}",
            "nothing",
            "add it",
            () -> body(Layer.flatten(), null)),
        refused(
            "two layers with one name",
            "model.layers[2].name",
            "a name of its own for each layer",
            "'a' again",
            "rename one of them, or leave names out to have them numbered",
            () ->
                body(Layer.flatten(), Layer.dense(2).withName("a"), Layer.dense(2).withName("a"))),
        refused(
            "the model does not end in logits",
            "model.layers[0]",
            "a last layer whose output is a vector, one value for each class",
            "6x6x4",
            "end with a flatten and a dense layer of as many units as there are classes",
            () -> body(Layer.conv2d(4, 3))),
        refused(
            "a model too large for this tool",
            "model.layers",
            "at most 500000000 parameters (2 GB in float32)",
            "650000000",
            "use fewer filters or units, or pool before the first dense layer",
            () -> body(Layer.flatten(), Layer.dense(10_000_000))),
        refused(
            "a model too large to count",
            "model.layers",
            "at most 500000000 parameters",
            "a number above 2^31 in one tensor",
            "use fewer filters or units",
            () -> body(Layer.conv2d(Integer.MAX_VALUE, 8), Layer.flatten())));
  }
}

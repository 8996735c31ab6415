// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.error.SpecException;
import io.twingraph.op.Padding;
import io.twingraph.op.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExperimentFileTest {
  @TempDir private Path folder;

  /** A model with every kind of layer and every option away from its default. */
  private static Experiment everything() {
    Layer.Conv2d conv =
        new Layer.Conv2d(
            "first",
            3,
            new Size(3, 2),
            new Size(1, 2),
            new Padding.Explicit(1, 0, 0, 1),
            ActivationFunction.leakyRelu(0.3),
            Initializer.normal(0.05),
            Initializer.constant(-0.1));
    Model model =
        Model.of(
            new Input(12, 11, 2, 0.25, 0.5),
            conv,
            new Layer.MaxPool2d("second", Size.square(3), new Size(2, 1), Padding.same()),
            new Layer.AvgPool2d(null, new Size(1, 2), null, Padding.valid()),
            Layer.activation(ActivationFunction.GELU),
            Layer.conv2d(2, 1)
                .withActivation(ActivationFunction.GELU_TANH)
                .withInitializers(Initializer.HE_UNIFORM, Initializer.FAN_IN_UNIFORM),
            Layer.flatten(),
            Layer.dense(5)
                .withActivation(ActivationFunction.SIGMOID)
                .withInitializers(
                    Initializer.parse("glorot_normal"), Initializer.parse("he_normal")),
            Layer.activation(ActivationFunction.TANH),
            Layer.dense(4));
    return new Experiment(
        "every.thing_1-2",
        model,
        Loss.SOFTMAX_CROSS_ENTROPY,
        new Optimizer.Adam(0.8, 0.99, 1e-7),
        1e-3,
        Schedule.stepDecay(10, 0.5),
        17,
        3,
        false,
        0.125,
        new Seeds(Long.MIN_VALUE, 1L << 60));
  }

  static Stream<Experiment> experiments() {
    return Stream.of(
        Presets.matched(),
        Presets.articleTensorFlow(),
        Presets.articleTorch(),
        everything(),
        Presets.matched().withOptimizer(new Optimizer.Sgd(0.9, true)),
        Presets.matched().withOptimizer(Optimizer.adam()));
  }

  @ParameterizedTest
  @MethodSource("experiments")
  void whatIsSavedIsLoadedAsItWas(Experiment experiment) throws IOException {
    for (String name : new String[] {"a.yaml", "b.yml", "c.json", "D.JSON"}) {
      Path file = folder.resolve(name);
      ExperimentFile.save(experiment, file);
      assertThat(ExperimentFile.load(file)).as(name).isEqualTo(experiment);
    }
    assertThat(ExperimentFile.toYaml(experiment))
        .isEqualToIgnoringNewLines(Files.readString(folder.resolve("a.yaml")));
  }

  @Test
  void aShortFileGetsTheDefaults() {
    Experiment experiment =
        yaml(
            """
            name: short
            model:
              input: {height: 28, width: 28, channels: 1}
              layers:
                - {type: conv2d, filters: 8, kernel: [3, 5], padding: same, activation: relu}
                - {type: max_pool2d, window: 2}
                - type: flatten
                - {type: dense, units: 10}
            optimizer: {type: sgd, momentum: 0.9}
            """);
    Model model =
        Model.of(
            Input.of(28, 28, 1),
            new Layer.Conv2d(
                null, 8, new Size(3, 5), null, Padding.same(), ActivationFunction.RELU, null, null),
            Layer.maxPool2d(2),
            Layer.flatten(),
            Layer.dense(10));
    assertThat(experiment)
        .isEqualTo(Experiment.of("short", model).withOptimizer(new Optimizer.Sgd(0.9, false)));
  }

  private static Experiment yaml(String text) {
    return ExperimentFile.parse(text, ExperimentFile.yaml(), "e.yaml");
  }

  private static String layer(String layer) {
    return "name: a\nmodel:\n  input: {height: 9, width: 9, channels: 1}\n  layers:\n    - "
        + layer;
  }

  private static void refused(String text, String message) {
    assertThatThrownBy(() -> yaml(text)).isInstanceOf(SpecException.class).hasMessage(message);
  }

  @Test
  void anUnknownKeyIsRefusedWithItsPlaceAndTheKnownOnes() {
    refused(
        layer("{type: conv2d, filters: 3, kernel: 3, paddin: 1}"),
        """
        unknown key
          where:    e.yaml:5:53, at model.layers[0].paddin
          expected: one of activation, bias, biasInitializer, dilation, filters, from, groups, kernel,\
         kernelInitializer, name, padding, stride
          got:      'paddin'
          to do:    correct the key or remove it""");
    refused(
        layer("{type: flatten}") + "\nlearningrate: 0.1",
        """
        unknown key
          where:    e.yaml:6:15, at learningrate
          expected: one of batchSize, epochs, learningRate, loss, model, name, optimizer, schedule,\
         seeds, shuffle, validationSplit
          got:      'learningrate'
          to do:    correct the key or remove it""");
  }

  @Test
  void aMissingKeyIsRefusedAndNotTakenForZero() {
    refused(
        layer("{type: conv2d, kernel: 3}"),
        """
        missing key
          where:    e.yaml:5:7, at model.layers[0].filters
          expected: a whole number
          got:      nothing
          to do:    add it, or correct its spelling""");
    assertThatThrownBy(() -> yaml(layer("{type: dense, units: null}")))
        .hasMessageContaining("at model.layers[0].units")
        .hasMessageContaining("expected: a whole number\n  got:      nothing (null)");
    assertThatThrownBy(() -> yaml(layer("{type: conv2d, filters: 4, kernal: 3}")))
        .hasMessageContaining("at model.layers[0].kernel")
        .hasMessageContaining("expected: a whole number, or [height, width]")
        .hasMessageContaining("or correct its spelling");
    assertThatThrownBy(() -> yaml(layer("{type: max_pool2d}")))
        .hasMessageContaining("missing key\n")
        .hasMessageContaining("at model.layers[0].window");
    assertThatThrownBy(() -> yaml("name: a\nseeds: {shuffle: 1}"))
        .hasMessageContaining("missing key\n")
        .hasMessageContaining("at seeds.initialization");
    assertThatThrownBy(() -> yaml("name: a\nmodel: {input: {height: 1, width: 1}}"))
        .hasMessageContaining("at model.input.channels");
  }

  @Test
  void aFractionWhereAWholeNumberIsWantedIsRefused() {
    refused(
        layer("{type: dense, units: 2.5}"),
        """
        not an experiment
          where:    e.yaml:5:28, at model.layers[0].units
          expected: a whole number
          got:      2.5
          to do:    write it without a point and without an exponent""");
  }

  @Test
  void valuesOfTheWrongTypeAreRefused() {
    wrong("batchSize: many", "batchSize", "a whole number", "the text 'many'");
    wrong("batchSize: 8.0", "batchSize", "a whole number", "8.0");
    wrong("epochs: 3000000000", "epochs", "a whole number up to 2147483647", "3000000000");
    wrong("shuffle: 1", "shuffle", "true or false", "1");
    wrong("shuffle: 'yes'", "shuffle", "true or false", "the text 'yes'");
    wrong("learningRate: '0.1'", "learningRate", "a number", "the text '0.1'");
    wrong("loss: mse", "loss", "softmax_cross_entropy", "the text 'mse'");
    wrong("loss: 0", "loss", "softmax_cross_entropy", "0");
    wrong("model: 3", "model", "a mapping (keys and values)", "3");
    wrong("optimizer: {type: sgd, momentum: true}", "optimizer.momentum", "a number", "true");
    wrong("seeds: [1, 2]", "seeds", "a mapping (keys and values)", "a list");
    assertThatThrownBy(() -> yaml("name: [a]"))
        .hasMessageContaining("e.yaml:1:7, at name")
        .hasMessageContaining("expected: a text");
    assertThatThrownBy(() -> yaml("- 1")).hasMessageContaining("e.yaml:1:1, at the top");
  }

  private static void wrong(String line, String path, String expected, String got) {
    assertThatThrownBy(() -> yaml("name: a\n" + line))
        .isInstanceOf(SpecException.class)
        .hasMessageStartingWith("not an experiment\n  where:    e.yaml:2:")
        .hasMessageContaining(", at " + path + "\n")
        .hasMessageContaining("expected: " + expected + "\n  got:      " + got + "\n");
  }

  @Test
  void anUnknownTypeIsRefusedWithTheKnownOnes() {
    refused(
        layer("{type: conv3d}"),
        """
        unknown type
          where:    e.yaml:5:7, at model.layers[0]
          expected: a mapping with 'type' as one of conv2d, max_pool2d, avg_pool2d, flatten, dense,\
         activation, global_avg_pool2d, add, multiply, concat, layer_norm, softmax, or a\
         function: relu, leaky_relu, tanh, sigmoid, gelu, gelu_tanh, hard_swish
          got:      'conv3d'
          to do:    write for example {type: flatten}""");
    refused(
        "name: a\noptimizer: sgd",
        """
        missing type
          where:    e.yaml:2:12, at optimizer
          expected: a mapping with 'type' as one of sgd, adam
          got:      the text 'sgd'
          to do:    write {type: sgd}""");
  }

  /** Rows of docs/semantics.md that engines mean differently and that no experiment can ask for. */
  @Test
  void whatHasNoMeaningHereYetIsRefused() {
    for (String type : new String[] {"batch_norm", "dropout"}) {
      assertThatThrownBy(() -> yaml(layer("{type: " + type + "}")))
          .isInstanceOf(SpecException.class)
          .hasMessageStartingWith("unknown type")
          .hasMessageContaining("got:      '" + type + "'");
    }
    assertThatThrownBy(() -> yaml("name: a\noptimizer: {type: rmsprop}"))
        .isInstanceOf(SpecException.class)
        .hasMessageStartingWith("unknown type")
        .hasMessageContaining("one of sgd, adam");
    assertThatThrownBy(() -> yaml("name: a\noptimizer: {type: sgd, weightDecay: 0.1}"))
        .isInstanceOf(SpecException.class)
        .hasMessageStartingWith("unknown key")
        .hasMessageContaining("weightDecay");
    assertThatThrownBy(() -> yaml(layer("{type: max_pool2d, window: 2, ceilMode: true}")))
        .isInstanceOf(SpecException.class)
        .hasMessageStartingWith("unknown key")
        .hasMessageContaining("ceilMode");
  }

  @Test
  void aRefusedValueKeepsItsTextAndGetsItsPlace() {
    refused(
        layer("{type: conv2d, filters: 3, kernel: [1, 2, 3]}"),
        """
        not a size
          where:    e.yaml:5:42, at model.layers[0].kernel
          expected: a whole number such as 3, or [height, width] such as [3, 5]
          got:      [1, 2, 3]
          to do:    write one whole number or a pair of them""");
    refused(
        layer("{type: conv2d, filters: 3, kernel: 3, padding: {top: 1}}"),
        """
        not a padding
          where:    e.yaml:5:54, at model.layers[0].padding
          expected: 'same', 'valid' or {top: 1, bottom: 1, left: 1, right: 1}
          got:      {top=1}
          to do:    use one of the three forms; all four sides are needed""");
    assertThatThrownBy(() -> yaml(layer("{type: dense, units: 3, activation: rleu}")))
        .hasMessageContaining("unknown activation\n  where:    e.yaml:5:43, at")
        .hasMessageContaining("got:      'rleu'");
    assertThatThrownBy(() -> yaml(layer("{type: dense, units: 3, biasInitializer: ones}")))
        .hasMessageContaining("unknown initializer")
        .hasMessageContaining("at model.layers[0].biasInitializer");
  }

  @Test
  void anInvalidExperimentIsRefusedWithFileAndPath() {
    refused(
        layer("{type: conv2d, filters: 3, kernel: 10}"),
        """
        kernel larger than its input
          where:    e.yaml, at model.layers[0] (conv2d).kernel
          expected: at most 9x9 (the input 9x9x1 with its padding)
          got:      10x10
          to do:    make the kernel smaller, pad the input, or drop a layer before this one""");
    assertThatThrownBy(() -> yaml(layer("null")))
        .isInstanceOfSatisfying(
            SpecException.class, e -> assertThat(e.where()).isEqualTo("e.yaml, at model.layers[0]"))
        .hasMessageContaining("where:    e.yaml, at model.layers[0]\n");
    assertThatThrownBy(() -> yaml("name: a")).hasMessageContaining("where:    e.yaml, at model\n");
  }

  @Test
  void anEmptyFileIsRefused() {
    for (String empty : new String[] {"", "# nothing yet\n", "null", "---\n"}) {
      refused(
          empty,
          """
          an empty experiment file
            where:    e.yaml
            expected: an experiment as docs/experiments.md shows it
            got:      nothing
            to do:    save one of the presets to start from""");
    }
  }

  @Test
  void aFileOfAnotherKindIsRefused() {
    Path text = folder.resolve("experiment.txt");
    assertThatThrownBy(() -> ExperimentFile.load(text))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            """
            unknown kind of experiment file
              where:    %s
              expected: a name that ends in .yaml, .yml or .json
              got:      'experiment.txt'
              to do:    rename the file"""
                .formatted(text));
  }
}

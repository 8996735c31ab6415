// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import static io.twingraph.spec.Refusals.body;
import static io.twingraph.spec.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.graph.Graph;
import io.twingraph.graph.Value;
import io.twingraph.op.Padding;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class BranchesTest {
  private static final Layer.Conv2d SAME = Layer.conv2d(4, 3).withPadding(Padding.same());

  private static Experiment residual() {
    return Experiment.of(
        "residual",
        Model.of(
            Input.of(8, 8, 1),
            SAME.withName("stem"),
            SAME.withActivation(ActivationFunction.RELU),
            SAME.withName("last"),
            Layer.add().from("stem", "last"),
            Layer.globalAvgPool2d(),
            Layer.dense(3)));
  }

  private static String reads(Graph graph) {
    StringBuilder text = new StringBuilder();
    graph
        .nodes()
        .forEach(
            node ->
                text.append(node.name())
                    .append(node.inputs().stream().map(Value::name).toList())
                    .append(' '));
    return text.toString().trim();
  }

  @Test
  void valueWithTwoReadersGetsAForkSoThatEachValueHasOne() {
    assertThat(reads(residual().graph()))
        .isEqualTo(
            "stem[input] stem/fork[stem] conv2d/preactivation[stem/fork_1]"
                + " conv2d[conv2d/preactivation] last[conv2d] add[stem/fork_2, last]"
                + " global_avg_pool2d[add] dense[global_avg_pool2d]");
    assertThat(residual().graph().values().stream().map(Value::name))
        .startsWith("input", "stem", "stem/fork_1", "stem/fork_2", "conv2d/preactivation");
  }

  @Test
  void filesSayWhatALayerReadsAndComeBackAsTheyWere() {
    String yaml = ExperimentFile.toYaml(residual());
    assertThat(yaml).contains("type: add\n    from:\n    - stem\n    - last\n");
    assertThat(ExperimentFile.parse(yaml, ExperimentFile.yaml(), "e.yaml")).isEqualTo(residual());
    String written =
        """
        name: residual
        model:
          input: {height: 8, width: 8, channels: 1}
          layers:
            - {name: a, type: conv2d, filters: 4, kernel: 3, padding: same}
            - {name: relu, type: relu}
            - {name: b, type: leaky_relu, slope: 0.2, from: a}
            - {type: multiply, from: [relu, b]}
            - {type: flatten}
        """;
    Experiment read = ExperimentFile.parse(written, ExperimentFile.yaml(), "e.yaml");
    assertThat(reads(read.graph()))
        .isEqualTo(
            "a[input] a/fork[a] relu[a/fork_1] b[a/fork_2] multiply[relu, b] flatten[multiply]");
    assertThat(read.model().layers().get(2))
        .isEqualTo(new Layer.Activation("b", ActivationFunction.leakyRelu(0.2)).from("a"));
  }

  @Test
  void summarySaysWhoReadsWhomWhereThereAreBranches() {
    assertThat(Summary.of(residual(), 80))
        .contains("Parameters  Reads\n")
        .contains("  stem, last\n")
        .contains("input\n");
    assertThat(Summary.of(residual(), 80).lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void summaryOfALayerWithManyReadersFitsTheScreenToo() {
    List<Layer> layers = new ArrayList<>();
    layers.add(new Layer.Flatten("a"));
    String[] names = new String[100];
    for (int i = 0; i < names.length; i++) {
      names[i] = "branch_" + i;
      layers.add(new Layer.Activation(names[i], ActivationFunction.TANH).from("a"));
    }
    layers.add(Layer.add().from(names));
    Experiment wide = Experiment.of("wide", new Model(Input.of(8, 8, 1), layers));
    for (int columns : new int[] {60, 80, 120}) {
      assertThat(Summary.of(wide, columns).lines())
          .allMatch(line -> line.length() <= columns)
          .anyMatch(line -> line.contains("  branch_0") && line.endsWith("…"));
    }
  }

  @TestFactory
  Stream<DynamicTest> refusals() {
    return Stream.of(
        refused(
            "a layer that reads what is not there",
            "model.layers[1] (add).from",
            "the name of a layer before it: conv2d, input",
            "'conv'",
            "name that layer, or leave 'from' out to read the layer before",
            () -> body(SAME, Layer.add().from("conv2d", "conv"), Layer.flatten())),
        refused(
            "a layer that reads what is not there",
            "model.layers[0] (a).from",
            "the name of a layer before it: input",
            "'a'",
            "name that layer, or leave 'from' out to read the layer before",
            () -> body(SAME.withName("a").from("a"), Layer.flatten())),
        refused(
            "a layer that no other reads",
            "model.layers[1] (b)",
            "that each but the last has a reader",
            "none reads 'b'",
            "remove the layer, or name it in the 'from' of another",
            () -> body(SAME.withName("a"), SAME.withName("b"), new Layer.Flatten(null).from("a"))),
        refused(
            "wrong number of inputs",
            "model.layers[1] (add).from",
            "at least 2 inputs for add",
            "1: conv2d",
            "correct the list of layers that it reads",
            () -> body(SAME, Layer.add(), Layer.flatten())),
        refused(
            "wrong number of inputs",
            "model.layers[1] (flatten).from",
            "one input for flatten",
            "2: conv2d, input",
            "correct the list of layers that it reads",
            () -> body(SAME, Layer.flatten().from("conv2d", "input"))),
        refused(
            "add of different shapes",
            "model.layers[1] (add).from",
            "inputs of one shape, that of the first (8x8x4)",
            "8x8x1",
            "nothing is broadcast: give both branches the same height, width and channels",
            () -> body(SAME, Layer.add().from("conv2d", "input"), Layer.flatten())),
        refused(
            "concat of shapes that do not fit together",
            "model.layers[1] (concat).from",
            "inputs that differ in their last dimension only, as the first (6x6x4)",
            "8x8x1",
            "give both branches the same height and width",
            () ->
                body(Layer.conv2d(4, 3), Layer.concat().from("conv2d", "input"), Layer.flatten())));
  }

  @Test
  void fromIsANameOrAListOfNames() {
    for (String from : new String[] {"[]", "3", "[a, 3]", "{a: b}"}) {
      String written =
          "name: a\nmodel:\n  input: {height: 8, width: 8, channels: 1}\n  layers:\n"
              + "    - {type: flatten, from: "
              + from
              + "}\n";
      assertThatThrownBy(() -> ExperimentFile.parse(written, ExperimentFile.yaml(), "e.yaml"))
          .hasMessageStartingWith(
              "not a list of layers\n  where:    e.yaml:5:29, at model.layers[0].from\n")
          .hasMessageContaining("expected: the name of a layer, or a list of names such as [a, b]");
    }
  }
}

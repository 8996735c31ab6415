// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.drawing;

import io.twingraph.graph.Node;
import io.twingraph.op.Elementwise;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Model;
import io.twingraph.spec.Summary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a picture of a model shows: a box for the input and for each layer, and an arrow for each
 * value that a layer reads.
 *
 * @param title above the boxes
 * @param boxes in the order of the layers
 * @param arrows in the order of those who read
 */
record ModelDrawing(String title, List<Box> boxes, List<Arrow> arrows) {

  /**
   * A layer, or the input.
   *
   * @param name in the first line
   * @param texts in the lines below it
   * @param trains whether it has parameters
   */
  record Box(String name, List<String> texts, boolean trains) {

    /** Characters in the widest line. */
    int columns() {
      return Math.max(name.length(), texts.stream().mapToInt(String::length).max().orElse(0));
    }
  }

  /**
   * Who reads whom.
   *
   * @param from index of the box that is read
   * @param to index of the box that reads it
   */
  record Arrow(int from, int to) {}

  static ModelDrawing of(Experiment experiment) {
    Model model = experiment.model();
    List<Box> boxes = new ArrayList<>();
    List<Arrow> arrows = new ArrayList<>();
    Map<String, Integer> indices = new HashMap<>();
    for (Summary.Line line : Summary.lines(model)) {
      int index = boxes.size();
      line.reads().forEach(name -> arrows.add(new Arrow(indices.get(name), index)));
      indices.put(line.name(), index);
      boxes.add(box(line, model.graph().layers().getOrDefault(line.name(), List.of())));
    }
    String title =
        experiment.name() + ": " + count(model.graph().parameterCount(), "parameter") + " in all";
    return new ModelDrawing(title, boxes, arrows);
  }

  private static Box box(Summary.Line line, List<Node> nodes) {
    List<String> texts = new ArrayList<>(List.of(kind(line, nodes), line.shape()));
    if (line.parameters() > 0) {
      texts.add(count(line.parameters(), "parameter"));
    }
    return new Box(line.name(), texts, line.parameters() > 0);
  }

  /** The layer's type, and the function that follows its operator, if any. */
  private static String kind(Summary.Line line, List<Node> nodes) {
    String function =
        nodes.stream()
            .filter(node -> node.op() instanceof Elementwise)
            .map(node -> node.op().label())
            .findFirst()
            .orElse("");
    return line.kind() + (function.isEmpty() ? "" : ", " + function);
  }

  private static String count(long count, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.drawing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.twingraph.app.drawing.ModelDrawing.Arrow;
import io.twingraph.app.drawing.ModelDrawing.Box;
import io.twingraph.app.drawing.ModelLayout.Area;
import io.twingraph.app.drawing.ModelLayout.Point;
import io.twingraph.op.Padding;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import io.twingraph.spec.Presets;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** A chain, a residual block and a block of four branches as pictures. */
class ModelSvgTest {
  private static final double A_BIT = 1e-6;

  private static Layer.Conv2d conv(String name) {
    return Layer.conv2d(4, 3).withPadding(Padding.same()).withName(name);
  }

  private static Experiment residual() {
    Model model =
        Model.of(
            Input.of(8, 8, 1),
            conv("stem").withActivation(ActivationFunction.leakyRelu(0.2)),
            conv("first").withActivation(ActivationFunction.RELU),
            conv("last"),
            Layer.add().from("stem", "last"),
            Layer.activation(ActivationFunction.RELU),
            Layer.globalAvgPool2d(),
            Layer.dense(10));
    return Experiment.of("residual", model);
  }

  private static Experiment branches() {
    Model model =
        Model.of(
            Input.of(8, 8, 1),
            conv("stem"),
            conv("a").from("stem"),
            conv("b").from("stem"),
            conv("b2"),
            conv("c").from("stem"),
            Layer.concat().from("a", "b2", "c", "stem"),
            Layer.globalAvgPool2d(),
            Layer.dense(10));
    return Experiment.of("branches", model);
  }

  private static Document parsed(String svg) throws Exception {
    return DocumentBuilderFactory.newDefaultNSInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  private static List<String> texts(Document svg, String element) {
    NodeList found = svg.getElementsByTagName(element);
    return IntStream.range(0, found.getLength())
        .mapToObj(i -> found.item(i).getTextContent())
        .toList();
  }

  @Test
  void chainHasABoxForEachLayerAndAnArrowBetweenNeighbours() throws Exception {
    ModelDrawing drawing = ModelDrawing.of(Presets.matched());
    assertThat(drawing.boxes())
        .startsWith(
            new Box("input", List.of("Input", "(N, 28, 28, 1)"), false),
            new Box("conv2d", List.of("Conv2d, relu", "(N, 26, 26, 32)", "320 parameters"), true))
        .endsWith(new Box("dense_1", List.of("Dense", "(N, 10)", "10,250 parameters"), true));
    assertThat(drawing.arrows())
        .isEqualTo(IntStream.range(0, 6).mapToObj(i -> new Arrow(i, i + 1)).toList());

    Document svg = parsed(ModelSvg.of(Presets.matched()));
    assertThat(svg.getDocumentElement().getNamespaceURI()).isEqualTo("http://www.w3.org/2000/svg");
    assertThat(texts(svg, "title")).containsExactly("matched: 9,467,274 parameters in all");
    assertThat(texts(svg, "text"))
        .contains("max_pooling2d", "MaxPool2d", "(N, 12, 12, 64)", "9,438,208 parameters");
    assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(1 + 7);
    assertThat(svg.getElementsByTagName("path").getLength()).isEqualTo(1 + 6);
  }

  @Test
  void residualBlockShowsWhoReadsTheStem() {
    ModelDrawing drawing = ModelDrawing.of(residual());
    assertThat(drawing.boxes().get(1).texts()).startsWith("Conv2d, leaky_relu(0.2)");
    assertThat(drawing.boxes().get(5).texts()).startsWith("Activation, relu");
    assertThat(drawing.arrows())
        .containsSubsequence(new Arrow(1, 2), new Arrow(2, 3), new Arrow(1, 4), new Arrow(3, 4));
  }

  @Test
  void valueThatIsReadTwiceHasTwoArrows() {
    Model model =
        Model.of(
            Input.of(4, 4, 1),
            Layer.flatten(),
            Layer.multiply().from("flatten", "flatten"),
            Layer.dense(2));
    assertThat(ModelDrawing.of(Experiment.of("square", model)).arrows())
        .containsSubsequence(new Arrow(1, 2), new Arrow(1, 2));
  }

  @Test
  void boxesDoNotOverlapAndArrowsLeadDownFromOneToAnother() {
    for (Experiment experiment : List.of(Presets.lenet5(), residual(), branches())) {
      ModelDrawing drawing = ModelDrawing.of(experiment);
      ModelLayout layout = ModelLayout.of(drawing);
      List<Area> boxes = layout.boxes();
      for (int i = 0; i < boxes.size(); i++) {
        assertThat(boxes.get(i).x() + boxes.get(i).width()).isLessThanOrEqualTo(layout.width());
        assertThat(boxes.get(i).y() + boxes.get(i).height()).isLessThanOrEqualTo(layout.height());
        for (int j = 0; j < i; j++) {
          assertThat(apart(boxes.get(i), boxes.get(j)))
              .as("%s, %d and %d", experiment, i, j)
              .isTrue();
        }
      }
      for (int i = 0; i < drawing.arrows().size(); i++) {
        List<Point> points = layout.arrows().get(i);
        Area from = boxes.get(drawing.arrows().get(i).from());
        Area to = boxes.get(drawing.arrows().get(i).to());
        assertThat(points.get(0).y()).isEqualTo(from.y() + from.height(), within(A_BIT));
        assertThat(points.get(points.size() - 1).y()).isEqualTo(to.y(), within(A_BIT));
      }
    }
  }

  private static boolean apart(Area one, Area other) {
    return one.x() >= other.x() + other.width()
        || other.x() >= one.x() + one.width()
        || one.y() >= other.y() + other.height()
        || other.y() >= one.y() + one.height();
  }

  @Test
  void oneModelHasOnePictureInEveryLocale() {
    String picture = ModelSvg.of(branches());
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(ModelSvg.of(branches())).isEqualTo(picture);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void whatMeansSomethingInXmlIsEscaped() throws Exception {
    Box box = new Box("a<b>&\"c\"", List.of("</text><script/>"), false);
    String svg = ModelSvg.of(new ModelDrawing("]]> & <!--", List.of(box), List.of()));
    assertThat(texts(parsed(svg), "text"))
        .containsExactly("]]> & <!--", "a<b>&\"c\"", "</text><script/>");
    assertThat(parsed(svg).getElementsByTagName("script").getLength()).isZero();
  }

  @Test
  void modelOfAThousandLayersIsDrawn() {
    List<Layer> layers = new ArrayList<>(List.of(Layer.flatten()));
    for (int i = 0; i < 998; i++) {
      layers.add(Layer.activation(ActivationFunction.TANH));
    }
    layers.add(Layer.dense(2));
    Model model = Model.of(Input.of(2, 2, 1), layers.toArray(Layer[]::new));
    ModelLayout layout = ModelLayout.of(ModelDrawing.of(Experiment.of("deep", model)));
    assertThat(layout.boxes()).hasSize(1001);
    assertThat(layout.arrows()).hasSize(1000);
  }
}

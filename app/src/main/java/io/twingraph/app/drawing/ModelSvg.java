// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.drawing;

import io.twingraph.spec.Experiment;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** A model as the text of an SVG file. */
public final class ModelSvg {
  private static final String NAMESPACE = "http://www.w3.org/2000/svg";
  private static final double TITLE = 36;
  private static final double BASELINE = 13;

  private static final String STYLE =
      """

      .paper { fill: #ffffff; }
      text { font: 13px ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: #202020; }
      .name { font-weight: bold; }
      .more { fill: #505050; }
      .box { fill: #f2f2f2; stroke: #707070; }
      .trains { fill: #dcebfa; stroke: #3a6ea5; }
      .arrow { fill: none; stroke: #505050; stroke-width: 1.3; }
      .head { fill: #505050; }
      """;

  private final ModelDrawing drawing;
  private final ModelLayout layout;
  private final XMLStreamWriter xml;

  private ModelSvg(ModelDrawing drawing, XMLStreamWriter xml) {
    this.drawing = drawing;
    this.layout = ModelLayout.of(drawing);
    this.xml = xml;
  }

  /**
   * A box for the input and for each layer, with name, type, the shape of its output in values and
   * the number of its parameters, and an arrow from each layer to those that read it. One
   * experiment always has the same text.
   *
   * @throws io.twingraph.error.SpecException if the experiment's model has no graph
   */
  public static String of(Experiment experiment) {
    return of(ModelDrawing.of(experiment));
  }

  static String of(ModelDrawing drawing) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      new ModelSvg(drawing, xml).write();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("a text in memory cannot be written", e);
    }
    return text + "\n";
  }

  private void write() throws XMLStreamException {
    String title = drawing.title();
    double width = Math.max(layout.width(), title.length() * ModelLayout.COLUMN + 2 * TITLE);
    double height = layout.height() + TITLE;
    start("svg", "xmlns", NAMESPACE, "role", "img");
    attributes("width", number(width), "height", number(height));
    attributes("viewBox", "0 0 " + number(width) + " " + number(height));
    words("title", title);
    words("style", STYLE);
    empty("rect", "class", "paper", "width", "100%", "height", "100%");
    head();
    line(title, "name", width / 2, TITLE - BASELINE);
    double left = (width - layout.width()) / 2;
    start("g", "transform", "translate(" + number(left) + " " + number(TITLE) + ")");
    for (List<ModelLayout.Point> arrow : layout.arrows()) {
      empty("path", "class", "arrow", "marker-end", "url(#head)", "d", path(arrow));
    }
    for (int i = 0; i < drawing.boxes().size(); i++) {
      box(drawing.boxes().get(i), layout.boxes().get(i));
    }
    end();
    end();
  }

  /** What an arrow ends with. */
  private void head() throws XMLStreamException {
    start("marker", "id", "head", "markerWidth", "9", "markerHeight", "8");
    attributes("refX", "8", "refY", "4", "orient", "auto", "markerUnits", "userSpaceOnUse");
    empty("path", "class", "head", "d", "M0 0 L9 4 L0 8 z");
    end();
  }

  private void box(ModelDrawing.Box box, ModelLayout.Area area) throws XMLStreamException {
    empty(
        "rect",
        "class",
        box.trains() ? "box trains" : "box",
        "rx",
        "4",
        "x",
        number(area.x()),
        "y",
        number(area.y()),
        "width",
        number(area.width()),
        "height",
        number(area.height()));
    double y = area.y() + ModelLayout.MARGIN / 2 + BASELINE;
    double middle = area.x() + area.width() / 2;
    line(box.name(), "name", middle, y);
    for (String text : box.texts()) {
      y += ModelLayout.LINE;
      line(text, "more", middle, y);
    }
  }

  private void line(String text, String kind, double middle, double y) throws XMLStreamException {
    String[] place = {"text-anchor", "middle", "x", number(middle), "y", number(y)};
    start("text", "class", kind);
    attributes(place);
    xml.writeCharacters(text);
    end();
  }

  private static String path(List<ModelLayout.Point> points) {
    return points.stream()
        .map(point -> number(point.x()) + " " + number(point.y()))
        .collect(Collectors.joining(" L", "M", ""));
  }

  private void start(String element, String... attributes) throws XMLStreamException {
    xml.writeStartElement(element);
    attributes(attributes);
  }

  private void end() throws XMLStreamException {
    xml.writeEndElement();
    xml.writeCharacters("\n");
  }

  private void empty(String element, String... attributes) throws XMLStreamException {
    xml.writeEmptyElement(element);
    attributes(attributes);
    xml.writeCharacters("\n");
  }

  private void words(String element, String text) throws XMLStreamException {
    start(element);
    xml.writeCharacters(text);
    end();
  }

  private void attributes(String... namesAndValues) throws XMLStreamException {
    for (int i = 0; i < namesAndValues.length; i += 2) {
      xml.writeAttribute(namesAndValues[i], namesAndValues[i + 1]);
    }
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}

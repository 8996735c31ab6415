// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.drawing;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.elk.alg.layered.options.LayeredMetaDataProvider;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.alg.layered.options.OrderingStrategy;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/**
 * Where the boxes and arrows of a drawing are, from top to bottom. All lengths are in pixels from
 * the upper left corner. One drawing has one layout, on every machine.
 *
 * @param boxes in the drawing's order
 * @param arrows in the drawing's order
 */
record ModelLayout(double width, double height, List<Area> boxes, List<List<Point>> arrows) {
  /** Of a character in the font of the boxes, and of a line. */
  static final double COLUMN = 7.9;

  static final double LINE = 18;
  static final double MARGIN = 12;

  private static final double BETWEEN_LAYERS = 26;
  private static final double BETWEEN_BOXES = 28;

  /** A box. */
  record Area(double x, double y, double width, double height) {}

  /** A place where an arrow begins, bends or ends. */
  record Point(double x, double y) {}

  static ModelLayout of(ModelDrawing drawing) {
    LayoutMetaDataService.getInstance()
        .registerLayoutMetaDataProviders(new LayeredMetaDataProvider());
    ElkNode sheet = ElkGraphUtil.createGraph();
    sheet.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
    sheet.setProperty(CoreOptions.DIRECTION, Direction.DOWN);
    sheet.setProperty(CoreOptions.PADDING, new ElkPadding(0, MARGIN, MARGIN, MARGIN));
    sheet.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, BETWEEN_LAYERS);
    sheet.setProperty(LayeredOptions.SPACING_NODE_NODE, BETWEEN_BOXES);
    sheet.setProperty(LayeredOptions.SPACING_EDGE_NODE, BETWEEN_BOXES / 2);
    sheet.setProperty(
        LayeredOptions.CONSIDER_MODEL_ORDER_STRATEGY, OrderingStrategy.NODES_AND_EDGES);
    List<ElkNode> nodes = drawing.boxes().stream().map(box -> node(sheet, box)).toList();
    List<ElkEdge> edges =
        drawing.arrows().stream()
            .map(a -> ElkGraphUtil.createSimpleEdge(nodes.get(a.from()), nodes.get(a.to())))
            .toList();
    new RecursiveGraphLayoutEngine().layout(sheet, new BasicProgressMonitor());
    return new ModelLayout(
        sheet.getWidth(),
        sheet.getHeight(),
        nodes.stream().map(n -> new Area(n.getX(), n.getY(), n.getWidth(), n.getHeight())).toList(),
        edges.stream().map(ModelLayout::points).toList());
  }

  private static ElkNode node(ElkNode sheet, ModelDrawing.Box box) {
    ElkNode node = ElkGraphUtil.createNode(sheet);
    node.setDimensions(
        box.columns() * COLUMN + 2 * MARGIN, (1 + box.texts().size()) * LINE + MARGIN);
    return node;
  }

  private static List<Point> points(ElkEdge edge) {
    ElkEdgeSection section = edge.getSections().get(0);
    List<Point> points = new ArrayList<>();
    points.add(new Point(section.getStartX(), section.getStartY()));
    section.getBendPoints().forEach(bend -> points.add(new Point(bend.getX(), bend.getY())));
    points.add(new Point(section.getEndX(), section.getEndY()));
    return points;
  }
}

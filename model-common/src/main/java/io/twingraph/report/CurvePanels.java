// SPDX-License-Identifier: Apache-2.0
package io.twingraph.report;

import io.twingraph.run.EngineRun;
import io.twingraph.run.EpochRecord;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The panels of {@link CurvesChart}. The first engine's curves are wide and the next ones' narrow,
 * so that curves that coincide show both colours.
 */
final class CurvePanels {
  /** From Okabe and Ito's palette, which colour-blind people can tell apart. */
  private static final Color[] COLOURS = {
    new Color(0x56, 0xB4, 0xE9),
    new Color(0xD5, 0x5E, 0x00),
    new Color(0x00, 0x9E, 0x73),
    new Color(0xCC, 0x79, 0xA7)
  };

  private static final float[] WIDTHS = {6f, 2.2f, 1.6f, 1.2f};
  private static final int[] DOTS = {14, 6, 5, 4};
  private static final float[] DASH = {13f, 9f};
  private static final int MAX_POINTS = 400;
  private static final int WINDOWS_PER_EPOCH = 25;
  private static final Color GRID = new Color(0xE0, 0xE0, 0xE0);

  private final List<EngineRun> runs;
  private final int epochs;

  CurvePanels(List<EngineRun> runs) {
    this.runs = runs;
    this.epochs = runs.stream().mapToInt(run -> run.experiment().epochs()).max().orElse(1);
  }

  static Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }

  static Color colour(int engine) {
    return COLOURS[engine % COLOURS.length];
  }

  /** The line of an engine's curves: solid for training, dashed for validation. */
  static BasicStroke stroke(int engine, boolean dashed) {
    float width = WIDTHS[engine % WIDTHS.length];
    return new BasicStroke(
        width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10f, dashed ? DASH : null, 0f);
  }

  /** Loss over epochs, with the loss of every step faintly behind. */
  XYChart loss() {
    XYChart chart = chart("Loss (nats)");
    double top = 0;
    for (int i = 0; i < runs.size(); i++) {
      Curve steps = Curve.ofSteps(runs.get(i), window(runs.get(i)), MAX_POINTS);
      top = Math.max(top, steps.quantile(0.9));
      faint(chart, i, steps);
    }
    for (int i = 0; i < runs.size(); i++) {
      top = Math.max(top, epochCurve(chart, i, EpochRecord::trainLoss, 1, false).max());
      top =
          Math.max(
              top, epochCurve(chart, i, validated(EpochRecord::validationLoss), 1, true).max());
    }
    if (top > 0) {
      chart.getStyler().setYAxisMin(0.0).setYAxisMax(top * 1.15);
    }
    return finished(chart);
  }

  /** Accuracies in percent over epochs. */
  XYChart accuracy() {
    XYChart chart = chart("Accuracy (%)");
    for (int i = 0; i < runs.size(); i++) {
      epochCurve(chart, i, EpochRecord::trainAccuracy, 100, false);
      epochCurve(chart, i, validated(EpochRecord::validationAccuracy), 100, true);
    }
    double low = 100;
    double high = 0;
    for (XYSeries series : chart.getSeriesMap().values()) {
      low = Math.min(low, series.getYMin());
      high = Math.max(high, series.getYMax());
    }
    double room = Math.max(0.5, 0.1 * (high - low));
    chart.getStyler().setYAxisMin(Math.max(0, low - room)).setYAxisMax(Math.min(100, high + room));
    return finished(chart);
  }

  /**
   * Relative distance of the two losses at each step, on a logarithmic scale; empty unless there
   * are two runs that should have the same losses.
   */
  Optional<XYChart> difference() {
    boolean comparable =
        runs.size() == 2
            && runs.get(0).experiment().batchSize() == runs.get(1).experiment().batchSize()
            && runs.get(0).experiment().model().isEquivalentTo(runs.get(1).experiment().model());
    Curve curve =
        comparable
            ? Curve.ofDifference(runs.get(0), runs.get(1), 4 * MAX_POINTS)
            : Curve.ofDifference(List.of(), List.of(), 1, 1);
    if (curve.isEmpty()) {
      return Optional.empty();
    }
    XYChart chart =
        chart("Relative difference of the two training losses, step by step (equal ones at 3e-8)");
    XYStyler styler = chart.getStyler();
    styler.setYAxisMin(Math.floor(curve.min())).setYAxisMax(Math.floor(curve.max()) + 1);
    styler.setYAxisDecimalPattern("'1e'0;'1e-'0").setYAxisTickMarkSpacingHint(20);
    XYSeries series = chart.addSeries("difference", curve.x(), curve.y());
    series.setMarker(SeriesMarkers.NONE).setLineColor(new Color(0x50, 0x50, 0x50));
    series.setLineStyle(new BasicStroke(1.2f));
    return Optional.of(chart);
  }

  /** What faint and wide mean. */
  String footnote() {
    int window = runs.stream().mapToInt(CurvePanels::window).max().orElse(1);
    return "Faint: training loss"
        + (window > 1 ? ", mean of " + window + " steps" : " of each step")
        + ". Training values are means over an epoch"
        + (runs.stream().anyMatch(CurvePanels::validated)
            ? ", validation values are taken at its end."
            : ".")
        + (runs.size() < 2 ? "" : " Where curves coincide, the narrow one lies on the wide one.");
  }

  /** Whether there is a validation curve to draw. */
  static boolean validated(EngineRun run) {
    return run.epochs().stream().anyMatch(epoch -> epoch.validationLoss().isPresent());
  }

  private static Function<EpochRecord, Double> validated(
      Function<EpochRecord, OptionalDouble> value) {
    return epoch -> {
      OptionalDouble measured = value.apply(epoch);
      return measured.isPresent() ? Double.valueOf(measured.getAsDouble()) : null;
    };
  }

  private static int window(EngineRun run) {
    return Math.max(1, Curve.stepsPerEpoch(run) / WINDOWS_PER_EPOCH);
  }

  private XYChart chart(String title) {
    XYChart chart = new XYChart(800, 560);
    chart.setTitle(title);
    chart.setXAxisTitle("epoch");
    XYStyler styler = chart.getStyler();
    styler.setChartBackgroundColor(Color.WHITE).setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false).setChartPadding(18).setLegendVisible(false);
    styler.setPlotGridLinesColor(GRID);
    styler.setChartTitleBoxVisible(false).setChartTitleFont(font(Font.BOLD, 19));
    styler.setAxisTitleFont(font(Font.PLAIN, 15)).setAxisTickLabelsFont(font(Font.PLAIN, 14));
    styler.setAntiAlias(true);
    styler.setXAxisMin(0.0).setXAxisMax(epochs * 1.02).setXAxisDecimalPattern("0");
    styler.setYAxisDecimalPattern("0.###");
    styler.setYAxisTickMarkSpacingHint(56).setLocale(Locale.ROOT);
    return chart;
  }

  private Curve epochCurve(
      XYChart chart,
      int engine,
      Function<EpochRecord, Double> value,
      double factor,
      boolean dashed) {
    Curve curve = Curve.ofEpochs(runs.get(engine), value, factor);
    if (!curve.isEmpty()) {
      XYSeries series = chart.addSeries(newName(chart), curve.x(), curve.y());
      series
          .setMarker(new Dot(engine, dashed))
          .setMarkerColor(colour(engine))
          .setLineColor(colour(engine))
          .setLineStyle(stroke(engine, dashed));
    }
    return curve;
  }

  private static void faint(XYChart chart, int engine, Curve curve) {
    if (!curve.isEmpty()) {
      XYSeries series = chart.addSeries(newName(chart), curve.x(), curve.y());
      series
          .setMarker(SeriesMarkers.NONE)
          .setLineColor(pale(colour(engine)))
          .setLineStyle(new BasicStroke(engine == 0 ? 4.5f : 1.3f));
    }
  }

  /** Halfway to white; opaque, so that the joints of a line do not show. */
  private static Color pale(Color colour) {
    return new Color(
        (colour.getRed() + 255) / 2, (colour.getGreen() + 255) / 2, (colour.getBlue() + 255) / 2);
  }

  private static String newName(XYChart chart) {
    return "curve " + chart.getSeriesMap().size();
  }

  /** A chart without any series cannot be painted: it gets an invisible one and says so. */
  private static XYChart finished(XYChart chart) {
    if (chart.getSeriesMap().isEmpty()) {
      chart.setTitle(chart.getTitle() + ": nothing was measured");
      XYSeries series = chart.addSeries("none", new double[] {0, 1}, new double[] {0, 1});
      series.setMarker(SeriesMarkers.NONE).setLineColor(Color.WHITE);
      chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.0);
    }
    return chart;
  }

  /** The marker of an engine's epochs: filled for training, hollow for validation. */
  static void dot(Graphics2D graphics, int engine, boolean hollow, double x, double y) {
    double diameter = DOTS[engine % DOTS.length];
    double half = diameter / 2;
    Ellipse2D circle = new Ellipse2D.Double(x - half, y - half, diameter, diameter);
    graphics.setColor(hollow ? Color.WHITE : colour(engine));
    graphics.fill(circle);
    graphics.setColor(colour(engine));
    graphics.setStroke(new BasicStroke(engine == 0 ? 3f : 1.8f));
    graphics.draw(circle);
  }

  /** {@link #dot} as a marker of the chart library. */
  private static final class Dot extends Marker {
    private final int engine;
    private final boolean hollow;

    Dot(int engine, boolean hollow) {
      this.engine = engine;
      this.hollow = hollow;
    }

    @Override
    public void paint(Graphics2D graphics, double x, double y, int ignoredSize) {
      dot(graphics, engine, hollow, x, y);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import io.twingraph.app.ExitCode;
import io.twingraph.app.terminal.DownloadProgress;
import io.twingraph.app.terminal.Terminal;
import io.twingraph.data.DataPlace;
import io.twingraph.data.Dataset;
import io.twingraph.data.Datasets;
import io.twingraph.report.SampleSheet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code twingraph data}. */
@Command(
    name = "data",
    description = "Downloads, shows and lists data sets.",
    footer = {
      "",
      "Examples:",
      "  twingraph data list",
      "  twingraph data fetch mnist",
      "  twingraph data show digits --out digits.png"
    })
final class DataCommand implements Runnable {
  private final Terminal terminal;
  private final Datasets.Locations locations = Datasets.Locations.system();

  @Spec private CommandSpec spec;

  DataCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing subcommand: fetch NAME, show NAME or list");
  }

  @Command(
      name = "fetch",
      description = "Downloads a data set into the cache, with its checksums verified.",
      footer = {"", "Example:", "  twingraph data fetch fashion-mnist"})
  int fetch(@Parameters(paramLabel = "NAME", description = "mnist or fashion-mnist") String name) {
    Path folder;
    try (DownloadProgress progress = new DownloadProgress(terminal)) {
      folder = new Datasets(locations).fetch(name, progress);
    }
    terminal.out(name + " is in " + folder);
    return ExitCode.FINE;
  }

  @Command(
      name = "show",
      description = "Writes a picture with the first images of a data set and their labels.",
      footer = {"", "Example:", "  twingraph data show digits --rows 5 --columns 10"})
  int show(
      @Parameters(
              paramLabel = "NAME|DIR",
              description = "mnist, fashion-mnist, digits, or a folder with four IDX files")
          String name,
      @Option(
              names = "--rows",
              paramLabel = "N",
              defaultValue = "8",
              description = "Rows of images; default ${DEFAULT-VALUE}.")
          int rows,
      @Option(
              names = "--columns",
              paramLabel = "N",
              defaultValue = "12",
              description = "Images in a row; default ${DEFAULT-VALUE}.")
          int columns,
      @Option(
              names = "--out",
              paramLabel = "FILE",
              description = "The picture; default NAME.png in the working directory.")
          Path out)
      throws IOException {
    if (rows < 1 || columns < 1 || (long) rows * columns > 10_000) {
      throw new ParameterException(
          spec.commandLine().getSubcommands().get("show"),
          String.format(
              Locale.ROOT,
              "--rows and --columns must be at least 1 and at most 10,000 images in all, but were"
                  + " %d and %d",
              rows,
              columns));
    }
    if (out != null) {
      new PictureFile(out, "--out").checkFolder();
    }
    Dataset dataset;
    try (DownloadProgress progress = new DownloadProgress(terminal)) {
      dataset = new Datasets(locations).open(name, progress);
    }
    Path picture = out == null ? Path.of(dataset.name() + ".png") : out;
    new PictureFile(picture, "--out")
        .write(() -> SampleSheet.write(dataset, rows, columns, picture));
    terminal.out(words(dataset));
    terminal.out("written   " + picture);
    return ExitCode.FINE;
  }

  private static String words(Dataset dataset) {
    int channels = dataset.train().channels();
    return String.format(
        Locale.ROOT,
        "%s: %,d training and %,d test images of %dx%d%s, %s, from %s",
        dataset.name(),
        dataset.train().count(),
        dataset.test().count(),
        dataset.train().height(),
        dataset.train().width(),
        channels == 1 ? "" : "x" + channels,
        dataset.classes() == 1 ? "1 class" : dataset.classes() + " classes",
        dataset.source());
  }

  @Command(
      name = "list",
      description = "Says which data sets are at hand, and where.",
      footer = {"", "Example:", "  TWINGRAPH_DATA=~/data twingraph data list"})
  int list() {
    Datasets datasets = new Datasets(locations);
    for (DataPlace place : datasets.places()) {
      line(place.name(), state(place), place.where());
    }
    DataPlace chosen = datasets.defaultPlace();
    boolean usable = chosen.state() == DataPlace.State.AT_HAND;
    terminal.out("");
    line("default", usable ? chosen.name() : state(chosen), chosen.where());
    terminal.out(
        "own folder     $TWINGRAPH_DATA "
            + locations
                .data()
                .map(path -> "is " + path + (Files.isDirectory(path) ? "" : ", which is not there"))
                .orElse("is not set"));
    terminal.out("cache          " + locations.cache());
    return ExitCode.FINE;
  }

  private void line(String name, String state, String where) {
    terminal.out(String.format(Locale.ROOT, "%-14s %-12s %s", name, state, where));
  }

  private static String state(DataPlace place) {
    return switch (place.state()) {
      case AT_HAND -> "at hand";
      case NOT_HERE -> "not here";
      case UNUSABLE -> "unusable";
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.junit;

import io.twingraph.parity.ParityReport;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.ExperimentFile;
import io.twingraph.spec.Input;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What a failed parity test leaves: a folder with the report, the experiment and how to go on. */
final class Artifacts {
  /** Configuration parameter of JUnit, or system property: the folder for all tests' folders. */
  static final String PARAMETER = "twingraph.parity.artifacts";

  private static final String REPORT = "parity.json";
  private static final String EXPERIMENT = "experiment.yaml";
  private static final String README = "README.md";

  /** Of the images of every data set that the command has by a name. */
  private static final int CHANNELS = 1;

  private static final int CLASSES = 10;

  private final ParitySettings settings;
  private final Path folder;
  private final String testClass;
  private final String method;

  Artifacts(ParitySettings settings, ExtensionContext context) {
    this.settings = settings;
    this.testClass = context.getRequiredTestClass().getName();
    this.method = context.getRequiredTestMethod().getName();
    String root = context.getConfigurationParameter(PARAMETER).orElse("target/parity");
    this.folder =
        Path.of(root)
            .toAbsolutePath()
            .resolve(testClass)
            .resolve(method + "-seed" + settings.seed());
  }

  Path folder() {
    return folder;
  }

  /** Takes away what an earlier run has left. */
  void clear() {
    try {
      for (String name : List.of(REPORT, EXPERIMENT, README)) {
        Files.deleteIfExists(folder.resolve(name));
      }
      for (Path empty : List.of(folder, folder.getParent())) {
        String[] left = empty.toFile().list();
        if (left != null && left.length == 0) {
          Files.delete(empty);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot take away the artifacts of an earlier run", e);
    }
  }

  /**
   * Writes.
   *
   * @param report {@code null} if there is none
   * @param failure what the test says
   */
  void write(Experiment experiment, ParityReport report, String failure) {
    try {
      Files.createDirectories(folder);
      ExperimentFile.save(experiment, folder.resolve(EXPERIMENT));
      if (report != null) {
        ExperimentFile.json().writeValue(folder.resolve(REPORT).toFile(), report);
      }
      Files.writeString(folder.resolve(README), readme(experiment, report != null, failure));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the artifacts of a parity test", e);
    }
  }

  /** Lines for a failure's message: where the artifacts are, and what to run again. */
  String pointer() {
    return "\n  artifacts: "
        + folder
        + "\n  again:     "
        + testClass
        + "#"
        + method
        + " with "
        + settings.displayName()
        + ", mode "
        + settings.test().mode()
        + ", data: "
        + settings.data();
  }

  private String readme(Experiment experiment, boolean withReport, String failure) {
    ParityTest test = settings.test();
    return "# "
        + testClass
        + "#"
        + method
        + " failed\n\n"
        + settings.displayName()
        + ", mode "
        + test.mode()
        + ", data: "
        + settings.data()
        + "\n\n"
        + failure.indent(4)
        + "\n- `"
        + EXPERIMENT
        + "`: the experiment, with the seed of this test\n"
        + (withReport ? "- `" + REPORT + "`: every tensor of every stage\n" : "")
        + "\nThe test again:\n\n    mvn test '-Dtest="
        + testClass
        + "#"
        + method
        + "'\n\n"
        + command(experiment);
  }

  /** How to go on with the command of Twingraph, or why that is not possible. */
  private String command(Experiment experiment) {
    ParityTest test = settings.test();
    boolean random = test.data().equals(ParityTest.RANDOM);
    Input input = experiment.model().input();
    int classes = experiment.graph().classes();
    if (random && (input.channels() != CHANNELS || classes < CLASSES)) {
      return "The command of Twingraph has no data for this model: its data sets have images of "
          + CHANNELS
          + " channel and "
          + CLASSES
          + " classes, and the model takes "
          + input.channels()
          + (input.channels() == 1 ? " channel" : " channels")
          + " and tells "
          + classes
          + (classes == 1 ? " class" : " classes")
          + " apart. Run the test again.\n";
    }
    return "The experiment on a data set, with the command of Twingraph:\n\n"
        + "    twingraph parity --experiment "
        + EXPERIMENT
        + " --engines "
        + String.join(",", test.engines())
        + " --steps "
        + test.steps()
        + " --mode "
        + test.mode()
        + " --data "
        + (random ? "digits" : test.data())
        + "\n";
  }
}

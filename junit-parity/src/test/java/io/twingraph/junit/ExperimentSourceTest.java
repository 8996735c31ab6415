// SPDX-License-Identifier: Apache-2.0
package io.twingraph.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.error.SpecException;
import io.twingraph.parity.ParityReport;
import io.twingraph.spec.Experiment;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where an experiment may come from. */
class ExperimentSourceTest {
  @TempDir private Path artifacts;

  private static void named(ParityReport report, String name) {
    assertThat(report.experiment().name()).isEqualTo(name);
  }

  /** Inherited. */
  static class Base {
    private final Experiment inherited = Kit.small("inherited");

    Experiment inherited() {
      return inherited;
    }
  }

  /** Every source that works. */
  static class Sources extends Base {
    static final Experiment CONSTANT = Kit.small("constant");
    Experiment later;
    private final Experiment sameName = Kit.small("same-name");

    @BeforeEach
    void prepare() {
      later = Kit.small("later");
    }

    static Experiment made() {
      return Kit.small("made");
    }

    Experiment overloaded() {
      return Kit.small("overloaded");
    }

    @ParityTest(
        engines = {"fake", "fake"},
        experiment = "CONSTANT")
    void staticField(ParityReport report) {
      named(report, "constant");
    }

    @ParityTest(
        engines = {"fake", "fake"},
        experiment = "later")
    void fieldThatBeforeEachSets(ParityReport report) {
      named(report, "later");
    }

    @ParityTest(
        engines = {"fake", "fake"},
        experiment = "made")
    void staticMethod(ParityReport report) {
      named(report, "made");
    }

    @ParityTest(
        engines = {"fake", "fake"},
        experiment = "inherited")
    void inheritedMember(ParityReport report) {
      named(report, "inherited");
    }

    @ParityTest(engines = {"fake", "fake"})
    void sameName(ParityReport report) {
      named(report, "same-name");
      assertThat(sameName).isNotNull();
    }

    @ParityTest(engines = {"fake", "fake"})
    void overloaded(ParityReport report) {
      named(report, "overloaded");
    }

    @ParityTest(
        engines = {"fake", "fake"},
        file = "experiments/small.yaml")
    void resource(ParityReport report) {
      named(report, "from-a-file");
    }

    @ParityTest(
        engines = {"fake", "fake"},
        file = "src/test/resources/experiments/small.yaml")
    void projectFile(ParityReport report) {
      named(report, "from-a-file");
    }

    /** Looks outside too. */
    @Nested
    class Inside {
      @ParityTest(
          engines = {"fake", "fake"},
          experiment = "overloaded")
      void enclosing(ParityReport report) {
        named(report, "overloaded");
      }
    }
  }

  @Test
  void fieldsMethodsAndFilesAreFound() {
    Kit.run(Sources.class, artifacts).testEvents().assertStatistics(s -> s.succeeded(9).failed(0));
  }

  /** Has none. */
  static class None {
    @ParityTest
    void lonely() {}
  }

  @Test
  void testWithoutAnExperimentIsRefused() {
    assertThat(Kit.cause(Kit.run(None.class, artifacts)))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            """
            no experiment for a parity test
              where:    io.twingraph.junit.ExperimentSourceTest$None#lonely
              expected: a field of type Experiment, or a method without parameters that returns one
              got:      nothing
              to do:    add one, or name another with @ParityTest(experiment = ...) or a file with\
             @ParityTest(file = ...)""");
  }

  /** Two of them. */
  static class Two {
    @ParityTest(file = "a.yaml", experiment = "a")
    void twice() {}
  }

  @Test
  void twoSourcesAreRefused() {
    assertThat(Kit.cause(Kit.run(Two.class, artifacts)))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("two sources for one experiment")
        .hasMessageContaining("got:      experiment 'a' and file 'a.yaml'");
  }

  /** A file that is not there. */
  static class Lost {
    @ParityTest(file = "experiments/lost.yaml")
    void lost() {}
  }

  @Test
  void fileThatIsNowhereIsRefused() {
    assertThat(Kit.cause(Kit.run(Lost.class, artifacts)))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("no such experiment file")
        .hasMessageContaining("got:      'experiments/lost.yaml', which is neither");
    assertThat(artifacts).isEmptyDirectory();
  }

  /** A file with a misspelt key. */
  static class Misspelt {
    @ParityTest(file = "experiments/wrong.yaml")
    void misspelt() {}
  }

  @Test
  void fileWithAMisspeltKeyIsRefusedByName() {
    assertThat(Kit.cause(Kit.run(Misspelt.class, artifacts)))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("batchsize");
  }
}

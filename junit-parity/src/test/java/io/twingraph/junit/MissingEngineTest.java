// SPDX-License-Identifier: Apache-2.0
package io.twingraph.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.spec.Experiment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/** An engine that cannot be had: a skip, or a failure where it must be there. */
class MissingEngineTest {
  private static final Map<String, String> REQUIRED = Map.of(EngineRequirement.PARAMETER, "true");
  private static final Map<String, String> NOT_REQUIRED =
      Map.of(EngineRequirement.PARAMETER, "false");

  @TempDir private Path artifacts;

  /** An engine whose library is missing. */
  static class WithoutLibrary {
    final Experiment small = Kit.small("small");

    @ParityTest(engines = {"fake", "missing"})
    void small() {}
  }

  /** An engine whose name is written wrongly. */
  static class Misspelt {
    final Experiment small = Kit.small("small");

    @ParityTest(engines = {"fake", "tensorfow"})
    void small() {}
  }

  @Test
  void missingEngineSkipsTheTestAndSaysWhyAndHowToForbidIt() {
    EngineExecutionResults results = Kit.run(WithoutLibrary.class, artifacts, NOT_REQUIRED);
    results.testEvents().assertStatistics(s -> s.aborted(1).failed(0).succeeded(0));
    assertThat(Kit.cause(results))
        .isInstanceOf(EngineMissingException.class)
        .hasMessage(
            """
            skipped: missing: the engine is not available
              missing: libmissing.so
              to do:   install libmissing
              where an engine must not be missing, set twingraph.parity.require-engines=true or\
             TWINGRAPH_REQUIRE_ENGINES=1""");
    assertThat(artifacts).isEmptyDirectory();
  }

  @Test
  void missingEngineFailsTheTestWhereItIsRequired() {
    EngineExecutionResults results = Kit.run(WithoutLibrary.class, artifacts, REQUIRED);
    results.testEvents().assertStatistics(s -> s.aborted(0).failed(1));
    assertThat(Kit.cause(results))
        .isInstanceOf(ParityFailure.class)
        .hasMessageStartingWith(
            """
            an engine is missing and twingraph.parity.require-engines=true does not allow that
            missing: the engine is not available
              missing: libmissing.so
              to do:   install libmissing
              artifacts:""");
  }

  @Test
  void nameThatNoProviderHasFailsTheTestWhateverIsRequired() {
    EngineExecutionResults results = Kit.run(Misspelt.class, artifacts, NOT_REQUIRED);
    results.testEvents().assertStatistics(s -> s.aborted(0).failed(1));
    assertThat(Kit.cause(results))
        .isInstanceOf(ParityFailure.class)
        .hasMessageStartingWith(
            """
            @ParityTest names an engine that is not there
            tensorfow: the engine is not available""")
        .hasMessageContaining("no provider of this name is on the class path")
        .hasMessageContaining("tensorflow");
  }

  @Test
  void skipShowsItsReasonOnTheConsole() {
    List<LogRecord> shown = new ArrayList<>();
    Handler console =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            shown.add(record);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger("io.twingraph.junit");
    logger.addHandler(console);
    try {
      Kit.run(WithoutLibrary.class, artifacts, NOT_REQUIRED);
    } finally {
      logger.removeHandler(console);
    }
    assertThat(shown).hasSize(1);
    assertThat(shown.get(0).getLevel()).isEqualTo(Level.WARNING);
    assertThat(shown.get(0).getMessage())
        .startsWith(WithoutLibrary.class.getName() + "#small is skipped: missing: the engine is")
        .contains("missing: libmissing.so");
  }

  @Test
  void parameterGoesBeforeTheEnvironment() {
    Map<String, String> set = Map.of(EngineRequirement.VARIABLE, "1");
    assertThat(EngineRequirement.of(Optional.empty(), Map.of()).required()).isFalse();
    assertThat(EngineRequirement.of(Optional.empty(), set).required()).isTrue();
    assertThat(EngineRequirement.of(Optional.of("false"), set).required()).isFalse();
    assertThat(EngineRequirement.of(Optional.of("TRUE"), Map.of()).required()).isTrue();
    Map<String, String> off = Map.of(EngineRequirement.VARIABLE, "0");
    assertThat(EngineRequirement.of(Optional.empty(), off).required()).isFalse();
  }
}

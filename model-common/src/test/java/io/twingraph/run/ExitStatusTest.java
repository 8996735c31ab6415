// SPDX-License-Identifier: Apache-2.0
package io.twingraph.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitStatusTest {
  private static final String OUTSIDE = "), as a guard of the memory or an administrator does";

  @ParameterizedTest(name = "exit status {0}")
  @CsvSource({
    "139, crashed with SIGSEGV",
    "134, crashed with SIGABRT",
    "132, crashed with SIGILL",
    "160, crashed with signal 32",
    "'137', 'was killed (SIGKILL), which is what Linux does when memory runs out'",
    "5, exited with status 5 before its result",
    "0, exited with status 0 before its result"
  })
  void statusIsPutIntoWords(int code, String text) {
    assertThat(new ExitStatus(code).words("its result")).isEqualTo(text);
    assertThat(new ExitStatus(code).askedToStop()).isFalse();
  }

  @Test
  void requestToEndIsNoCrash() {
    assertThat(new ExitStatus(143).words(""))
        .isEqualTo("was stopped from outside (SIGTERM" + OUTSIDE);
    assertThat(new ExitStatus(130).words(""))
        .isEqualTo("was stopped from outside (SIGINT" + OUTSIDE);
    assertThat(new ExitStatus(129).words(""))
        .isEqualTo("was stopped from outside (SIGHUP" + OUTSIDE);
    assertThat(new ExitStatus(143).askedToStop()).isTrue();
  }
}

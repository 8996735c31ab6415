// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.app.doctor.Diagnosis.Fact;
import io.twingraph.app.doctor.Diagnosis.Mark;
import org.junit.jupiter.api.Test;

class DoctorTest {
  private static final String PROBLEM =
      ": the engine is not available\n  missing: a library\n  to do:   install a C++ compiler";

  @Test
  void engineThatIsExpectedIsMissedAndAnyOtherIsOptional() {
    assertThat(Doctor.failure("torch", "torch" + PROBLEM, true).mark()).isEqualTo(Mark.MISSING);
    Fact reference = Doctor.failure("reference", "reference" + PROBLEM, false);
    assertThat(reference.mark()).isEqualTo(Mark.OPTIONAL);
    assertThat(reference.value())
        .isEqualTo("does not work: the engine is not available\n  missing: a library");
    assertThat(reference.toDo()).isEqualTo("install a C++ compiler");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.bench.contestant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  @Test
  void measuresTheStepsAfterTheWarmUp() {
    Schedule schedule = new Schedule(2, 0, 3);

    for (int step = 1; !schedule.finished(); step++) {
      schedule.step(step);
    }

    assertEquals(List.of(3.0, 4.0, 5.0), schedule.millis());
  }

  @Test
  void warmsUpForTheSecondsToo() {
    Schedule schedule = new Schedule(1, 3600, 1);

    for (int step = 0; step < 1000; step++) {
      schedule.step(1);
    }

    assertFalse(schedule.finished());
    assertEquals(List.of(), schedule.millis());
  }

  @Test
  void endsWithTheWarmUpWhereNoStepIsMeasured() {
    Schedule schedule = new Schedule(1, 0, 0);
    assertFalse(schedule.finished());

    schedule.step(1);

    assertTrue(schedule.finished());
    assertEquals(List.of(), schedule.millis());
  }
}

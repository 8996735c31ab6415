// SPDX-License-Identifier: Apache-2.0
package io.twingraph.junit;

import io.twingraph.parity.Stage;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How far the two engines may be apart at a stage: {@code |a - b| <= absolute + relative * max(|a|,
 * |b|)} for every value of every tensor.
 *
 * <p>A tolerance that is given here is a limit: a test fails beyond it, even where the reference
 * finds each engine right by itself. Without a {@link #reason} it can only be stricter than this
 * project's own, and both must be kept. With one it replaces the project's, also for the distance
 * of each engine from the reference. The optimizer's formula is checked as ever.
 */
@Target({})
@Retention(RetentionPolicy.RUNTIME)
public @interface StageTolerance {
  /** Which stage, from {@link Stage#ACTIVATION} to {@link Stage#UPDATED_PARAMETERS}. */
  Stage stage();

  /** In the unit of the values, 0 or more. */
  double absolute() default 0;

  /** 0 or more. With {@link #absolute} 0 too, every bit must be the same. */
  double relative() default 0;

  /** Why it may be wider than the project's own; needed if it is. */
  String reason() default "";
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * For tests that need an engine on {@code cuda:0}: tagged {@code cuda}, and skipped with the
 * engine's own words, which are printed too, where the engine cannot be had there.
 */
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("cuda")
@ExtendWith(CudaCondition.class)
public @interface EnabledOnCuda {

  /** The engine's name, as {@link io.twingraph.engine.EngineProvider#name}. */
  String value();
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * How much native memory a test may keep. Works on any test, and is on every {@link ParityTest}
 * with its default, 0: a test gives back what it took. One on the method goes before one on the
 * class.
 *
 * <p>What counts are the JavaCPP pointers that the test's own thread makes, from before the
 * {@code @BeforeEach} methods to after the {@code @AfterEach} ones, and that are still open then;
 * what the test leaves to the garbage collector counts as kept. Tests beside it, in parallel, do
 * not count, whatever they allocate; nor do threads that the test starts. Handles of C APIs
 * (TensorFlow's sessions and graphs) are not counted. Growth of the process's resident memory is
 * reported, and not judged.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(NativeMemoryExtension.class)
public @interface NativeMemoryBudget {
  /** {@link #bytes} for no limit. */
  long UNLIMITED = -1;

  /** Bytes by which the counted memory may grow; {@link #UNLIMITED} for no limit. */
  long bytes() default 0;
}

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
 * <p>What counts is what JavaCPP counts, {@code Pointer.totalBytes()} and {@code totalCount()},
 * from before the {@code @BeforeEach} methods to after the {@code @AfterEach} ones. Garbage of
 * earlier tests is collected first; what this test leaves to the collector counts as kept.
 *
 * <p>JavaCPP counts for the whole process: a test beside it, in parallel, that uses native memory
 * must lock {@link ParityTest#ENGINES} too. Handles of C APIs (TensorFlow's sessions and graphs)
 * are not counted, and with {@code org.bytedeco.javacpp.noPointerGC=true} nothing is (ADR 5): the
 * test then reports that nothing was checked. Growth of the process's resident memory is reported,
 * and not judged.
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

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.junit;

import io.twingraph.parity.Parity;
import io.twingraph.parity.ParityMode;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A test that two engines do the same thing with an experiment: every stage of every step, as
 * {@link Parity} compares them. There is one invocation for each seed.
 *
 * <pre>{@code
 * final Experiment smallCnn = Experiment.of("small-cnn", Model.of(Input.of(12, 12, 1), ...));
 *
 * @ParityTest(seeds = {1, 2})
 * void smallCnn() {}
 * }</pre>
 *
 * <p>The comparison is made after {@code @BeforeEach} and before the test method's body, which runs
 * only if the engines agree. The method may take the {@link io.twingraph.parity.ParityReport} and
 * the {@link io.twingraph.spec.Experiment} that was compared, for assertions of its own; an empty
 * body is fine. JUnit wants it to return {@code void}.
 *
 * <p>A test fails with {@link ParityFailure} and leaves a folder of artifacts, also if no provider
 * has an engine's name. It is skipped with {@link EngineMissingException}, and the reason logged,
 * if an engine's provider is there and its library cannot be had. Parity tests run one at a time,
 * also where tests run in parallel: they share {@link #ENGINES}. {@code @Timeout} limits the body
 * only.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@ExtendWith(ParityInvocations.class)
@NativeMemoryBudget
@ResourceLock(ParityTest.ENGINES)
public @interface ParityTest {
  /** The JUnit resource that every parity test locks. */
  String ENGINES = "io.twingraph.junit.engines";

  /** {@link #data} for random images. */
  String RANDOM = "random";

  /**
   * The name of the field of type {@link io.twingraph.spec.Experiment}, or of the method without
   * parameters that returns one, of the test class, its superclasses or the classes around it;
   * static or not, and of any access. Default the test method's own name, unless {@link #file} is
   * given.
   */
  String experiment() default "";

  /**
   * An experiment file, YAML or JSON: a class-path resource, or else a file in the working folder,
   * which is the module's with Maven. Not together with {@link #experiment}.
   */
  String file() default "";

  /** The names of the two engines; the first leads in resync mode. */
  String[] engines() default {"torch", "tensorflow"};

  /** Steps to compare, at least 1. */
  int steps() default 3;

  /**
   * A test for each. The seed replaces the experiment's own two, and that of {@link #RANDOM} data.
   */
  long[] seeds() default 1;

  /** What happens between two steps. */
  ParityMode mode() default ParityMode.RESYNC;

  /**
   * Whether the float64 reference says who is wrong: where it is available, required (missing, it
   * is a missing engine), or off.
   */
  Parity.ReferenceUse reference() default Parity.ReferenceUse.IF_AVAILABLE;

  /** Whether the reference examines every step, and not only the first, the last and odd ones. */
  boolean thorough() default false;

  /** Threads for one operation of each engine; 0 for one for each processor. */
  int threads() default 0;

  /** Samples of a step; 0 for the experiment's own number. */
  int batchSize() default 0;

  /**
   * What to train on. {@link #RANDOM}, the default: images of the input's size, a third of whose
   * bytes are 0 (so that max pooling has ties) and the others uniform in 0..255, with uniform
   * labels; new ones for each of up to four steps, the last of these with half a batch; after the
   * steps, an evaluation of one and a half batches. Otherwise a name or folder as {@link
   * io.twingraph.data.Datasets#load} takes: its first images, as many as the steps need, and an
   * evaluation of its first 256 test images.
   */
  String data() default RANDOM;

  /** Tolerances of some stages instead of this project's own. */
  StageTolerance[] tolerances() default {};
}

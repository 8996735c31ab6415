// SPDX-License-Identifier: Apache-2.0
package io.twingraph.junit;

import io.twingraph.contract.FakeEngineProvider;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineException;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.EngineProvider;
import io.twingraph.engine.EngineUnavailableException;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.TrainingSession;
import io.twingraph.spec.ActivationFunction;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;

/** The fake engine under other names, each with something wrong. */
final class TestProviders {
  /** The slope that the wrong engines get wrong. */
  static final double SLOPE = 0.2;

  /** What {@link Leaky} never gives back. */
  static final List<BytePointer> LEAKED = new ArrayList<>();

  private TestProviders() {}

  /** An engine that takes part of the fake one's work over. */
  abstract static class Wrong implements EngineProvider {
    private final String name;

    Wrong(String name) {
      this.name = name;
    }

    @Override
    public final String name() {
      return name;
    }

    /** The experiment that is lowered instead. */
    abstract Experiment instead(Experiment experiment);

    @Override
    public final Engine open(EngineOptions options) {
      Engine engine = new FakeEngineProvider().open(options);
      return new Engine() {
        @Override
        public EngineInfo info() {
          return engine.info();
        }

        @Override
        public TrainingSession open(Experiment experiment, TensorMap initial) {
          return engine.open(instead(experiment), initial);
        }

        @Override
        public void close() {
          engine.close();
        }
      };
    }

    @Override
    public final Map<String, String> environment(int threads) {
      return Map.of();
    }

    @Override
    public final List<String> jvmArguments() {
      return List.of();
    }
  }

  private static Experiment withSlope(Experiment experiment, double slope) {
    List<Layer> layers =
        experiment.model().layers().stream()
            .map(
                layer ->
                    layer instanceof Layer.Conv2d conv
                        ? conv.withActivation(ActivationFunction.leakyRelu(slope))
                        : layer)
            .toList();
    return Experiment.of(experiment.name(), new Model(experiment.model().input(), layers))
        .withBatchSize(experiment.batchSize())
        .withSeeds(experiment.seeds());
  }

  /** A slope that is off by a rounding or two. */
  public static final class Nudged extends Wrong {
    public Nudged() {
      super("nudged");
    }

    @Override
    Experiment instead(Experiment experiment) {
      return withSlope(experiment, SLOPE * (1 + 2e-7));
    }
  }

  /** A slope that is off by one in two thousand. */
  public static final class Sloped extends Wrong {
    public Sloped() {
      super("sloped");
    }

    @Override
    Experiment instead(Experiment experiment) {
      return withSlope(experiment, SLOPE * (1 + 5e-4));
    }
  }

  /** Keeps 4096 bytes of native memory for each session. */
  public static final class Leaky extends Wrong {
    public Leaky() {
      super("leaky");
    }

    @Override
    Experiment instead(Experiment experiment) {
      LEAKED.add(new BytePointer(4096));
      return experiment;
    }
  }

  /** Not available. */
  public static final class Missing extends Wrong {
    public Missing() {
      super("missing");
    }

    @Override
    Experiment instead(Experiment experiment) {
      throw new EngineUnavailableException(
          "missing", "the engine", "libmissing.so", "install libmissing", null);
    }
  }

  /** Fails. */
  public static final class Broken extends Wrong {
    public Broken() {
      super("broken");
    }

    @Override
    Experiment instead(Experiment experiment) {
      throw new EngineException("broken", "opening", "out of order", null);
    }
  }
}

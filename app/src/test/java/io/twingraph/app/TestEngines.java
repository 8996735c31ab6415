// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app;

import io.twingraph.contract.FakeEngineProvider;
import io.twingraph.data.Batch;
import io.twingraph.data.BatchSource;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineException;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.EngineProvider;
import io.twingraph.engine.EngineUnavailableException;
import io.twingraph.engine.Evaluation;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.OptimizerState;
import io.twingraph.engine.StepResult;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import io.twingraph.engine.TrainingSession;
import io.twingraph.spec.Experiment;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Engines in plain Java for tests of the command: good ones, and one for each way to go wrong. */
public final class TestEngines {
  private static final int FATAL_STEP = 3;

  private TestEngines() {}

  /** What an engine does before each step. */
  private interface Mischief {
    void beforeStep(int step) throws Exception;
  }

  /** The fake engine under another name. */
  private abstract static class Renamed implements EngineProvider {
    private final String name;

    Renamed(String name) {
      this.name = name;
    }

    @Override
    public final String name() {
      return name;
    }

    @Override
    public Engine open(EngineOptions options) {
      return new RenamedEngine(
          name, new FakeEngineProvider().open(options), this::beforeStep, learningRateFactor());
    }

    void beforeStep(int step) throws Exception {}

    double learningRateFactor() {
      return 1;
    }

    @Override
    public Map<String, String> environment(int threads) {
      return Map.of("TWINGRAPH_TEST_" + name.toUpperCase(java.util.Locale.ROOT), "1");
    }

    @Override
    public List<String> jvmArguments() {
      return List.of("-Dtwingraph.test.engine=" + name);
    }
  }

  /** Does as the fake engine does. */
  public static final class Twin extends Renamed {
    /** For the service loader. */
    public Twin() {
      super("twin");
    }
  }

  /** Moves its parameters a tenth too far. */
  public static final class Off extends Renamed {
    /** For the service loader. */
    public Off() {
      super("off");
    }

    @Override
    double learningRateFactor() {
      return 1.1;
    }
  }

  /** Writes where no memory is. */
  public static final class Crash extends Renamed {
    /** For the service loader. */
    public Crash() {
      super("crash");
    }

    @Override
    void beforeStep(int step) throws Exception {
      if (step == FATAL_STEP) {
        Class<?> unsafe = Class.forName("sun.misc.Unsafe");
        Field field = unsafe.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        unsafe.getMethod("putAddress", long.class, long.class).invoke(field.get(null), 0L, 0L);
      }
    }
  }

  /** Stops doing anything, and says so with an empty file in the working folder. */
  public static final class Hang extends Renamed {
    /** The name of that file. */
    static final String SIGN = "hanging";

    /** For the service loader. */
    public Hang() {
      super("hang");
    }

    @Override
    void beforeStep(int step) throws Exception {
      if (step == FATAL_STEP) {
        Files.writeString(Path.of(SIGN), "");
        Thread.sleep(600_000);
      }
    }
  }

  /** Waits for a debugger before it reads anything. */
  public static final class Deaf extends Renamed {
    /** For the service loader. */
    public Deaf() {
      super("deaf");
    }

    @Override
    public List<String> jvmArguments() {
      return List.of(
          "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=127.0.0.1:0,quiet=y");
    }
  }

  /** Ends its process, after it has printed to both streams. */
  public static final class Quit extends Renamed {
    /** For the service loader. */
    public Quit() {
      super("quit");
    }

    @Override
    void beforeStep(int step) {
      if (step == FATAL_STEP) {
        System.err.println("terminate called after throwing an instance of 'test'");
        Runtime.getRuntime().halt(5);
      }
    }
  }

  /** Throws what no engine should. */
  public static final class Broken extends Renamed {
    /** For the service loader. */
    public Broken() {
      super("broken");
    }

    @Override
    void beforeStep(int step) {
      if (step == FATAL_STEP) {
        throw new IllegalStateException("the test engine is broken");
      }
    }
  }

  /** Runs out of stack. */
  public static final class Overflow extends Renamed {
    /** For the service loader. */
    public Overflow() {
      super("overflow");
    }

    @Override
    void beforeStep(int step) {
      throw new StackOverflowError();
    }
  }

  /** Wants more memory than Java has. */
  public static final class Glutton extends Renamed {
    /** For the service loader. */
    public Glutton() {
      super("glutton");
    }

    @Override
    void beforeStep(int step) {
      throw new OutOfMemoryError("Java heap space");
    }
  }

  /** Cannot be had. */
  public static final class Absent extends Renamed {
    /** For the service loader. */
    public Absent() {
      super("absent");
    }

    @Override
    public Engine open(EngineOptions options) {
      throw new EngineUnavailableException(
          name(), "the engine", "libabsent.so.1", "install absent", null);
    }
  }

  private record RenamedEngine(String name, Engine engine, Mischief mischief, double factor)
      implements Engine {
    @Override
    public EngineInfo info() {
      EngineInfo info = engine.info();
      return new EngineInfo(name, info.version(), info.device(), info.threads(), info.details());
    }

    @Override
    public TrainingSession open(Experiment experiment, TensorMap initial) {
      Experiment trained = experiment.withLearningRate(factor * experiment.learningRate());
      return new MischievousSession(engine.open(trained, initial), mischief);
    }

    @Override
    public void close() {
      engine.close();
    }
  }

  private static final class MischievousSession implements TrainingSession {
    private final TrainingSession session;
    private final Mischief mischief;
    private int steps;

    MischievousSession(TrainingSession session, Mischief mischief) {
      this.session = session;
      this.mischief = mischief;
    }

    @Override
    public StepResult step(Batch batch) {
      try {
        mischief.beforeStep(++steps);
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new EngineException("test", "mischief", e.toString(), e);
      }
      return session.step(batch);
    }

    @Override
    public Evaluation evaluate(BatchSource batches) {
      return session.evaluate(batches);
    }

    @Override
    public HostTensor predict(Batch batch) {
      return session.predict(batch);
    }

    @Override
    public Trace trace(Batch batch) {
      return session.trace(batch);
    }

    @Override
    public TensorMap parameters() {
      return session.parameters();
    }

    @Override
    public void load(TensorMap parameters) {
      session.load(parameters);
    }

    @Override
    public OptimizerState optimizerState() {
      return session.optimizerState();
    }

    @Override
    public void load(OptimizerState state) {
      session.load(state);
    }

    @Override
    public void close() {
      session.close();
    }
  }
}

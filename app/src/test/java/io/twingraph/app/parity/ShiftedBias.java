// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.parity;

import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.EngineProvider;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import io.twingraph.engine.TrainingSession;
import io.twingraph.spec.Experiment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An engine that adds a little to one bias before each step and takes it away afterwards, and says
 * nothing of it: as if its sums were rounded up by so much. What it does follows from its own
 * numbers, so that only the values of that layer betray it.
 *
 * @param real the engine that works
 * @param bias the parameter
 * @param shift what is added to each of its values
 */
record ShiftedBias(EngineProvider real, String bias, float shift) implements EngineProvider {
  @Override
  public String name() {
    return real.name();
  }

  @Override
  public Map<String, String> environment(int threads) {
    return real.environment(threads);
  }

  @Override
  public List<String> jvmArguments() {
    return real.jvmArguments();
  }

  @Override
  public Engine open(EngineOptions options) {
    Engine engine = real.open(options);
    return new Engine() {
      @Override
      public EngineInfo info() {
        return engine.info();
      }

      @Override
      public TrainingSession open(Experiment experiment, TensorMap initial) {
        return shifting(engine.open(experiment, initial));
      }

      @Override
      public void close() {
        engine.close();
      }
    };
  }

  private TrainingSession shifting(TrainingSession session) {
    return (TrainingSession)
        Proxy.newProxyInstance(
            ShiftedBias.class.getClassLoader(),
            new Class<?>[] {TrainingSession.class},
            (proxy, method, args) -> {
              try {
                return switch (method.getName()) {
                  case "trace" -> trace(session, () -> method.invoke(session, args));
                  case "step" -> shifted(session, () -> method.invoke(session, args));
                  default -> method.invoke(session, args);
                };
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** A piece of the real session's work. */
  private interface Work {
    Object run() throws ReflectiveOperationException;
  }

  private Trace trace(TrainingSession session, Work work) throws ReflectiveOperationException {
    TensorMap before = session.parameters();
    session.load(moved(before, shift));
    Trace trace = (Trace) work.run();
    session.load(before);
    return trace;
  }

  private Object shifted(TrainingSession session, Work work) throws ReflectiveOperationException {
    session.load(moved(session.parameters(), shift));
    Object result = work.run();
    session.load(moved(session.parameters(), -shift));
    return result;
  }

  private TensorMap moved(TensorMap parameters, float by) {
    Map<String, HostTensor> all = new LinkedHashMap<>(parameters.asMap());
    HostTensor old = all.get(bias);
    float[] values = old.data().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] += by;
    }
    all.put(bias, HostTensor.wrap(old.shape(), values));
    return new TensorMap(all);
  }
}

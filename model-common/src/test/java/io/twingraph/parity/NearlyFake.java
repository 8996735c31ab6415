// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import io.twingraph.contract.FakeEngineProvider;
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

/** The fake engine, with every logit that its trace shows rounded up once more. */
final class NearlyFake implements EngineProvider {
  @Override
  public String name() {
    return "nearly";
  }

  @Override
  public Engine open(EngineOptions options) {
    Engine fake = new FakeEngineProvider().open(options);
    return new Engine() {
      @Override
      public EngineInfo info() {
        EngineInfo info = fake.info();
        return new EngineInfo(
            "nearly", info.version(), info.device(), info.threads(), info.details());
      }

      @Override
      public TrainingSession open(Experiment experiment, TensorMap initial) {
        return rounding(fake.open(experiment, initial));
      }

      @Override
      public void close() {
        fake.close();
      }
    };
  }

  private static TrainingSession rounding(TrainingSession session) {
    return (TrainingSession)
        Proxy.newProxyInstance(
            NearlyFake.class.getClassLoader(),
            new Class<?>[] {TrainingSession.class},
            (proxy, method, args) -> {
              try {
                Object result = method.invoke(session, args);
                return result instanceof Trace trace ? roundedUp(trace) : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static Trace roundedUp(Trace trace) {
    Map<String, HostTensor> activations = new LinkedHashMap<>(trace.activations().asMap());
    String last = activations.keySet().stream().reduce((a, b) -> b).orElseThrow();
    HostTensor logits = activations.get(last).toFloat32();
    float[] moved = logits.data().clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] = Math.nextUp(moved[i]);
    }
    activations.put(last, HostTensor.wrap(logits.shape(), moved));
    return new Trace(
        new TensorMap(activations),
        trace.labels(),
        trace.loss(),
        trace.activationGradients(),
        trace.gradients());
  }

  @Override
  public Map<String, String> environment(int threads) {
    return Map.of();
  }

  @Override
  public List<String> jvmArguments() {
    return List.of();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.TrainingSession;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Initializer;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** The real engine with faulty parts; its leak check is the real one too. */
final class FaultyTorchEngine extends TorchEngine {
  private final PlantedFault fault;

  FaultyTorchEngine(PlantedFault fault, EngineInfo info) {
    super(info);
    this.fault = fault;
  }

  @Override
  public synchronized TrainingSession open(Experiment experiment, TensorMap initial) {
    TensorMap injected =
        switch (fault) {
          case ONE_WEIGHT_OFF -> oneWeightOff(initial);
          case WRONG_INITIALIZER_BOUND ->
              replaced(initial, InitialParameters.draw(otherwiseDrawn(experiment)).get(kernel()));
          default -> initial;
        };
    return new FaultySession(fault, experiment, super.open(experiment, injected));
  }

  @Override
  TorchLowering lowering(Experiment experiment) {
    return new FaultyLowering(fault, experiment);
  }

  @Override
  TorchOptimizer optimizer(Experiment experiment, Map<String, Tensor> parameters) {
    return new FaultyOptimizer(fault, experiment, parameters);
  }

  private String kernel() {
    return fault.layer() + "/kernel";
  }

  private TensorMap oneWeightOff(TensorMap initial) {
    HostTensor kernel = initial.get(kernel());
    float[] values = kernel.data().clone();
    int middle = values.length / 2;
    values[middle] = Float.intBitsToFloat(Float.floatToRawIntBits(values[middle]) + 64);
    return replaced(initial, HostTensor.wrap(kernel.shape(), values));
  }

  private TensorMap replaced(TensorMap initial, HostTensor kernel) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>(initial.asMap());
    tensors.put(kernel(), kernel);
    return new TensorMap(tensors);
  }

  /** The experiment with {@code fan_in_uniform} for the kernel of the fault's layer. */
  private Experiment otherwiseDrawn(Experiment experiment) {
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < experiment.model().layers().size(); i++) {
      Layer layer = experiment.model().layers().get(i);
      boolean here = experiment.model().layerNames().get(i).equals(fault.layer());
      layers.add(
          here && layer instanceof Layer.Conv2d conv
              ? conv.withInitializers(Initializer.FAN_IN_UNIFORM, conv.biasInitializer())
              : layer);
    }
    return Experiment.of(experiment.name(), new Model(experiment.model().input(), layers))
        .withSeeds(experiment.seeds());
  }
}

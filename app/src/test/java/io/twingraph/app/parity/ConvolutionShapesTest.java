// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twingraph.contract.RandomExperiments;
import io.twingraph.contract.SuiteThreads;
import io.twingraph.data.Batch;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.EngineUnavailableException;
import io.twingraph.engine.Engines;
import io.twingraph.engine.HostTensor;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.TensorMap;
import io.twingraph.engine.Trace;
import io.twingraph.engine.TrainingSession;
import io.twingraph.op.Padding;
import io.twingraph.op.Size;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import io.twingraph.spec.Layer;
import io.twingraph.spec.Model;
import io.twingraph.spec.Philox;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Small convolutions of every shape against the float64 reference. Both libraries convolve with
 * oneDNN, so that comparing them with each other does not show what both get wrong; that is how the
 * detour for one strided window in a row was found.
 */
class ConvolutionShapesTest {
  private static final int IMAGES = 28;

  @ParameterizedTest
  @ValueSource(strings = {"torch", "tensorflow"})
  void everyShapeIsThatOfTheReference(String name) {
    compare(name, experiments());
  }

  @ParameterizedTest
  @ValueSource(strings = {"torch", "tensorflow"})
  void paddingMayBeLargerThanTheKernelAndTheKernelThanItsInput(String name) {
    compare(name, padded());
  }

  private static void compare(String name, List<Experiment> experiments) {
    List<String> wrong = new ArrayList<>();
    EngineOptions options = new EngineOptions(DeviceRequest.CPU, SuiteThreads.COUNT);
    try (Engine reference = reference(options);
        Engine engine = Engines.named(name).open(options)) {
      for (Experiment experiment : experiments) {
        compare(experiment, engine, reference, wrong);
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static Engine reference(EngineOptions options) {
    try {
      return Engines.named("reference").open(options);
    } catch (EngineUnavailableException e) {
      assumeTrue(false, "skipped: " + e.getMessage());
      throw e;
    }
  }

  private static List<Experiment> experiments() {
    List<Experiment> all = new ArrayList<>();
    for (int channels = 1; channels <= 2; channels++) {
      for (int height : new int[] {3, 6}) {
        for (int width = 3; width <= 7; width++) {
          for (int kernel = 0; kernel < 9; kernel++) {
            for (int stride = 0; stride < 9; stride++) {
              Size window = new Size(1 + kernel / 3, 1 + kernel % 3);
              Size step = new Size(1 + stride / 3, 1 + stride % 3);
              Layer conv = new Layer.Conv2d(null, 4, window, step, null, null, null, null);
              Input input = Input.of(height, width, channels);
              Model model = Model.of(input, conv, Layer.flatten(), Layer.dense(3));
              all.add(Experiment.of(input.type() + "-" + window + "-by-" + step, model));
            }
          }
        }
      }
    }
    return all;
  }

  /** Every side's padding up to twice the kernel, and kernels of up to twice the input. */
  private static List<Experiment> padded() {
    Philox random = new Philox(12, 0);
    List<Experiment> all = new ArrayList<>();
    while (all.size() < 250) {
      Input input = Input.of(1 + random.nextInt(8), 1 + random.nextInt(8), 1 + random.nextInt(2));
      Size window = new Size(1 + random.nextInt(15), 1 + random.nextInt(15));
      Size step = new Size(1 + random.nextInt(3), 1 + random.nextInt(3));
      int rows = 2 * window.height() + 1;
      int columns = 2 * window.width() + 1;
      Padding padding =
          all.size() % 3 == 0
              ? Padding.same()
              : new Padding.Explicit(
                  window.height() / 2 + random.nextInt(rows),
                  window.height() / 2 + random.nextInt(rows),
                  window.width() / 2 + random.nextInt(columns),
                  window.width() / 2 + random.nextInt(columns));
      Layer conv = new Layer.Conv2d(null, 3, window, step, padding, null, null, null);
      Model model = Model.of(input, conv, Layer.flatten(), Layer.dense(3));
      all.add(Experiment.of("padded-" + all.size() + "-" + window + "-by-" + step, model));
    }
    return all;
  }

  private static void compare(
      Experiment experiment, Engine engine, Engine reference, List<String> wrong) {
    Batch batch = RandomExperiments.batch(experiment, IMAGES, 1);
    TensorMap initial = InitialParameters.draw(experiment);
    try (TrainingSession a = engine.open(experiment, initial);
        TrainingSession b = reference.open(experiment, initial)) {
      Trace x = a.trace(batch);
      Trace y = b.trace(batch);
      far("output", x.activations().get("conv2d"), y.activations().get("conv2d"))
          .forEach(text -> wrong.add(experiment.name() + " " + text));
      far("kernel gradient", x.gradients().get("conv2d/kernel"), y.gradients().get("conv2d/kernel"))
          .forEach(text -> wrong.add(experiment.name() + " " + text));
    }
  }

  private static List<String> far(String what, HostTensor a, HostTensor b) {
    for (int i = 0; i < a.size(); i++) {
      if (!(Math.abs(a.value(i) - b.value(i)) <= 1e-5)) {
        return List.of(what + " " + a.value(i) + " is not " + b.value(i));
      }
    }
    return List.of();
  }
}

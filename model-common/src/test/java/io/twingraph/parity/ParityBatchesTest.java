// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.contract.FakeEngineProvider;
import io.twingraph.data.Batch;
import io.twingraph.data.ImageSet;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineInfo;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.InitialParameters;
import io.twingraph.engine.StepResult;
import io.twingraph.engine.TrainingSession;
import io.twingraph.run.RunFixtures;
import io.twingraph.run.Trainer;
import io.twingraph.run.TrainingData;
import io.twingraph.spec.Experiment;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParityBatchesTest {
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void batchesOfTwoEpochsAreThoseOfTheTrainer(boolean shuffle) {
    Experiment experiment = RunFixtures.experiment().withShuffle(shuffle).withValidationSplit(0);
    TrainingData data = TrainingData.of(RunFixtures.dataset(10, 3), experiment);
    List<String> trained = trained(experiment, data);
    assertThat(trained).hasSize(6); // 4 + 4 + 2 samples, twice
    List<String> compared = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    ParityBatches batches = new ParityBatches(experiment, data.train());
    for (int i = 0; i < 6; i++) {
      assertThat(batches.hasNext()).isTrue();
      Batch batch = batches.next();
      compared.add(batch.sha256());
      sizes.add(batch.size());
    }
    assertThat(compared).isEqualTo(trained);
    assertThat(sizes).containsExactly(4, 4, 2, 4, 4, 2);
    if (shuffle) {
      assertThat(compared.subList(3, 6)).isNotEqualTo(compared.subList(0, 3));
    } else {
      assertThat(compared.subList(3, 6)).isEqualTo(compared.subList(0, 3));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void setSmallerThanABatchIsOneBatchForEachEpoch(int count) {
    ImageSet images = RunFixtures.images(count, 1);
    ParityBatches batches = new ParityBatches(RunFixtures.experiment(), images);
    for (int i = 0; i < 3; i++) {
      assertThat(batches.next().size()).isEqualTo(count);
    }
  }

  /** The batches that a training run steps on. */
  private static List<String> trained(Experiment experiment, TrainingData data) {
    List<String> hashes = new ArrayList<>();
    try (Engine engine = new FakeEngineProvider().open(EngineOptions.DEFAULT);
        TrainingSession real = engine.open(experiment, InitialParameters.draw(experiment))) {
      TrainingSession noting =
          (TrainingSession)
              Proxy.newProxyInstance(
                  ParityBatchesTest.class.getClassLoader(),
                  new Class<?>[] {TrainingSession.class},
                  (proxy, method, arguments) -> {
                    Object result = method.invoke(real, arguments);
                    if (result instanceof StepResult) {
                      hashes.add(((Batch) arguments[0]).sha256());
                    }
                    return result;
                  });
      EngineInfo info = engine.info();
      new Trainer(experiment, data).run(info, noting);
    }
    return hashes;
  }
}

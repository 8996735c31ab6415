// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import io.twingraph.error.SpecException;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Presets;
import java.util.Locale;

/** The experiments that can be asked for by name. */
enum Preset {
  /** One experiment for every engine. */
  MATCHED,
  /** The tutorial's two programs, each for the engine it was written for. */
  ARTICLE,
  /** LeNet-5, for every engine. */
  LENET5,
  /** A perceptron with one hidden layer, for every engine. */
  MLP;

  /** What an engine trains under this preset. */
  Experiment experimentFor(String engine) {
    return switch (this) {
      case MATCHED -> Presets.matched();
      case ARTICLE -> article(engine);
      case LENET5 -> Presets.lenet5();
      case MLP -> Presets.mlp();
    };
  }

  /** Whether every engine gets the same experiment. */
  boolean sameForAll() {
    return this != ARTICLE;
  }

  private static Experiment article(String engine) {
    return switch (engine) {
      case "torch" -> Presets.articleTorch();
      case "tensorflow" -> Presets.articleTensorFlow();
      default ->
          throw SpecException.of(
              "the preset has no program for this engine",
              "--preset article",
              "the engine torch or tensorflow",
              "'" + engine + "'",
              "use --preset matched, which every engine can run");
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

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
  ARTICLE;

  /** What an engine trains under this preset. */
  Experiment experimentFor(String engine) {
    if (this == MATCHED) {
      return Presets.matched();
    }
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

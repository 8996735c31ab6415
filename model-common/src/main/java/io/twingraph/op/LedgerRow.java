// SPDX-License-Identifier: Apache-2.0
package io.twingraph.op;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * The rows of the semantic ledger, {@code docs/semantics.md}: what engines mean differently, and
 * what this project's one meaning is.
 */
public enum LedgerRow {
  /** Images NHWC, kernels HWIO, dense kernels (in, out), flattened as (h, w, c). */
  LAYOUT(1),
  /** The odd pixel of SAME goes to the bottom and right; explicit padding holds backward too. */
  PADDING(2),
  /** Padding is left out of the mean. */
  AVERAGE_POOLING(3),
  /** The gradient goes to the first maximum, row by row; padding never wins. */
  MAX_POOLING_TIES(4),
  /** Sizes are rounded down. */
  POOLING_SIZE(5),
  /** Values are drawn in Java and injected bit for bit. */
  INITIALISERS(6),
  /** {@code v = mu v + g; p -= lr v}. */
  MOMENTUM(9),
  /** Epsilon is added to the corrected root. */
  ADAM_EPSILON(10),
  /** No decay where none is declared. */
  WEIGHT_DECAY(12),
  /** From logits, mean over the samples. */
  CROSS_ENTROPY(13),
  /** Kept, and weighed by its samples. */
  LAST_PARTIAL_BATCH(14),
  /** A permutation drawn in Java. */
  SHUFFLE(16),
  /** Decoded, resized and scaled once, in Java. */
  DECODING_AND_SCALING(17),
  /** The name fixes variant and slope. */
  ACTIVATION_FUNCTIONS(18),
  /** Full float32, no TF32 and no half precision. */
  MATH_MODES(19),
  /** {@code p -= rate * direction} with the rate that the experiment gives the step. */
  LEARNING_RATE(20),
  /** Every parameter has a gradient, and every one moves. */
  COMPLETENESS(21),
  /** An evaluation moves nothing. */
  EVALUATION(22),
  /** Over the last dimension, variance by the number of channels, epsilon inside the root. */
  NORMALISATION(26);

  private final int number;

  LedgerRow(int number) {
    this.number = number;
  }

  /** The row's number. */
  public int number() {
    return number;
  }

  /** In words: {@code "adam epsilon"}. */
  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}

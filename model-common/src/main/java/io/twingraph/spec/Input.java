// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.twingraph.op.TensorType;

/**
 * What enters the network, and how an image's bytes become numbers: a pixel {@code b} of 0..255
 * becomes {@code (b / 255 - mean) / std}, each operation rounded to float32. Images of another size
 * are first resized to {@code height x width} on bytes (bilinear, antialiased), once, in Java, so
 * that every engine gets the same numbers.
 *
 * @param height at least 1
 * @param width at least 1
 * @param channels at least 1; must be the data set's
 * @param mean subtracted from each scaled pixel; {@code null} means 0
 * @param std divides each centred pixel, above 0; {@code null} means 1
 */
public record Input(
    @JsonProperty(required = true) int height,
    @JsonProperty(required = true) int width,
    @JsonProperty(required = true) int channels,
    Double mean,
    Double std) {
  public Input {
    mean = mean == null ? Double.valueOf(0) : mean;
    std = std == null ? Double.valueOf(1) : std;
  }

  /** Pixels scaled to 0..1 and nothing else. */
  public static Input of(int height, int width, int channels) {
    return new Input(height, width, channels, null, null);
  }

  /** The value of a pixel's byte: {@code (b / 255 - mean) / std}, each operation in float32. */
  public float scale(int pixel) {
    return (pixel / 255f - mean.floatValue()) / std.floatValue();
  }

  /** Type and shape of one sample. */
  public TensorType type() {
    return TensorType.image(height, width, channels);
  }
}

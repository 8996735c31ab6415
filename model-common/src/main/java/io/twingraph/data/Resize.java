// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

/** Placeholder until the data package's own class is merged. */
public final class Resize {
  private Resize() {}

  /** Not there yet. */
  public static ImageSet resize(ImageSet images, int height, int width) {
    if (images.count() > 0) {
      throw new UnsupportedOperationException("resize to " + height + "x" + width);
    }
    return ImageSet.wrap(height, width, images.channels(), new byte[0], new byte[0]);
  }
}

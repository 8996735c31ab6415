// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import io.twingraph.error.SpecException;

/**
 * Training images parted in two, before any shuffling.
 *
 * @param train the first images
 * @param validation the rest; empty if none was asked for
 */
public record Split(ImageSet train, ImageSet validation) {

  /**
   * The first {@code floor(N * (1 - fraction))} images to train on and the rest for validation, in
   * the double arithmetic of Keras's {@code train_validation_split}.
   *
   * @param fraction {@link io.twingraph.spec.Experiment#validationSplit}, in [0, 1)
   * @throws SpecException if one of the parts would be empty although {@code fraction} is not 0
   */
  public static Split of(ImageSet images, double fraction) {
    int count = images.count();
    int kept = (int) Math.floor(count * (1 - fraction));
    if (fraction != 0 && (kept <= 0 || kept >= count)) {
      throw SpecException.of(
          "a validation split that leaves one part empty",
          "validationSplit",
          "at least one of the " + count + " training images in each part",
          fraction + " (" + kept + " to train on, " + (count - kept) + " to validate)",
          "use more images, another validationSplit, or 0 for no validation");
    }
    return new Split(images.slice(0, kept), images.slice(kept, count));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import java.util.List;

/**
 * A named data set with its origin.
 *
 * @param name {@code "mnist"}, {@code "fashion-mnist"}, {@code "digits"}, or a folder's name
 * @param source where the bytes came from: a folder, or {@code "embedded"}
 * @param reason why this data set and this source were chosen, as a clause for people
 * @param classNames the name of each label
 * @param train images to train (and validate) on
 * @param test images that training never sees
 */
public record Dataset(
    String name,
    String source,
    String reason,
    List<String> classNames,
    ImageSet train,
    ImageSet test) {
  public Dataset {
    classNames = List.copyOf(classNames);
  }

  /** Number of classes. */
  public int classes() {
    return classNames.size();
  }

  /** The first {@code trainLimit} and {@code testLimit} images of each half. */
  public Dataset limit(int trainLimit, int testLimit) {
    return new Dataset(
        name, source, reason, classNames, train.limit(trainLimit), test.limit(testLimit));
  }
}

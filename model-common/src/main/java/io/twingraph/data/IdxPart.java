// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One of the four files of a data set, and the names that it goes by. */
enum IdxPart {
  TRAIN_IMAGES("train-images-idx3-ubyte"),
  TRAIN_LABELS("train-labels-idx1-ubyte"),
  TEST_IMAGES("t10k-images-idx3-ubyte"),
  TEST_LABELS("t10k-labels-idx1-ubyte");

  /** Also as {@code emnist-letters-train-images-idx3-ubyte}, {@code test_images.idx}, and so on. */
  private static final Pattern NAME =
      Pattern.compile(
          "(?:(?<prefix>[a-z0-9_-]+)-)?(?<half>train|t10k|test)[-_.](?<what>images|labels)"
              + "(?:[-_.]idx[0-9]?)?(?:[-_.](?:ubyte|int))?(?:\\.gz)?");

  private final String fileName;

  IdxPart(String fileName) {
    this.fileName = fileName;
  }

  /** MNIST's name of it, without {@code .gz}. */
  String fileName() {
    return fileName;
  }

  /** The four of MNIST's names in a row. */
  static String fileNames() {
    return Arrays.stream(values()).map(IdxPart::fileName).collect(Collectors.joining(", "));
  }

  /**
   * What a file's name says.
   *
   * @param prefix what stands in front of MNIST's name, such as {@code emnist-letters}; or empty
   */
  record Named(IdxPart part, String prefix) {}

  /** The part that a file is by its name, in lower or upper case. */
  static Optional<Named> of(String name) {
    Matcher matcher = NAME.matcher(name.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    boolean images = matcher.group("what").equals("images");
    IdxPart part =
        matcher.group("half").equals("train")
            ? images ? TRAIN_IMAGES : TRAIN_LABELS
            : images ? TEST_IMAGES : TEST_LABELS;
    String prefix = matcher.group("prefix");
    return Optional.of(new Named(part, prefix == null ? "" : prefix));
  }
}

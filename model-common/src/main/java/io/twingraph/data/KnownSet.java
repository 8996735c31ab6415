// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * A public data set that can be asked for by name.
 *
 * @param title the name that users write
 * @param mirrors folders on the web that hold the files, best first
 * @param sha256 of each compressed file, in hex, by its name without {@code .gz}
 * @param classNames the name of each label
 */
record KnownSet(
    String title, List<URI> mirrors, Map<String, String> sha256, List<String> classNames) {

  /** The names of the digits. */
  static final List<String> DIGIT_NAMES = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

  static final KnownSet MNIST =
      new KnownSet(
          "mnist",
          List.of(
              URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/"),
              URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/")),
          Map.of(
              IdxFolder.TRAIN_IMAGES,
              "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
              IdxFolder.TRAIN_LABELS,
              "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
              IdxFolder.TEST_IMAGES,
              "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
              IdxFolder.TEST_LABELS,
              "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
          DIGIT_NAMES);

  static final KnownSet FASHION_MNIST =
      new KnownSet(
          "fashion-mnist",
          List.of(URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/")),
          Map.of(
              IdxFolder.TRAIN_IMAGES,
              "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
              IdxFolder.TRAIN_LABELS,
              "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
              IdxFolder.TEST_IMAGES,
              "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
              IdxFolder.TEST_LABELS,
              "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
          List.of(
              "T-shirt/top",
              "Trouser",
              "Pullover",
              "Dress",
              "Coat",
              "Sandal",
              "Shirt",
              "Sneaker",
              "Bag",
              "Ankle boot"));

  static final List<KnownSet> ALL = List.of(MNIST, FASHION_MNIST);
}

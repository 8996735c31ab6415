// SPDX-License-Identifier: Apache-2.0
package io.twingraph.data;

import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * A public data set that can be asked for by name.
 *
 * @param title the name that users write
 * @param folders its folders in a folder of data sets: the title, and torchvision's
 * @param mirrors folders on the web that hold the files, best first
 * @param sha256 of each compressed file as it is published, in hex
 * @param content SHA-256 of each file's uncompressed bytes, however it was packed
 * @param classNames the name of each label
 */
record KnownSet(
    String title,
    List<String> folders,
    List<URI> mirrors,
    Map<IdxPart, String> sha256,
    Map<IdxPart, String> content,
    List<String> classNames) {

  /** The names of the digits. */
  static final List<String> DIGIT_NAMES = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

  static final KnownSet MNIST =
      new KnownSet(
          "mnist",
          List.of("mnist", "MNIST/raw"),
          List.of(
              URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/"),
              URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/")),
          Map.of(
              IdxPart.TRAIN_IMAGES,
              "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
              IdxPart.TRAIN_LABELS,
              "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
              IdxPart.TEST_IMAGES,
              "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
              IdxPart.TEST_LABELS,
              "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
          Map.of(
              IdxPart.TRAIN_IMAGES,
              "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
              IdxPart.TRAIN_LABELS,
              "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
              IdxPart.TEST_IMAGES,
              "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
              IdxPart.TEST_LABELS,
              "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
          DIGIT_NAMES);

  static final KnownSet FASHION_MNIST =
      new KnownSet(
          "fashion-mnist",
          List.of("fashion-mnist", "FashionMNIST/raw"),
          List.of(URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/")),
          Map.of(
              IdxPart.TRAIN_IMAGES,
              "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
              IdxPart.TRAIN_LABELS,
              "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
              IdxPart.TEST_IMAGES,
              "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
              IdxPart.TEST_LABELS,
              "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
          Map.of(
              IdxPart.TRAIN_IMAGES,
              "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
              IdxPart.TRAIN_LABELS,
              "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
              IdxPart.TEST_IMAGES,
              "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
              IdxPart.TEST_LABELS,
              "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
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

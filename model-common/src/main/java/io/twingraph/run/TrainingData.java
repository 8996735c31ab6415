// SPDX-License-Identifier: Apache-2.0
package io.twingraph.run;

import io.twingraph.data.Dataset;
import io.twingraph.data.ImageSet;
import io.twingraph.data.Resize;
import io.twingraph.data.Sha256;
import io.twingraph.data.Split;
import io.twingraph.error.SpecException;
import io.twingraph.op.TensorType;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Input;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;

/**
 * A data set as one experiment sees it: resized to the model's input where it has another size, and
 * the training half split in front of all shuffling. Immutable.
 *
 * @param name of the data set
 * @param source where its bytes came from
 * @param reason why this data set and source were chosen, as a clause for people
 * @param original height, width and channels of the data set's own images
 * @param train images to train on, at least one
 * @param validation images to validate on after each epoch; without any, there is no validation
 * @param test images for the evaluation at the end, at least one
 * @param sha256 over the three sets' own hashes, so that equal values mean equal bytes
 */
public record TrainingData(
    String name,
    String source,
    String reason,
    TensorType original,
    ImageSet train,
    ImageSet validation,
    ImageSet test,
    String sha256) {

  /**
   * Prepares a data set for an experiment: the first {@code floor(N * (1 - validationSplit))}
   * training images are trained on and the rest validated on, as in Keras.
   *
   * @throws SpecException if the images have other channels than the model's input, the data has
   *     more classes than the model has logits, there is nothing to train or to test on, a part of
   *     the split would be empty, the resized images or a batch do not fit into memory that Java
   *     can address, or the schedule takes the learning rate beyond float32
   */
  public static TrainingData of(Dataset dataset, Experiment experiment) {
    check(dataset, experiment);
    Input input = experiment.model().input();
    Split split = Split.of(dataset.train(), experiment.validationSplit());
    BatchRoom.of(experiment.graph()).check(experiment, split.train().count());
    rates(experiment, split.train().count());
    ImageSet train = fit(split.train(), input);
    ImageSet validation = fit(split.validation(), input);
    ImageSet test = fit(dataset.test(), input);
    return new TrainingData(
        dataset.name(),
        dataset.source(),
        dataset.reason(),
        size(dataset.train()),
        train,
        validation,
        test,
        hash(train, validation, test));
  }

  /** The size of the data set's images, if the model's input has another one. */
  public Optional<TensorType> resizedFrom() {
    return size(train).equals(original) ? Optional.empty() : Optional.of(original);
  }

  private static TensorType size(ImageSet images) {
    return TensorType.image(images.height(), images.width(), images.channels());
  }

  private static void check(Dataset dataset, Experiment experiment) {
    Input input = experiment.model().input();
    String where = "data set " + dataset.name();
    if (dataset.train().channels() != input.channels()) {
      throw SpecException.of(
          "images with another number of channels than the model's input",
          where + ", model.input.channels",
          input.channels() + " (the model's)",
          dataset.train().channels() + " (the data set's)",
          "change model.input.channels, or use another data set");
    }
    int logits = experiment.graph().classes();
    if (dataset.classes() > logits) {
      throw SpecException.of(
          "more classes in the data than logits in the model",
          where + ", the model's last layer",
          "at most "
              + counted(logits, "class", "classes")
              + " (the last layer has "
              + counted(logits, "unit", "units")
              + ")",
          dataset.classes() + " classes",
          "give the last layer " + dataset.classes() + " units");
    }
    notEmpty(dataset.train(), "train", "nothing to train on", where);
    notEmpty(dataset.test(), "test", "nothing to test on", where);
    addressable(dataset.train(), input, "train", where);
    addressable(dataset.test(), input, "test", where);
  }

  private static String counted(int count, String one, String more) {
    return count + " " + (count == 1 ? one : more);
  }

  private static void addressable(ImageSet images, Input input, String part, String where) {
    int size = input.type().size();
    if ((long) images.count() * size > Integer.MAX_VALUE) {
      throw SpecException.of(
          "images too large together",
          where + ", model.input",
          String.format(
              Locale.ROOT,
              "at most %,d %s images of %s (2^31 bytes)",
              Integer.MAX_VALUE / size,
              part,
              input.type()),
          String.format(Locale.ROOT, "%,d", images.count()),
          "use fewer images (--" + part + "-limit), or a smaller model.input");
    }
  }

  /** The schedule is known, and so is how often it changes the rate. */
  private static void rates(Experiment experiment, int samples) {
    long perEpoch = ((long) samples + experiment.batchSize() - 1) / experiment.batchSize();
    long last = perEpoch * experiment.epochs();
    double rate = experiment.learningRateAt(last);
    if (!Float.isFinite((float) rate)) {
      throw SpecException.of(
          "a schedule that leaves float32",
          "schedule",
          "a learning rate of at most 3.4e+38 at every step",
          rate + " at step " + last,
          "use a factor below 1, or a larger 'every'");
    }
  }

  private static void notEmpty(ImageSet images, String part, String what, String where) {
    if (images.count() < 1) {
      throw SpecException.of(
          what,
          where,
          "at least one " + part + " image",
          0,
          "raise the limit on " + part + " images");
    }
  }

  private static ImageSet fit(ImageSet images, Input input) {
    return Resize.resize(images, input.height(), input.width());
  }

  private static String hash(ImageSet... sets) {
    MessageDigest digest = Sha256.digest();
    for (ImageSet set : sets) {
      digest.update(set.sha256().getBytes(StandardCharsets.US_ASCII));
    }
    return Sha256.hex(digest);
  }
}

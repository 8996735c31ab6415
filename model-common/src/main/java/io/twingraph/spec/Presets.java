// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

/**
 * The experiments that Twingraph brings along. {@link #matched} and the two of the article are what
 * it was made for: a tutorial's MNIST classifier, once as it should have been compared and once as
 * it was. {@code docs/article.md} lists every place where the tutorial is silent and what was
 * chosen. {@link #lenet5} and {@link #mlp} are networks that everybody knows, each a file beside
 * this class.
 */
public final class Presets {
  /** Mean of MNIST's training pixels, scaled to 0..1, as PyTorch's examples have it. */
  public static final double MNIST_MEAN = 0.1307;

  /** Standard deviation of MNIST's training pixels, scaled to 0..1, likewise. */
  public static final double MNIST_STD = 0.3081;

  private Presets() {}

  /**
   * The tutorial's TensorFlow network for every engine: 28x28x1, two 3x3 convolutions (32, 64) with
   * ReLU, max pooling 2x2, dense 1024 with ReLU, dense 10; SGD 0.01, batches of 32, 5 epochs, 30 %
   * validation, shuffled. 9,467,274 parameters.
   */
  public static Experiment matched() {
    Model model =
        Model.of(
            Input.of(28, 28, 1),
            Layer.conv2d(32, 3).withActivation(ActivationFunction.RELU),
            Layer.conv2d(64, 3).withActivation(ActivationFunction.RELU),
            Layer.maxPool2d(2),
            Layer.flatten(),
            Layer.dense(1024).withActivation(ActivationFunction.RELU),
            Layer.dense(10));
    return Experiment.of("matched", model).withEpochs(5).withValidationSplit(0.3);
  }

  /** The TensorFlow half of the tutorial: {@link #matched} under another name. */
  public static Experiment articleTensorFlow() {
    return rename(matched(), "article-tensorflow");
  }

  /**
   * The PyTorch half of the tutorial: images resized to 8x8 and normalised, two 3x3 convolutions
   * (32, 64) with ReLU, max pooling with a window of 1 (which changes nothing), dense 10; PyTorch's
   * default initialisers; SGD 0.01, batches of 512, not shuffled. 29,066 parameters.
   */
  public static Experiment articleTorch() {
    Initializer torch = Initializer.FAN_IN_UNIFORM;
    Model model =
        Model.of(
            new Input(8, 8, 1, MNIST_MEAN, MNIST_STD),
            Layer.conv2d(32, 3)
                .withActivation(ActivationFunction.RELU)
                .withInitializers(torch, torch),
            Layer.conv2d(64, 3)
                .withActivation(ActivationFunction.RELU)
                .withInitializers(torch, torch),
            Layer.maxPool2d(1),
            Layer.flatten(),
            Layer.dense(10).withInitializers(torch, torch));
    Experiment experiment =
        Experiment.of("article-torch", model)
            .withEpochs(5)
            .withValidationSplit(0.3)
            .withBatchSize(512)
            .withShuffle(false);
    return experiment;
  }

  /**
   * LeNet-5 as it is built today: 28x28x1, a 5x5 convolution to 6 channels with same padding, max
   * pooling 2x2, a 5x5 convolution to 16 channels, max pooling 2x2, dense 120, 84 and 10; ReLU
   * where the paper has tanh. SGD 0.01 with momentum 0.9, batches of 32, 5 epochs, 30 % validation,
   * shuffled. 61,706 parameters.
   */
  public static Experiment lenet5() {
    return ExperimentFile.resource("lenet5.yaml");
  }

  /**
   * A perceptron with one hidden layer: 28x28x1, dense 128 with ReLU, dense 10. Adam 0.001, batches
   * of 32, 10 epochs, no validation, shuffled. 101,770 parameters.
   */
  public static Experiment mlp() {
    return ExperimentFile.resource("mlp.yaml");
  }

  private static Experiment rename(Experiment experiment, String name) {
    return new Experiment(
        name,
        experiment.model(),
        experiment.loss(),
        experiment.optimizer(),
        experiment.learningRate(),
        experiment.schedule(),
        experiment.batchSize(),
        experiment.epochs(),
        experiment.shuffle(),
        experiment.validationSplit(),
        experiment.seeds());
  }
}

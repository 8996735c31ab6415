// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What other frameworks have or call otherwise, and what to write here: the advice beside a refused
 * name.
 */
final class NotSupported {
  private static final String NORMALISATION =
      "batch normalisation is not supported: leave the layer out";
  private static final String DECAY = "weight decay is not supported: leave it out";
  private static final String SOFTMAX =
      "the loss has the softmax in it: leave it out, and let the last layer give logits";
  private static final String RATE = "write 'learningRate' beside the optimizer, not in it";
  private static final Map<String, String> TYPES = new HashMap<>();
  private static final Map<String, String> KEYS = new HashMap<>();
  private static final Map<String, String> FUNCTIONS = new HashMap<>();

  static {
    all(TYPES, NORMALISATION, "batchnorm", "batchnorm2d", "batchnormalization");
    all(TYPES, "dropout is not supported: leave the layer out", "dropout", "dropout2d");
    all(TYPES, SOFTMAX, "logsoftmax");
    all(TYPES, "write {type: layer_norm}", "layernormalization");
    all(TYPES, "write {type: concat, from: [a, b]}", "concatenate", "cat");
    all(TYPES, "write {type: add, from: [a, b]}", "residual", "sum");
    all(
        TYPES,
        "write {type: global_avg_pool2d}",
        "globalaveragepooling2d",
        "globalavgpool",
        "globalaveragepool");
    all(
        TYPES,
        "write {type: conv2d, filters: 8, kernel: 3}",
        "conv",
        "convolution",
        "convolution2d");
    all(TYPES, "write {type: max_pool2d, window: 2}", "maxpooling2d", "maxpooling", "maxpool");
    all(
        TYPES,
        "write {type: avg_pool2d, window: 2}",
        "avgpooling2d",
        "averagepooling2d",
        "avgpool",
        "averagepool");
    all(TYPES, "write {type: dense, units: 10}", "linear", "fc", "fullyconnected");
    all(TYPES, "weight decay is not supported: write {type: adam}", "adamw");
    all(TYPES, "write {type: sgd, momentum: 0.9}", "momentum", "nesterov");
    all(TYPES, "write {type: sgd} or {type: adam}", "rmsprop", "adagrad", "nadam", "adamax");
    all(
        TYPES,
        "write {type: step_decay, every: 100, factor: 0.5}, or leave the schedule out",
        "cosine",
        "exponential",
        "step",
        "linearwarmup");
    all(KEYS, "write 'dilation'", "dilationrate");
    all(
        KEYS,
        "a convolution takes 'bias: false', every dense layer has a bias (biasInitializer: zeros"
            + " starts it at 0)",
        "usebias",
        "bias");
    all(KEYS, DECAY, "weightdecay", "decay");
    all(KEYS, "label smoothing is not supported: leave it out", "labelsmoothing");
    all(KEYS, "pooling rounds its size down: leave it out", "ceilmode");
    all(KEYS, "write 'kernel'", "kernelsize", "kernel_size");
    all(KEYS, "write 'window'", "poolsize");
    all(KEYS, "write 'stride'", "strides");
    all(KEYS, RATE, "lr");
    all(FUNCTIONS, SOFTMAX, "softmax", "log_softmax");
    all(
        FUNCTIONS,
        "leaky_relu needs a slope: write leaky_relu(0.01), or Keras's leaky_relu(0.3)",
        "leaky_relu",
        "leakyrelu",
        "leaky_relu()");
    all(FUNCTIONS, "write linear, or leave the activation out", "none", "identity", "");
    all(FUNCTIONS, "normal needs a standard deviation: write normal(0.05)", "normal", "normal()");
    all(FUNCTIONS, "constant needs a value: write constant(0.1)", "constant", "constant()");
    all(FUNCTIONS, "write constant(1)", "ones");
    all(FUNCTIONS, "write glorot_uniform or glorot_normal", "xavier", "xavier_uniform");
  }

  private NotSupported() {}

  private static void all(Map<String, String> table, String advice, String... names) {
    for (String name : names) {
      table.put(name, advice);
    }
  }

  /** Advice on a layer's, optimizer's or schedule's type. */
  static Optional<String> type(String name) {
    return Optional.ofNullable(TYPES.get(plain(name)));
  }

  /** Advice on a key of a mapping. */
  static Optional<String> key(String name) {
    // In small letters it may be the right key, misspelt.
    return name.equals("learningRate")
        ? Optional.of(RATE)
        : Optional.ofNullable(KEYS.get(plain(name)));
  }

  /** Advice on an activation or initializer. */
  static Optional<String> function(String name) {
    return Optional.ofNullable(FUNCTIONS.get(name.strip().toLowerCase(Locale.ROOT)));
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.torch;

import io.twingraph.graph.Graph;
import io.twingraph.graph.Node;
import io.twingraph.graph.Parameter;
import io.twingraph.op.Conv2d;
import io.twingraph.op.Dense;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.Optimizer;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Parameters whose gradient a step does not ask of autograd, because it follows from that of an
 * activation at less cost. A trace asks autograd for every gradient.
 *
 * <p><b>Products.</b> The gradient of a dense kernel is the product {@code input^T *
 * outputGradient}. Plain gradient descent only adds it, scaled, to the kernel, and a matrix product
 * can add to what is there; the 37.7 MB gradient of the tutorial's largest kernel is then neither
 * written nor read again. Other optimizers look at the gradient more than once and get it as a
 * tensor. The kernel's new value differs from that of the written-out gradient by rounding alone:
 * the product may round once for each of the batch's samples, by at most half a unit in the last
 * place of the kernel's value each time (a test holds it to that).
 *
 * <p><b>Blocks.</b> Where a kernel is large and the batch small, the product waits for memory: the
 * kernel is read for the gradient of the layer's input and again for the product. {@link
 * TorchBackward} does both for one block of rows after another.
 *
 * <p><b>Sums.</b> The gradient of a convolution's bias is the sum of the output's gradient over
 * samples and pixels. oneDNN makes it inside the kernel's gradient, without vector instructions:
 * that gradient takes 11.1 instead of 8.1 ms at batch 128 of the matched preset, and a sum of
 * libtorch's own less than 1.
 *
 * @param products for each such kernel, the names of the two activations whose product it is
 * @param sums for each such bias, the name of the activation whose gradient is summed
 * @param inBlocks those kernels of {@code products} that are moved block by block
 */
record TorchGradients(
    Map<String, Factors> products, Map<String, String> sums, Set<String> inBlocks) {
  /**
   * Batches up to this size gain from blocks: 7 % of a step at 8, 8 at 32, 2 at 128, nothing at
   * 512. At batch 1 other routines run, which lose by it.
   */
  private static final int SMALL_BATCH = 128;

  /**
   * Bytes of a block. Measured at batch 32: 5, 9 and 14 MB are much alike, at batch 1 9 is best.
   */
  private static final long BLOCK_BYTES = 9L << 20;

  /**
   * What is multiplied.
   *
   * @param input the activation that enters the layer
   * @param output the value before the layer's activation function, whose gradient is needed
   */
  record Factors(String input, String output) {}

  /**
   * What an experiment allows.
   *
   * @param onCpu whether steps run on the CPU, whose caches blocks are for
   */
  static TorchGradients of(Experiment experiment, boolean onCpu) {
    boolean plain = experiment.optimizer() instanceof Optimizer.Sgd sgd && sgd.momentum() == 0;
    Map<String, Factors> products = new LinkedHashMap<>();
    Map<String, String> sums = new LinkedHashMap<>();
    Set<String> inBlocks = new HashSet<>();
    Set<Node> chain = lastChain(experiment.graph());
    for (Node node : experiment.graph().nodes()) {
      String output = node.output().name();
      if (node.op() instanceof Dense && plain) {
        Parameter kernel = node.parameter(Dense.KERNEL);
        products.put(kernel.name(), new Factors(node.input().name(), output));
        if (onCpu && chain.contains(node) && gains(experiment.batchSize()) && isLarge(kernel)) {
          inBlocks.add(kernel.name());
        }
      } else if (node.op() instanceof Conv2d) {
        sums.put(node.parameter(Conv2d.BIAS).name(), output);
      }
    }
    return new TorchGradients(products, sums, inBlocks);
  }

  /**
   * The nodes at the end that no branch passes by: all of the loss's gradient goes through each.
   */
  private static Set<Node> lastChain(Graph graph) {
    Set<Node> chain = new HashSet<>();
    Map<String, Node> producers = graph.producers();
    Node node = producers.get(graph.logits().name());
    while (node != null && node.inputs().size() == 1 && node.outputs().size() == 1) {
      chain.add(node);
      node = producers.get(node.input().name());
    }
    return chain;
  }

  private static boolean gains(int batchSize) {
    return batchSize > 1 && batchSize <= SMALL_BATCH;
  }

  private static boolean isLarge(Parameter kernel) {
    return kernel.count() * Float.BYTES >= 2 * BLOCK_BYTES;
  }

  /** Rows of a block of a kernel with this many columns. */
  static long rowsOfABlock(long columns) {
    return Math.max(1, BLOCK_BYTES / Float.BYTES / columns);
  }

  /** The name of what autograd differentiates by for a parameter: an activation's, or its own. */
  String source(String parameter) {
    return products.containsKey(parameter)
        ? products.get(parameter).output()
        : sums.getOrDefault(parameter, parameter);
  }

  /** The names of the activations that a step needs. */
  Set<String> activations() {
    Set<String> names = new HashSet<>(sums.values());
    products.values().forEach(pair -> names.addAll(Set.of(pair.input(), pair.output())));
    return names;
  }
}

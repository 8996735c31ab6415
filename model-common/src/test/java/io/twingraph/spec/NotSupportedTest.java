// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.error.SpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What other frameworks have is refused with what to write here. */
class NotSupportedTest {
  private static final String HEAD =
      "name: a\nmodel:\n  input: {height: 9, width: 9, channels: 1}\n  layers:\n    - ";
  private static final String TAIL = "\n    - {type: flatten}\n    - {type: dense, units: 3}\n";

  private static void refused(String text, String what, String got, String hint) {
    assertThatThrownBy(() -> ExperimentFile.parse(text, ExperimentFile.yaml(), "e.yaml"))
        .isInstanceOf(SpecException.class)
        .hasMessageStartingWith(what + "\n  where:    e.yaml:")
        .hasMessageContaining("\n  got:      " + got + "\n  to do:    " + hint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "batch_norm          | batch normalisation is not supported: leave the layer out",
        "BatchNormalization  | batch normalisation is not supported: leave the layer out",
        "dropout             | dropout is not supported: leave the layer out",
        "max_pooling2d       | write {type: max_pool2d, window: 2}",
        "linear              | write {type: dense, units: 10}",
        "Concatenate         | write {type: concat, from: [a, b]}",
        "GlobalAveragePooling2D | write {type: global_avg_pool2d}",
        "lstm                | write for example {type: flatten}",
      })
  void aLayerThatIsNotThere(String type, String hint) {
    refused(HEAD + "{type: " + type + "}" + TAIL, "unknown type", "'" + type + "'", hint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dilation: 2      | dilated convolutions are not supported: leave it out",
        "useBias: false   | every convolution and dense layer has a bias: leave it out",
        "use_bias: false  | every convolution and dense layer has a bias: leave it out",
        "groups: 2        | convolutions in groups are not supported: leave it out",
        "kernel_size: 3   | write 'kernel'",
        "foo: 3           | correct the key or remove it",
      })
  void aKeyThatIsNotThere(String key, String hint) {
    refused(
        HEAD + "{type: conv2d, filters: 2, kernel: 3, " + key + "}" + TAIL,
        "unknown key",
        "'" + key.substring(0, key.indexOf(':')) + "'",
        hint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{type: adamw}                   | unknown type | 'adamw' | weight decay is not supported",
        "{type: rmsprop}                 | unknown type | 'rmsprop' | write {type: sgd} or {type: adam}",
        "{type: sgd, weightDecay: 0.1}   | unknown key  | 'weightDecay' | weight decay is not supported",
        "adam                            | missing type | the text 'adam' | write {type: adam}",
        "adamw                           | missing type | the text 'adamw' | weight decay is not supported",
        "{momentum: 0.9}                 | missing type | a mapping without it | write for example {type: sgd}",
        "{type: [sgd]}                   | missing type | a 'type' that is no text | write for example {type: sgd}",
        "{type: sgd, lr: 0.1}            | unknown key  | 'lr' | write 'learningRate' beside the optimizer",
      })
  void anOptimizerThatIsNotThere(String optimizer, String what, String got, String hint) {
    refused(HEAD + "{type: flatten}\noptimizer: " + optimizer, what, got, hint);
  }

  @Test
  void aScheduleThatIsNotThere() {
    refused(
        "name: a\nschedule: {type: cosine}",
        "unknown type",
        "'cosine'",
        "write {type: step_decay, every: 100, factor: 0.5}, or leave the schedule out");
    assertThatThrownBy(() -> ExperimentFile.parse("optimizer: []", ExperimentFile.yaml(), "e.yaml"))
        .hasMessageContaining("expected: a mapping with 'type' as one of sgd, adam\n")
        .hasMessageContaining("got:      a list\n");
  }

  @Test
  void optionsOfTheLossAreNotThere() {
    refused(
        "name: a\nloss: {type: softmax_cross_entropy, labelSmoothing: 0.1}",
        "not an experiment",
        "a mapping",
        "write loss: softmax_cross_entropy; it takes no options, and label smoothing and class"
            + " weights are not supported");
  }

  @Test
  void aLayerAsATextIsToldHowToWriteIt() {
    refused(HEAD + "flatten", "missing type", "the text 'flatten'", "write {type: flatten}");
    refused(
        HEAD + "{type: flatten}\n    - {type: dense, units: 10, activation: softmax}",
        "unknown activation",
        "'softmax'",
        "the loss has the softmax in it: leave it out, and let the last layer give logits");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.engine.HostTensor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NpyArrayTest {
  private static final HostTensor TENSOR =
      HostTensor.wrap(new int[] {2, 3}, new float[] {1, -0f, Float.NaN, 4, 5, 1.4E-45f});

  @Test
  void fileStartsAsNumPyWritesIt() {
    byte[] file = NpyArray.encode(TENSOR);
    assertThat(Arrays.copyOf(file, 10))
        .containsExactly(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0);
    String header = new String(file, 10, 118, StandardCharsets.US_ASCII);
    assertThat(header)
        .startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }  ")
        .endsWith(" \n");
    assertThat(file).hasSize(128 + 6 * 4);
    // 1.0f, little-endian
    assertThat(Arrays.copyOfRange(file, 128, 132)).containsExactly(0, 0, 0x80, 0x3f);
  }

  @Test
  void everyTypeAndShapeComesBackBitForBit() throws Exception {
    HostTensor scalar = HostTensor.wrap(new int[0], new double[] {Math.PI});
    HostTensor line = HostTensor.wrap(new int[] {3}, new float[] {1, 2, 3});
    HostTensor none = HostTensor.wrap(new int[] {0, 4}, new float[0]);
    for (HostTensor tensor : new HostTensor[] {TENSOR, scalar, line, none}) {
      assertThat(NpyArray.decode(NpyArray.encode(tensor)).tensor()).isEqualTo(tensor);
    }
    int[] labels = {3, -1, Integer.MAX_VALUE};
    assertThat(NpyArray.decode(NpyArray.encode(labels, 3)).integers()).containsExactly(labels);
  }

  @Test
  void anythingElseIsRefusedWithItsReason() {
    byte[] file = NpyArray.encode(TENSOR);
    refused(new byte[3], "does not start as a .npy file");
    refused(Arrays.copyOf(file, 60), "its header ends too early");
    refused(Arrays.copyOf(file, 140), "12 bytes for 6 values of type <f4");
    byte[] other = file.clone();
    other[21] = '>';
    refused(other, "its header is '{'descr': '>f4'");
    assertThatThrownBy(() -> NpyArray.decode(file).integers())
        .hasMessage("its type is <f4, expected <i4");
    assertThatThrownBy(() -> NpyArray.decode(NpyArray.encode(new int[] {1})).tensor())
        .hasMessage("its type is <i4, expected <f4 or <f8");
  }

  private static void refused(byte[] file, String text) {
    assertThatThrownBy(() -> NpyArray.decode(file)).hasMessageContaining(text);
  }
}

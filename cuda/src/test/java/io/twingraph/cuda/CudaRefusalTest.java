// SPDX-License-Identifier: Apache-2.0
package io.twingraph.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class CudaRefusalTest {
  @Test
  void aGpuThatIsThereIsNotRefused() {
    assertThat(CudaRefusal.of("libtorch", 1, 2, Optional.empty())).isEmpty();
  }

  @Test
  void theOnlyGpuIsNamedAsTheOneToUse() {
    assertThat(CudaRefusal.of("libtorch", 1, 1, Optional.empty()))
        .hasValue(new CudaRefusal("GPU number 1: libtorch sees 1", "use cuda:0 or 'cpu'"));
  }
}

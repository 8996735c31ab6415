// SPDX-License-Identifier: Apache-2.0
package io.twingraph.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CudaReleaseTest {
  @Test
  void versionOfThePresetsTellsIt() {
    assertThat(CudaRelease.of("12.9-9.10-1.5.12")).hasValue(new CudaRelease(12, 9, 9));
    assertThat(CudaRelease.of("13.1-9.19-1.5.13"))
        .hasValueSatisfying(release -> assertThat(release).hasToString("CUDA 13.1 and cuDNN 9"));
    assertThat(CudaRelease.of("")).isEmpty();
    assertThat(CudaRelease.of("1.5.13")).isEmpty();
  }

  @Test
  void classPathOfThisBuildIsAsked() {
    CudaRelease release = CudaRelease.ofThisBuild();
    if (CudaSystem.inThisBuild()) {
      assertThat(release.major()).isIn(12, 13);
      assertThat(getClass().getResource("/META-INF/maven/org.bytedeco/cuda/pom.properties"))
          .as("the presets, whose version their jar also tells here")
          .asString()
          .contains("/cuda-" + release.major() + "." + release.minor() + "-" + release.cudnn());
    } else {
      assertThat(release).isEqualTo(CudaRelease.USUAL);
    }
  }
}

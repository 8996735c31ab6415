// SPDX-License-Identifier: Apache-2.0
package io.twingraph.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.EngineProvider;
import org.junit.jupiter.api.Test;

/** How exact a suite is on each device. */
class EngineSuiteTest {
  private static EngineSuite on(DeviceRequest device) {
    return new EngineSuite() {
      @Override
      protected EngineProvider provider() {
        return new FakeEngineProvider();
      }

      @Override
      protected DeviceRequest device() {
        return device;
      }
    };
  }

  @Test
  void onACpuComputedValuesAreTheSameBits() {
    EngineSuite cpu = on(DeviceRequest.CPU);
    assertThat(cpu.allowed(1e-6)).isEqualTo(1e-6);
    assertThatCode(() -> cpu.assertComputed(new float[] {3, 4}, 3, 4)).doesNotThrowAnyException();
    assertThatThrownBy(() -> cpu.assertComputed(new float[] {3, Math.nextUp(4f)}, 3, 4))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> cpu.assertComputed("the loss", Math.nextUp(3.0), 3))
        .hasMessageContaining("the loss");
  }

  @Test
  void onAGpuComputedValuesAreWithinTenTimesTheRoundingOfALayer() {
    EngineSuite gpu = on(DeviceRequest.cuda(0));
    assertThat(gpu.allowed(0.5)).isEqualTo(5);
    assertThat(gpu.options(2).device()).isEqualTo(DeviceRequest.cuda(0));
    float near = 100 * (1 + 1e-5f);
    float far = 100 * (1 + 2e-5f);
    assertThatCode(() -> gpu.assertComputed(new float[] {1e-4f, near}, 0, 100))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> gpu.assertComputed(new float[] {0, far}, 0, 100))
        .hasMessageContaining("value 1");
    assertThatThrownBy(() -> gpu.assertComputed(new float[] {100}, 0, 100))
        .isInstanceOf(AssertionError.class);
    assertThatCode(() -> gpu.assertComputed("row 1", near, 100)).doesNotThrowAnyException();
    assertThatThrownBy(() -> gpu.assertComputed("row 1", far, 100)).hasMessageContaining("row 1");
  }
}

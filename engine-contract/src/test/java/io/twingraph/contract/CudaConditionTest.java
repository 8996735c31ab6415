// SPDX-License-Identifier: Apache-2.0
package io.twingraph.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.EngineUnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;

class CudaConditionTest {
  @EnabledOnCuda("fake")
  private static class Annotated {}

  private static final class Inheriting extends Annotated {}

  @Test
  void engineThatWorksOnAGpuEnablesTheTest() {
    ConditionEvaluationResult result = new CudaCondition(engine -> "").evaluate("fake", "aTest()");
    assertThat(result.isDisabled()).isFalse();
    assertThat(result.getReason()).contains("fake works on cuda:0");
  }

  @Test
  void enginesOwnWordsAreTheReasonAndArePrinted() {
    String words = words();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = System.out;
    ConditionEvaluationResult result;
    try (PrintStream caught = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      System.setOut(caught);
      result = new CudaCondition(engine -> words).evaluate("fake", "aTest()");
    } finally {
      System.setOut(out);
    }
    assertThat(result.isDisabled()).isTrue();
    assertThat(result.getReason()).contains(words);
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualToNormalizingNewlines("skipped: aTest(): " + words + "\n");
  }

  private static String words() {
    EngineOptions onAGpu = new EngineOptions(DeviceRequest.cuda(0), 1);
    try (Engine engine = new FakeEngineProvider().open(onAGpu)) {
      return engine.info().device();
    } catch (EngineUnavailableException e) {
      return e.getMessage();
    }
  }

  @Test
  void engineThatNobodyOffersDisablesTheTestWithTheNameThatIsMissing() {
    ConditionEvaluationResult result = new CudaCondition().evaluate("nobody", "aTest()");
    assertThat(result.isDisabled()).isTrue();
    assertThat(result.getReason().orElseThrow()).contains("nobody");
  }

  @Test
  void annotationTagsTheTestAndIsInherited() {
    assertThat(Inheriting.class.getAnnotation(EnabledOnCuda.class).value()).isEqualTo("fake");
    assertThat(EnabledOnCuda.class.getAnnotation(Tag.class).value()).isEqualTo("cuda");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.twingraph.engine.EngineInfo;
import io.twingraph.spec.Presets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FramesTest {
  private final List<String> noise = new ArrayList<>();
  private final Frames.Reader reader = new Frames.Reader(noise::add);

  private static List<String> written(WorkerEvent event) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new Frames.Writer(bytes).send(event);
    return bytes.toString(StandardCharsets.US_ASCII).lines().toList();
  }

  private WorkerEvent last(List<String> lines) throws IOException {
    WorkerEvent event = null;
    for (String line : lines) {
      event = reader.line(line).orElse(null);
    }
    return event;
  }

  @Test
  void shortEventIsOneLine() throws Exception {
    WorkerEvent step = new WorkerEvent.Step(1, 2, 3, 0.25f, 4, 32, 64);
    assertThat(written(step)).hasSize(1);
    assertThat(last(written(step))).isEqualTo(step);
    assertThat(noise).isEmpty();
  }

  @Test
  void longEventIsTakenApartAndPutTogether() throws Exception {
    WorkerEvent started =
        new WorkerEvent.Started(
            new EngineInfo("e", "1", "cpu", 2, Map.of("build", "\u00e9\u2713".repeat(500))),
            1,
            2,
            3);
    List<String> lines = written(started);
    assertThat(lines)
        .hasSizeGreaterThan(2)
        .allSatisfy(line -> assertThat(line).hasSizeLessThan(512));
    assertThat(last(lines)).isEqualTo(started);
  }

  @Test
  void whatLibrariesPrintIsKeptApart() throws Exception {
    WorkerEvent refused = new WorkerEvent.Refused(WorkerEvent.Reason.DATA, "none\n  at all");
    assertThat(reader.line("oneDNN says hello")).isEmpty();
    assertThat(reader.line("no line end" + written(refused).get(0))).contains(refused);
    assertThat(noise).containsExactly("oneDNN says hello", "no line end");
  }

  @Test
  void damagedEventIsAnError() {
    assertThatThrownBy(() -> reader.line("\u0001twingraph\u0002.{\"type\":\"st"))
        .isInstanceOf(JsonProcessingException.class);
  }

  @Test
  void jobComesBackAsItWas() throws Exception {
    WorkerJob job = new WorkerJob("torch", "cuda:1", 2, Presets.articleTorch(), null, 10, 20);
    String json = Frames.toJson(job);
    assertThat(json).doesNotContain("\n");
    assertThat(Frames.job(json)).isEqualTo(job);
  }
}

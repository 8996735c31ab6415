// SPDX-License-Identifier: Apache-2.0
package io.twingraph.parity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.twingraph.engine.EngineInfo;
import io.twingraph.error.Printable;
import io.twingraph.error.SpecException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a {@link RecordingIndex} must say, and in which form, to be believed. */
final class RecordingIndexRules {
  /** Names of engines go into tables, files and folders. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._:()-]{0,63}");

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final int LONGEST = 500;
  private static final int LONGEST_DETAIL = 10_000;

  private RecordingIndexRules() {}

  /** What is wrong with it; empty if nothing is. */
  static String wrong(RecordingIndex index) {
    if (!RecordingIndex.FORMAT.equals(index.format())) {
      return "format '" + Printable.quote(index.format()) + "'";
    }
    boolean whole =
        index.experiment() != null
            && index.engine() != null
            && index.provenance() != null
            && index.steps() >= 1
            && index.batches().size() == index.steps();
    if (!whole) {
      return "an incomplete list of what was recorded";
    }
    if (index.mode() != ParityMode.RESYNC) {
      return "mode '" + index.mode() + "'; a recorded engine leads in resync mode";
    }
    if (!isText(index.data(), LONGEST)) {
      return "no name of data: '" + Printable.quote(index.data()) + "'";
    }
    return hashes(index).isEmpty() ? engine(index.engine()) : hashes(index);
  }

  /** Why a text is no list, without the words of the library that reads it. */
  static String unreadable(JsonProcessingException e) {
    boolean broken =
        Stream.iterate((Throwable) e, Objects::nonNull, Throwable::getCause)
            .anyMatch(StreamReadException.class::isInstance);
    if (broken || !(e instanceof JsonMappingException mapping)) {
      return String.valueOf(e.getOriginalMessage()).startsWith("Unexpected end-of-input")
          ? "text that ends too early"
          : "text that is no JSON";
    }
    String at = path(mapping);
    if (mapping.getCause() instanceof SpecException refused) {
      String problem = refused.getMessage().lines().findFirst().orElseThrow();
      return problem + ", at " + at + (at.isEmpty() ? "" : ".") + refused.where();
    }
    if (e instanceof UnrecognizedPropertyException) {
      return "an unknown key, " + at;
    }
    return at.isEmpty() ? "no whole list" : "no value, or one of another kind, at " + at;
  }

  private static String path(JsonMappingException e) {
    return e.getPath().stream()
        .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : "." + r.getFieldName())
        .collect(Collectors.joining())
        .replaceFirst("^[.]", "");
  }

  private static String hashes(RecordingIndex index) {
    String data = index.dataSha256();
    if (data == null || !(data.isEmpty() || HASH.matcher(data).matches())) {
      return "dataSha256 '" + Printable.quote(data) + "', which is no SHA-256";
    }
    List<String> batches = index.batches();
    for (int i = 0; i < batches.size(); i++) {
      if (!HASH.matcher(batches.get(i)).matches()) {
        return "batches[" + i + "] '" + Printable.quote(batches.get(i)) + "', which is no SHA-256";
      }
    }
    return "";
  }

  private static String engine(EngineInfo engine) {
    if (engine.name() == null || !NAME.matcher(engine.name()).matches()) {
      return "an engine's name that is none: '" + Printable.quote(engine.name()) + "'";
    }
    if (!isText(engine.version(), LONGEST) || !isText(engine.device(), LONGEST)) {
      return "no version or device of the engine";
    }
    if (engine.threads() < 1) {
      return engine.threads() + " threads of the engine";
    }
    for (Map.Entry<String, String> detail : engine.details().entrySet()) {
      String value = detail.getValue();
      boolean lines =
          value != null && value.length() <= LONGEST_DETAIL && value.equals(Printable.lines(value));
      if (!lines || !isText(detail.getKey(), LONGEST)) {
        return "a detail of the engine that is no text: '" + Printable.quote(detail.getKey()) + "'";
      }
    }
    return "";
  }

  /** Whether it can be shown as it is, in a line. */
  private static boolean isText(String text, int longest) {
    return text != null && text.length() <= longest && text.equals(Printable.line(text));
  }
}

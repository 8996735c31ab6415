// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/** Says in Twingraph's words what the YAML or JSON reader has found wrong. */
final class ExperimentErrors {
  private static final Map<Class<?>, String> KINDS =
      Map.of(
          int.class, "a whole number",
          Integer.class, "a whole number",
          long.class, "a whole number",
          Double.class, "a number",
          Boolean.class, "true or false",
          String.class, "a text",
          Size.class, "a whole number, or [height, width]",
          Loss.class, "softmax_cross_entropy");

  private ExperimentErrors() {}

  static SpecException translate(JsonProcessingException e, String file) {
    if (e.getCause() instanceof SpecException refused) {
      return refused.in(nested(e, file, refused));
    }
    String place = position(file, e) + (e instanceof JsonMappingException m ? at(m) : "");
    if (e instanceof UnrecognizedPropertyException unknown) {
      String known =
          unknown.getKnownPropertyIds().stream()
              .map(Object::toString)
              .sorted()
              .collect(Collectors.joining(", "));
      String key = "'" + unknown.getPropertyName() + "'";
      return SpecException.of(
          "unknown key", place, "one of " + known, key, "correct the key or remove it", e);
    }
    if (e instanceof InvalidTypeIdException type) {
      return SpecException.of(
          type.getTypeId() == null ? "missing type" : "unknown type",
          place,
          "a mapping with 'type' as one of " + types(type.getBaseType().getRawClass()),
          type.getTypeId() == null ? null : "'" + type.getTypeId() + "'",
          "write for example {type: " + example(type.getBaseType().getRawClass()) + "}",
          e);
    }
    if (e.getOriginalMessage().startsWith("Missing required creator property")) {
      return SpecException.of(
          "missing key", place, kind(e), null, "add it, or correct its spelling", e);
    }
    if (e.getOriginalMessage().startsWith("No content to map")) {
      return empty(file);
    }
    return SpecException.of("not an experiment", place, kind(e), reason(e), "correct this line", e);
  }

  static SpecException empty(String file) {
    return SpecException.of(
        "an empty experiment file",
        file,
        "an experiment as docs/experiments.md shows it",
        null,
        "save one of the presets to start from");
  }

  /** A value's own refusal knows no place; an experiment's knows its path but not the file. */
  private static String nested(JsonProcessingException e, String file, SpecException refused) {
    boolean whole = !(e instanceof JsonMappingException m) || m.getPath().isEmpty();
    return whole ? file + ", at " + refused.where() : position(file, e) + at(e);
  }

  private static String position(String file, JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    return at == null ? file : file + ":" + at.getLineNr() + ":" + at.getColumnNr();
  }

  private static String at(JsonProcessingException e) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : ((JsonMappingException) e).getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.length() == 0 ? "" : ".").append(step.getFieldName());
      }
    }
    return ", at " + (path.length() == 0 ? "the top" : path);
  }

  private static String kind(JsonProcessingException e) {
    Class<?> target = e instanceof MismatchedInputException m ? m.getTargetType() : null;
    if (target != null && Collection.class.isAssignableFrom(target)) {
      return "a list";
    }
    if (target != null && target.isRecord() && !KINDS.containsKey(target)) {
      return "a mapping (keys and values)";
    }
    return KINDS.getOrDefault(
        target == null ? Object.class : target, "an experiment as docs/experiments.md shows it");
  }

  /** The reader's own words, without the advice to programmers in parentheses. */
  private static String reason(JsonProcessingException e) {
    String first = e.getOriginalMessage().lines().findFirst().orElse("nothing");
    int advice = first.indexOf(" (but ");
    int setting = first.indexOf(" (set ");
    int end = advice >= 0 ? advice : setting;
    return (end >= 0 ? first.substring(0, end) : first)
        .replace("io.twingraph.spec.", "")
        .replace("java.lang.", "");
  }

  private static String types(Class<?> base) {
    return Arrays.stream(base.getAnnotation(JsonSubTypes.class).value())
        .map(JsonSubTypes.Type::name)
        .collect(Collectors.joining(", "));
  }

  private static String example(Class<?> base) {
    return base == Layer.class ? "flatten" : "sgd";
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.twingraph.error.SpecException;
import io.twingraph.op.OpSet;
import io.twingraph.op.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Says in Twingraph's words which value of a file does not fit an experiment. What was found comes
 * from the file; the mapper's own words are never shown.
 */
final class ExperimentErrors {
  private static final String WHOLE = "a whole number";
  private static final String AN_EXPERIMENT = "an experiment as docs/experiments.md shows it";
  private static final Map<Class<?>, String> KINDS =
      Map.of(
          int.class, WHOLE,
          Integer.class, WHOLE,
          long.class, WHOLE,
          Double.class, "a number",
          double.class, "a number",
          Boolean.class, "true or false",
          boolean.class, "true or false",
          String.class, "a text",
          Size.class, "a whole number, or [height, width]",
          Loss.class, "softmax_cross_entropy");

  private final SourceTree tree;

  ExperimentErrors(SourceTree tree) {
    this.tree = tree;
  }

  SpecException translate(JsonProcessingException e) {
    String path = path(e);
    if (e.getCause() instanceof SpecException refused) {
      // A value's own refusal knows no place; an experiment's knows its path but not the file.
      boolean whole = path.isEmpty();
      return refused.in(whole ? tree.file() + ", at " + refused.where() : tree.place(path));
    }
    if (e instanceof UnrecognizedPropertyException unknown) {
      return unknownKey(unknown, path);
    }
    if (e instanceof InvalidTypeIdException type) {
      return type(type, path);
    }
    SourceTree.Found found = tree.get(path);
    if (found == null) {
      return SpecException.of(
          "missing key",
          tree.place(path),
          kind(e, path),
          null,
          "add it, or correct its spelling",
          e);
    }
    return SpecException.of(
        "not an experiment",
        tree.place(path),
        kind(e, path),
        found.node().isNull() ? "nothing (null)" : found.text(),
        advice(kind(e, path), found, path),
        e);
  }

  static SpecException empty(String file) {
    return SpecException.of(
        "an empty experiment file",
        file,
        AN_EXPERIMENT,
        null,
        "save one of the presets to start from");
  }

  private SpecException unknownKey(UnrecognizedPropertyException e, String path) {
    List<Object> keys = new ArrayList<>(e.getKnownPropertyIds());
    if (e.getReferringClass() != null && Layer.class.isAssignableFrom(e.getReferringClass())) {
      keys.add(LayerReader.FROM);
    }
    String known = keys.stream().map(Object::toString).sorted().collect(Collectors.joining(", "));
    String key = e.getPropertyName();
    return SpecException.of(
        "unknown key",
        tree.place(path),
        "one of " + known,
        "'" + key + "'",
        NotSupported.key(key).orElse("correct the key or remove it"),
        e);
  }

  private SpecException type(InvalidTypeIdException e, String path) {
    Class<?> base = e.getBaseType().getRawClass();
    String expected = typed(base);
    String example = "{type: " + example(base) + "}";
    if (e.getTypeId() != null) {
      return SpecException.of(
          "unknown type",
          tree.place(path),
          expected,
          "'" + e.getTypeId() + "'",
          NotSupported.type(e.getTypeId()).orElse("write for example " + example),
          e);
    }
    SourceTree.Found found = tree.get(path);
    boolean mapping = found.node().isObject();
    String text = found.node().isTextual() ? found.node().textValue() : "";
    String advice =
        types(base).contains(text) && !text.isEmpty()
            ? "write {type: " + text + "}"
            : NotSupported.type(text).orElse("write for example " + example);
    return SpecException.of(
        "missing type",
        tree.place(path),
        expected,
        mapping ? withoutType(found) : found.text(),
        advice,
        e);
  }

  private static String advice(String kind, SourceTree.Found found, String path) {
    String text = found.node().isTextual() ? found.node().textValue() : "";
    if (path.equals("loss")) {
      return "write loss: softmax_cross_entropy; it takes no options, and label smoothing and class"
          + " weights are not supported";
    }
    if (kind.equals("true or false") && text.matches("(?i)yes|no|on|off|y|n|true|false")) {
      return "write true or false, without quotes";
    }
    boolean number = kind.startsWith(WHOLE) || kind.equals("a number");
    if (number && text.matches("[-+]?[0-9.]{1,40}([eE][-+]?[0-9]{1,4})?")) {
      return "write " + text + " without quotes";
    }
    return kind.equals(WHOLE) && found.node().isFloatingPointNumber()
        ? "write it without a point and without an exponent"
        : "correct this line";
  }

  private static String path(JsonProcessingException e) {
    String path = SourceTree.TOP;
    if (e instanceof JsonMappingException mapping) {
      for (JsonMappingException.Reference step : mapping.getPath()) {
        path =
            step.getFieldName() == null
                ? SourceTree.child(path, step.getIndex())
                : SourceTree.child(path, step.getFieldName());
      }
    }
    return path;
  }

  private String kind(JsonProcessingException e, String path) {
    Class<?> target = e instanceof MismatchedInputException m ? m.getTargetType() : null;
    SourceTree.Found found = tree.get(path);
    if (found != null && found.node().isIntegralNumber() && target == null) {
      return path.startsWith("seeds.")
          ? WHOLE + " from " + Long.MIN_VALUE + " to " + Long.MAX_VALUE
          : WHOLE + " up to " + Integer.MAX_VALUE;
    }
    if (target != null && Collection.class.isAssignableFrom(target)) {
      return "a list";
    }
    if (target == Model.class) {
      return "a mapping (keys and values)";
    }
    if (target != null && target.isRecord() && !KINDS.containsKey(target)) {
      return target == ActivationFunction.class || target == Initializer.class
          ? "a text, such as " + example(target)
          : "a mapping (keys and values)";
    }
    if (target != null && target.isAnnotationPresent(JsonSubTypes.class)) {
      return typed(target);
    }
    return KINDS.getOrDefault(target == null ? Object.class : target, AN_EXPERIMENT);
  }

  private static String withoutType(SourceTree.Found found) {
    return found.node().has("type") ? "a 'type' that is no text" : "a mapping without it";
  }

  private static String typed(Class<?> base) {
    String functions =
        OpSet.standard().functions().stream()
            .filter(function -> !function.equals(ActivationFunction.LINEAR.name()))
            .collect(Collectors.joining(", "));
    return "a mapping with 'type' as one of "
        + types(base)
        + (base == Layer.class ? ", or a function: " + functions : "");
  }

  private static String types(Class<?> base) {
    return Arrays.stream(base.getAnnotation(JsonSubTypes.class).value())
        .map(JsonSubTypes.Type::name)
        .collect(Collectors.joining(", "));
  }

  private static String example(Class<?> base) {
    return switch (base.getSimpleName().toLowerCase(Locale.ROOT)) {
      case "layer" -> "flatten";
      case "schedule" -> "constant";
      case "activationfunction" -> "relu";
      case "initializer" -> "zeros";
      default -> "sgd";
    };
  }
}

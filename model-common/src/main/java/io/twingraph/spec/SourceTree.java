// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The values of a file, and where each of them stands: by its path, {@code model.layers[0].type}.
 */
final class SourceTree {
  /** The path of the whole. */
  static final String TOP = "";

  /** A value in its place. */
  record Found(int line, int column, String text, JsonNode node) {}

  private final String file;
  private final Map<String, Found> values = new LinkedHashMap<>();

  SourceTree(String file) {
    this.file = file;
  }

  String file() {
    return file;
  }

  JsonNode root() {
    return values.get(TOP).node();
  }

  void put(String path, JsonLocation at, String text, JsonNode node) {
    values.put(path, new Found(at.getLineNr(), at.getColumnNr(), text, node));
  }

  /** The value of a path, or {@code null}. */
  Found get(String path) {
    return values.get(path);
  }

  /** File, line and column of a path, or of the innermost value around it that is there. */
  String place(String path) {
    String known = path;
    while (!values.containsKey(known)) {
      int end = Math.max(known.lastIndexOf('.'), known.lastIndexOf('['));
      known = known.substring(0, Math.max(0, end));
    }
    Found found = values.get(known);
    return place(file, found.line(), found.column(), path);
  }

  static String place(String file, int line, int column, String path) {
    return file + ":" + line + ":" + column + ", at " + (path.isEmpty() ? "the top" : path);
  }

  static String child(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  static String child(String path, int index) {
    return path + "[" + index + "]";
  }
}

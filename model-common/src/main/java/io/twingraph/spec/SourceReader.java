// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.twingraph.error.SpecException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads YAML or JSON into a {@link SourceTree}, and refuses what files may say but experiments may
 * not: anchors, tags, numbers that two readers take for different ones, a key twice, a second
 * document.
 */
final class SourceReader {
  /** An experiment needs six. */
  private static final int DEPTH = 16;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final JsonParser parser;
  private final String text;
  private final SourceTree tree;

  SourceReader(JsonParser parser, String text, String file) {
    this.parser = parser;
    this.text = text;
    this.tree = new SourceTree(file);
  }

  /** The whole file, or {@code null} if it holds nothing. */
  SourceTree read() {
    JsonToken first = next();
    if (first == null || first == JsonToken.VALUE_NULL) {
      return null;
    }
    value(first, SourceTree.TOP, 0);
    if (next() != null) {
      boolean yaml = parser instanceof YAMLParser;
      throw refuse(
          "more than one experiment in a file",
          SourceTree.TOP,
          "one",
          yaml ? "a second document behind the first ('---' or '...')" : "text behind its end",
          "give each experiment a file of its own");
    }
    return tree;
  }

  /** The next token; the reader's own complaints end here. */
  private JsonToken next() {
    try {
      return parser.nextToken();
    } catch (IOException | RuntimeException e) {
      throw SyntaxErrors.translate(e, text, tree.file(), parser instanceof YAMLParser);
    }
  }

  private JsonNode value(JsonToken token, String path, int depth) {
    plain(path);
    if (depth > DEPTH) {
      throw refuse(
          "nested too deeply",
          path,
          "at most " + DEPTH + " lists and mappings in each other",
          "more",
          "write the experiment as docs/experiments.md shows it");
    }
    JsonLocation at = parser.currentTokenLocation();
    if (token == JsonToken.START_OBJECT) {
      return mapping(at, path, depth);
    }
    if (token == JsonToken.START_ARRAY) {
      ArrayNode list = NODES.arrayNode();
      tree.put(path, at, "a list", list);
      for (JsonToken item = next(); item != JsonToken.END_ARRAY; item = next()) {
        list.add(value(item, SourceTree.child(path, list.size()), depth + 1));
      }
      return list;
    }
    String raw = raw();
    JsonNode scalar = scalar(token, raw, path);
    tree.put(path, at, scalar.isTextual() ? "the text '" + raw + "'" : raw, scalar);
    return scalar;
  }

  private ObjectNode mapping(JsonLocation at, String path, int depth) {
    ObjectNode mapping = NODES.objectNode();
    tree.put(path, at, "a mapping", mapping);
    Map<String, Integer> lines = new HashMap<>();
    for (JsonToken token = next(); token != JsonToken.END_OBJECT; token = next()) {
      String key = raw();
      String inner = SourceTree.child(path, key);
      if (key.equals("<<")) {
        throw refuse(
            "a merge of mappings",
            inner,
            "keys and values",
            "'<<'",
            "write the keys out; merges of YAML are not supported");
      }
      Integer earlier = lines.put(key, parser.currentTokenLocation().getLineNr());
      if (earlier != null) {
        throw refuse(
            "a key twice",
            inner,
            "each key once",
            "'" + key + "', first in line " + earlier,
            "remove one of the two");
      }
      mapping.set(key, value(next(), inner, depth + 1));
    }
    return mapping;
  }

  private JsonNode scalar(JsonToken token, String raw, String path) {
    boolean name = path.equals("name") || path.endsWith(".name");
    if (token == JsonToken.VALUE_NULL) {
      return NODES.nullNode();
    }
    if (token == JsonToken.VALUE_STRING || name) {
      return NODES.textNode(raw);
    }
    if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
      return NODES.booleanNode(token == JsonToken.VALUE_TRUE);
    }
    try {
      return SourceNumbers.node(raw, token == JsonToken.VALUE_NUMBER_INT);
    } catch (SpecException e) {
      throw e.in(here(path));
    }
  }

  /** Refuses what YAML can say about a value beside the value. */
  private void plain(String path) {
    if (!(parser instanceof YAMLParser yaml)) {
      return;
    }
    String refused = null;
    try {
      if (yaml.isCurrentAlias()) {
        refused = "an alias (*" + yaml.getText() + ")";
      } else if (yaml.getObjectId() != null) {
        refused = "an anchor (&" + yaml.getObjectId() + ")";
      } else if (yaml.getTypeId() != null) {
        refused = "a tag (!" + yaml.getTypeId() + ")";
      }
    } catch (IOException e) {
      throw SyntaxErrors.translate(e, text, tree.file(), true);
    }
    if (refused != null) {
      throw refuse(
          "not a plain value",
          path,
          "a value as it is",
          refused,
          "write the value out; aliases, anchors and tags of YAML are not supported");
    }
  }

  private String raw() {
    try {
      return parser.getText();
    } catch (IOException e) {
      throw SyntaxErrors.translate(e, text, tree.file(), parser instanceof YAMLParser);
    }
  }

  private String here(String path) {
    JsonLocation at = parser.currentTokenLocation();
    return SourceTree.place(tree.file(), at.getLineNr(), at.getColumnNr(), path);
  }

  private SpecException refuse(String what, String path, String expected, String got, String hint) {
    return SpecException.of(what, here(path), expected, got, hint);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.jsontype.TypeDeserializer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twingraph.error.SpecException;
import io.twingraph.op.OpSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a layer and what it reads: {@code from}, a name or a list of names, beside the layer's own
 * keys. Each activation function is a type of its own, too: {@code {type: relu}}.
 */
final class LayerReader extends JsonDeserializer<Layer> {
  static final String FROM = "from";
  private static final String TYPE = "type";

  @Override
  public Layer deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    JsonNode node = context.readTree(parser);
    if (!(node instanceof ObjectNode layer)) {
      return context.readTreeAsValue(node, Layer.class);
    }
    ObjectNode own = layer.deepCopy();
    JsonNode from = own.remove(FROM);
    functionAsType(own);
    Layer read = context.readTreeAsValue(own, Layer.class);
    return from == null ? read : new Layer.Wired(read, names(from, parser));
  }

  /** The type is one of the layer's own keys. */
  @Override
  public Object deserializeWithType(
      JsonParser parser, DeserializationContext context, TypeDeserializer types)
      throws IOException {
    return deserialize(parser, context);
  }

  /** {@code {type: leaky_relu, slope: 0.2}} is {@code {type: activation, function: ...}}. */
  private static void functionAsType(ObjectNode layer) {
    String type = layer.path(TYPE).asText();
    if (!OpSet.standard().isFunction(type) || type.equals(ActivationFunction.LINEAR.name())) {
      return;
    }
    String function = type;
    for (String number : OpSet.standard().numbersOf(type)) {
      function += layer.has(number) ? "(" + layer.remove(number).asText() + ")" : "";
    }
    layer.put(TYPE, "activation");
    layer.put("function", function);
  }

  private static List<String> names(JsonNode from, JsonParser parser) throws IOException {
    List<String> names = new ArrayList<>();
    for (JsonNode name : from.isArray() ? from : List.of(from)) {
      if (!name.isTextual()) {
        throw refused(from, parser);
      }
      names.add(name.textValue());
    }
    if (names.isEmpty()) {
      throw refused(from, parser);
    }
    return names;
  }

  private static JsonMappingException refused(JsonNode from, JsonParser parser) {
    SpecException refusal =
        SpecException.of(
            "not a list of layers",
            FROM,
            "the name of a layer, or a list of names such as [a, b]",
            from,
            "name the layers that this one reads, or leave 'from' out to read the one before");
    JsonMappingException e = new JsonMappingException(parser, refusal.getMessage(), refusal);
    e.prependPath(Layer.class, FROM);
    return e;
  }
}

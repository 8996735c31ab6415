// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** Writes a layer as {@link LayerReader} reads it. */
final class LayerWriter extends JsonSerializer<Layer> {
  @Override
  public void serialize(Layer layer, JsonGenerator out, SerializerProvider provider)
      throws IOException {
    if (layer == null) {
      out.writeNull();
      return;
    }
    ObjectNode tree = tree(layer.bare(), provider);
    if (layer.from().size() == 1) {
      tree.put(LayerReader.FROM, layer.from().get(0));
    } else if (!layer.from().isEmpty()) {
      ArrayNode names = tree.putArray(LayerReader.FROM);
      layer.from().forEach(names::add);
    }
    out.writeTree(tree);
  }

  /** The type is one of the layer's own keys. */
  @Override
  public void serializeWithType(
      Layer layer, JsonGenerator out, SerializerProvider provider, TypeSerializer types)
      throws IOException {
    serialize(layer, out, provider);
  }

  private static ObjectNode tree(Layer layer, SerializerProvider provider) throws IOException {
    JsonNode tree = ((ObjectMapper) provider.getGenerator().getCodec()).valueToTree(layer);
    return (ObjectNode) tree;
  }
}

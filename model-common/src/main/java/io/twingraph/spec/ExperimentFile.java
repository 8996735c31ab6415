// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.MapperBuilder;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Experiments as YAML ({@code .yaml}, {@code .yml}) or JSON ({@code .json}) files. A key that means
 * nothing is an error, so that a misspelt one cannot be overlooked.
 */
public final class ExperimentFile {
  private static final long MAX_BYTES = 1 << 20;

  private ExperimentFile() {}

  /**
   * Reads and checks an experiment.
   *
   * @throws SpecException if the file cannot be read, is no YAML or JSON, has an unknown key, or
   *     declares an experiment that is not valid
   */
  public static Experiment load(Path file) {
    ObjectMapper mapper = mapper(file);
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw SpecException.of(
            "not an experiment file",
            file.toString(),
            "at most " + MAX_BYTES + " bytes",
            Files.size(file) + " bytes",
            "check the path");
      }
      return parse(Files.readString(file), mapper, file.toString());
    } catch (IOException e) {
      throw SpecException.of(
          "cannot read the experiment file",
          file.toString(),
          "a readable text file",
          e.getClass().getSimpleName() + ": " + e.getMessage(),
          "check the path and its permissions",
          e);
    }
  }

  /** Writes an experiment in the format that the file's name asks for. */
  public static void save(Experiment experiment, Path file) throws IOException {
    Files.writeString(file, mapper(file).writeValueAsString(experiment) + "\n");
  }

  /** An experiment as YAML text. */
  public static String toYaml(Experiment experiment) {
    try {
      return yaml().writeValueAsString(experiment);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + experiment + " as YAML", e);
    }
  }

  /** The mapper for JSON with experiments in it, such as run records. */
  public static ObjectMapper json() {
    return strict(JsonMapper.builder()).enable(SerializationFeature.INDENT_OUTPUT).build();
  }

  static Experiment parse(String text, ObjectMapper mapper, String where) {
    try {
      Experiment experiment = mapper.readValue(text, Experiment.class);
      if (experiment == null) {
        throw ExperimentErrors.empty(where);
      }
      return experiment;
    } catch (JsonProcessingException e) {
      throw ExperimentErrors.translate(e, where);
    }
  }

  private static ObjectMapper mapper(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".json")) {
      return json();
    }
    if (name.endsWith(".yaml") || name.endsWith(".yml")) {
      return yaml();
    }
    throw SpecException.of(
        "unknown kind of experiment file",
        file.toString(),
        "a name that ends in .yaml, .yml or .json",
        "'" + file.getFileName() + "'",
        "rename the file");
  }

  static ObjectMapper yaml() {
    return strict(
            YAMLMapper.builder()
                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .disable(YAMLGenerator.Feature.USE_NATIVE_TYPE_ID))
        .build();
  }

  private static <M extends ObjectMapper, B extends MapperBuilder<M, B>> B strict(B builder) {
    return builder
        .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS);
  }
}

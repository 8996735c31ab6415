// SPDX-License-Identifier: Apache-2.0
package io.twingraph.spec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.MapperBuilder;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.twingraph.error.SpecException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Experiments as YAML ({@code .yaml}, {@code .yml}) or JSON ({@code .json}) files. A key that means
 * nothing is an error, so that a misspelt one cannot be overlooked.
 */
public final class ExperimentFile {
  private static final ObjectMapper YAML = yaml();
  private static final ObjectMapper JSON = json();

  private ExperimentFile() {}

  /**
   * Reads and checks an experiment.
   *
   * @throws SpecException if the file cannot be read, is no YAML or JSON, has an unknown key, or
   *     declares an experiment that is not valid
   */
  public static Experiment load(Path file) {
    if (Files.isDirectory(file)) {
      throw ExperimentText.unreadable(file, "a folder", null);
    }
    boolean json = isJson(file);
    String text = ExperimentText.read(file, json);
    return parse(text, json ? JSON : YAML, file.toString());
  }

  /** An experiment in YAML that is packed beside this class. */
  static Experiment resource(String name) {
    try (InputStream in = ExperimentFile.class.getResourceAsStream(name)) {
      return parse(ExperimentText.decode(in.readAllBytes(), name, false), YAML, name);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read from the jar", e);
    }
  }

  /** Writes an experiment in the format that the file's name asks for. */
  public static void save(Experiment experiment, Path file) throws IOException {
    ObjectMapper mapper = isJson(file) ? JSON : YAML;
    Files.writeString(file, mapper.writeValueAsString(experiment) + "\n");
  }

  /** An experiment as YAML text. */
  public static String toYaml(Experiment experiment) {
    try {
      return YAML.writeValueAsString(experiment);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + experiment + " as YAML", e);
    }
  }

  /** The mapper for JSON with experiments in it, such as run records. */
  public static ObjectMapper json() {
    return strict(JsonMapper.builder()).enable(SerializationFeature.INDENT_OUTPUT).build();
  }

  static Experiment parse(String text, ObjectMapper mapper, String where) {
    SourceTree tree = tree(text, mapper, where);
    if (tree == null) {
      throw ExperimentErrors.empty(where);
    }
    try {
      return mapper.treeToValue(tree.root(), Experiment.class);
    } catch (JsonProcessingException e) {
      throw new ExperimentErrors(tree).translate(e);
    }
  }

  private static SourceTree tree(String text, ObjectMapper mapper, String where) {
    try (JsonParser parser = mapper.createParser(text)) {
      parser.disable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
      parser.enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS.mappedFeature());
      return new SourceReader(parser, text, where).read();
    } catch (IOException e) {
      throw new IllegalStateException("a text in memory cannot be read", e);
    }
  }

  private static boolean isJson(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".json")) {
      return true;
    }
    if (name.endsWith(".yaml") || name.endsWith(".yml")) {
      return false;
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
        .addModule(new Jdk8Module())
        .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS);
  }
}

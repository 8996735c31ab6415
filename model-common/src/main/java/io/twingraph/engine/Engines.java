// SPDX-License-Identifier: Apache-2.0
package io.twingraph.engine;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The engines on the class path. Safe for use by several threads. */
public final class Engines {
  private static final String SERVICE = "META-INF/services/" + EngineProvider.class.getName();

  /** Where an engine of this project comes from. */
  private record Origin(String artifact, String provider) {}

  private static final Map<String, Origin> ORIGINS =
      Map.of(
          "torch",
          new Origin(
              "io.twingraph:twingraph-bindings-torch", "io.twingraph.torch.TorchEngineProvider"),
          "tensorflow",
          new Origin("io.twingraph:twingraph-bindings-tf", "io.twingraph.tf.TfEngineProvider"),
          "reference",
          new Origin(
              "io.twingraph:twingraph-native", "io.twingraph.reference.ReferenceEngineProvider"));

  private Engines() {}

  /**
   * Every provider that the context class loader or the class loader of this class finds: {@code
   * torch} first, which should load first; {@code reference}, against which the others are
   * measured, last; the rest by name. A provider that cannot be made is left out; {@link #named}
   * says why.
   */
  public static List<EngineProvider> all() {
    return EngineSearch.here().providers();
  }

  /**
   * The provider of this name.
   *
   * @throws EngineUnavailableException if there is none, with what to do about it
   */
  public static EngineProvider named(String name) {
    return named(name, EngineSearch.here());
  }

  /** The same among what was found. */
  static EngineProvider named(String name, EngineSearch search) {
    return search.providers().stream()
        .filter(provider -> provider.name().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(name, search));
  }

  private static EngineUnavailableException unknown(String name, EngineSearch search) {
    Origin origin = ORIGINS.get(name);
    if (origin == null) {
      return refusal(
          name,
          "no provider of this name is on the class path " + there(search),
          "use one of the engines that are there",
          search.broken().stream().findFirst());
    }
    Optional<Throwable> failure = search.failureOf(origin.provider());
    if (failure.isPresent()) {
      return refusal(
          name,
          "its provider cannot be made: " + failure.get().getMessage(),
          "give all of Twingraph's jars the same version, and Java at least that of the build",
          failure);
    }
    if (search.sees(origin.provider())) {
      return refusal(
          name,
          "its provider is on the class path, but no " + SERVICE + " names it " + there(search),
          "merge the files in META-INF/services when the jars are put into one"
              + " (maven-shade-plugin: ServicesResourceTransformer; Gradle Shadow:"
              + " mergeServiceFiles())",
          failure);
    }
    return refusal(
        name,
        "no provider of this name is on the class path " + there(search),
        "add the artifact " + origin.artifact() + " to the class path",
        failure);
  }

  private static EngineUnavailableException refusal(
      String name, String missing, String hint, Optional<Throwable> cause) {
    String shown = name.isBlank() || !name.equals(name.strip()) ? "'" + name + "'" : name;
    return new EngineUnavailableException(shown, "the engine", missing, hint, cause.orElse(null));
  }

  private static String there(EngineSearch search) {
    String names =
        search.providers().stream().map(EngineProvider::name).collect(Collectors.joining(", "));
    return "(there: " + (names.isEmpty() ? "none" : names) + ")";
  }
}

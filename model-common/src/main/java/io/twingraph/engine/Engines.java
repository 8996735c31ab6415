// SPDX-License-Identifier: Apache-2.0
package io.twingraph.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The engines on the class path. */
public final class Engines {
  private static final Map<String, String> ARTIFACTS =
      Map.of(
          "torch", "io.twingraph:twingraph-bindings-torch",
          "tensorflow", "io.twingraph:twingraph-bindings-tf",
          "reference", "io.twingraph:twingraph-native");

  private Engines() {}

  /**
   * Every provider on the class path: {@code torch} first, which should load first; {@code
   * reference}, against which the others are measured, last; the rest by name.
   */
  public static List<EngineProvider> all() {
    List<EngineProvider> providers = new ArrayList<>();
    ServiceLoader.load(EngineProvider.class).forEach(providers::add);
    providers.sort(
        Comparator.comparing((EngineProvider provider) -> !provider.name().equals("torch"))
            .thenComparing(provider -> provider.name().equals("reference"))
            .thenComparing(EngineProvider::name));
    return providers;
  }

  /**
   * The provider of this name.
   *
   * @throws EngineUnavailableException if none is on the class path, with the artifact to add
   */
  public static EngineProvider named(String name) {
    List<EngineProvider> providers = all();
    return providers.stream()
        .filter(provider -> provider.name().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(name, providers));
  }

  private static EngineUnavailableException unknown(String name, List<EngineProvider> providers) {
    String there =
        providers.isEmpty()
            ? "none"
            : providers.stream().map(EngineProvider::name).collect(Collectors.joining(", "));
    String artifact = ARTIFACTS.get(name);
    return new EngineUnavailableException(
        name,
        "the engine",
        "no provider of this name is on the class path (there: " + there + ")",
        artifact == null
            ? "use one of the engines that are there"
            : "add the artifact " + artifact + " to the class path",
        null);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * What several class loaders offer as engines, and what they offer and cannot make.
 *
 * @param loaders that were asked
 * @param providers each class once, in the order of {@link Engines#all}
 * @param broken what was thrown in place of a provider
 */
record EngineSearch(
    List<ClassLoader> loaders, List<EngineProvider> providers, List<Throwable> broken) {

  /** More failures in a row than any class path has providers. */
  private static final int MOST_FAILURES = 100;

  private static final Comparator<EngineProvider> ORDER =
      Comparator.comparing((EngineProvider provider) -> !provider.name().equals("torch"))
          .thenComparing(provider -> provider.name().equals("reference"))
          .thenComparing(EngineProvider::name);

  /**
   * Asks the context class loader, which sees what an application brings along, and the one that
   * has loaded this class: threads of the common pool, and those without a context class loader,
   * would find no engine inside a web application or a nested jar.
   */
  static EngineSearch here() {
    return with(
        Stream.of(
                Thread.currentThread().getContextClassLoader(), EngineSearch.class.getClassLoader())
            .filter(Objects::nonNull)
            .distinct()
            .toList());
  }

  /** Asks these, in this order; what one of them cannot make hides nothing else. */
  static EngineSearch with(List<ClassLoader> loaders) {
    Map<Class<?>, EngineProvider> found = new LinkedHashMap<>();
    List<Throwable> broken = new ArrayList<>();
    for (ClassLoader loader : loaders) {
      Iterator<EngineProvider> providers =
          ServiceLoader.load(EngineProvider.class, loader).iterator();
      int failures = 0;
      boolean more = true;
      while (more && failures < MOST_FAILURES) {
        try {
          more = providers.hasNext();
          if (more) {
            EngineProvider provider = providers.next();
            found.putIfAbsent(provider.getClass(), provider);
          }
        } catch (ServiceConfigurationError | LinkageError e) {
          broken.add(e);
          failures++;
        }
      }
    }
    return new EngineSearch(loaders, found.values().stream().sorted(ORDER).toList(), broken);
  }

  /** Whether a class is at hand, whatever names it. */
  boolean sees(String className) {
    String file = className.replace('.', '/') + ".class";
    return loaders.stream().anyMatch(loader -> loader.getResource(file) != null);
  }

  /** What was thrown in place of the provider of this class. */
  Optional<Throwable> failureOf(String className) {
    return broken.stream()
        .filter(
            thrown ->
                Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                    .map(one -> String.valueOf(one.getMessage()).replace('/', '.'))
                    .anyMatch(text -> text.contains(className)))
        .findFirst();
  }
}

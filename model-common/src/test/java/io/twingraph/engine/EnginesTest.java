// SPDX-License-Identifier: Apache-2.0
package io.twingraph.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EnginesTest {
  private static final String SERVICE = "META-INF/services/io.twingraph.engine.EngineProvider";

  @TempDir Path folder;

  /** A provider that a file in {@link #folder} names. */
  public static final class Named implements EngineProvider {
    @Override
    public String name() {
      return "named";
    }

    @Override
    public Engine open(EngineOptions options) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, String> environment(int threads) {
      return Map.of();
    }

    @Override
    public List<String> jvmArguments() {
      return List.of();
    }
  }

  /** A provider that cannot be made, as where a class that it needs is missing. */
  public static final class Broken implements EngineProvider {
    private final EngineProvider none = none();

    private static EngineProvider none() {
      throw new NoClassDefFoundError("io/twingraph/torch/TorchEngineProvider");
    }

    @Override
    public String name() {
      return none.name();
    }

    @Override
    public Engine open(EngineOptions options) {
      return none.open(options);
    }

    @Override
    public Map<String, String> environment(int threads) {
      return none.environment(threads);
    }

    @Override
    public List<String> jvmArguments() {
      return none.jvmArguments();
    }
  }

  /** As in a web application or a nested jar: the project's classes in a loader of their own. */
  private ClassLoader ownCopy() throws IOException {
    URL classes = EngineProvider.class.getProtectionDomain().getCodeSource().getLocation();
    URL tests = EnginesTest.class.getProtectionDomain().getCodeSource().getLocation();
    return new URLClassLoader(
        new URL[] {folder.toUri().toURL(), classes, tests}, ClassLoader.getPlatformClassLoader());
  }

  private ClassLoader withServices() throws IOException {
    return new URLClassLoader(
        new URL[] {folder.toUri().toURL()}, EnginesTest.class.getClassLoader());
  }

  private void service(String... classes) throws IOException {
    Path file = folder.resolve(SERVICE);
    Files.createDirectories(file.getParent());
    Files.writeString(file, String.join("\n", classes) + "\n");
  }

  private static List<String> names(ClassLoader copy) throws ReflectiveOperationException {
    List<String> names = new ArrayList<>();
    Class<?> provider = copy.loadClass(EngineProvider.class.getName());
    List<?> all = (List<?>) copy.loadClass(Engines.class.getName()).getMethod("all").invoke(null);
    for (Object one : all) {
      names.add((String) provider.getMethod("name").invoke(one));
    }
    return names;
  }

  @Test
  void enginesAreFoundFromTheCommonPool() throws IOException {
    service(Named.class.getName());
    ClassLoader copy = ownCopy();
    CompletableFuture<List<String>> names =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return names(copy);
              } catch (ReflectiveOperationException e) {
                throw new LinkageError(e.getMessage(), e);
              }
            });
    assertThat(names.join()).contains("named");
  }

  @Test
  void enginesAreFoundWithoutAContextClassLoader() throws Exception {
    service(Named.class.getName());
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(null);
    try {
      assertThat(names(ownCopy())).contains("named");
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void whatTheContextClassLoaderAddsIsFoundToo() throws IOException {
    service(Named.class.getName());
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(withServices());
    try {
      assertThat(Engines.named("named")).isInstanceOf(Named.class);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void aProviderThatTwoClassLoadersFindIsThereOnce() throws IOException {
    service(Named.class.getName());
    EngineSearch search = EngineSearch.with(List.of(withServices(), withServices()));
    assertThat(search.providers().stream().filter(Named.class::isInstance)).hasSize(1);
  }

  @Test
  void aBrokenProviderHidesNoOther() throws IOException {
    service(
        "no.such.Provider",
        Broken.class.getName(),
        EngineInfo.class.getName(),
        Named.class.getName());
    EngineSearch search = EngineSearch.with(List.of(withServices()));
    assertThat(search.providers()).hasAtLeastOneElementOfType(Named.class);
    assertThat(search.broken()).hasSize(3);
  }

  @Test
  void aProviderThatCannotBeMadeIsNamedWithItsReason() throws IOException {
    service(Broken.class.getName());
    EngineSearch search = EngineSearch.with(List.of(withServices()));
    assertThatThrownBy(() -> Engines.named("torch", search))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessageContaining("missing: its provider cannot be made: ")
        .hasMessageContaining("give all of Twingraph's jars the same version");
  }

  @Test
  void inAFatJarWithoutItsServiceFilesTheAdviceIsToMergeThem() throws IOException {
    Path provider = folder.resolve("io/twingraph/tf/TfEngineProvider.class");
    Files.createDirectories(provider.getParent());
    Files.write(provider, new byte[0]);
    service(Named.class.getName());
    EngineSearch search = EngineSearch.with(List.of(withServices()));
    assertThatThrownBy(() -> Engines.named("tensorflow", search))
        .hasMessageContaining(
            "its provider is on the class path, but no META-INF/services/"
                + "io.twingraph.engine.EngineProvider names it (there: named)")
        .hasMessageContaining("ServicesResourceTransformer")
        .hasMessageNotContaining("add the artifact");
  }

  @Test
  void anArtifactThatIsMissingIsNamed() {
    assertThatThrownBy(() -> Engines.named("torch", EngineSearch.with(List.of())))
        .hasMessage(
            "torch: the engine is not available\n"
                + "  missing: no provider of this name is on the class path (there: none)\n"
                + "  to do:   add the artifact io.twingraph:twingraph-bindings-torch to the class"
                + " path");
  }

  @Test
  void aNameOfBlanksIsShownInQuotes() {
    EngineSearch search = EngineSearch.with(List.of());
    assertThatThrownBy(() -> Engines.named("", search)).hasMessageStartingWith("'': the engine");
    assertThatThrownBy(() -> Engines.named(" torch", search))
        .hasMessageStartingWith("' torch': the engine");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.junit;

import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.Engine;
import io.twingraph.engine.EngineException;
import io.twingraph.engine.EngineOptions;
import io.twingraph.engine.EngineProvider;
import io.twingraph.engine.Engines;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** An invocation for each seed of a {@link ParityTest}. */
final class ParityInvocations implements TestTemplateInvocationContextProvider {
  private static final Set<String> LOADED = ConcurrentHashMap.newKeySet();

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return AnnotationSupport.isAnnotated(context.getTestMethod(), ParityTest.class);
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    ParityTest test =
        AnnotationSupport.findAnnotation(context.getTestMethod(), ParityTest.class).orElseThrow();
    String where =
        context.getRequiredTestClass().getName() + "#" + context.getRequiredTestMethod().getName();
    List<ParitySettings> settings = ParitySettings.of(test, where);
    load(test);
    return settings.stream().map(Invocation::new);
  }

  /**
   * Opens and closes each engine once in a process, so that what its library keeps for good (a few
   * bytes) counts for no test.
   */
  private static void load(ParityTest test) {
    List<String> names = List.of(test.engines());
    for (EngineProvider provider : Engines.all()) {
      if (names.contains(provider.name()) && LOADED.add(provider.name())) {
        try (Engine engine = provider.open(new EngineOptions(DeviceRequest.CPU, test.threads()))) {
          engine.info();
        } catch (EngineException e) {
          // The test itself will say so.
          LOADED.remove(provider.name());
        }
      }
    }
  }

  private record Invocation(ParitySettings settings) implements TestTemplateInvocationContext {
    @Override
    public String getDisplayName(int index) {
      return settings.displayName();
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(new ParityCheck(settings));
    }
  }
}

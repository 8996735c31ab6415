// SPDX-License-Identifier: Apache-2.0
package io.twingraph.junit;

import io.twingraph.error.SpecException;
import io.twingraph.spec.Experiment;
import io.twingraph.spec.ExperimentFile;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** Where a {@link ParityTest} has its experiment from: a field, a method or a file. */
final class ExperimentSource {
  private final ParityTest test;
  private final ExtensionContext context;
  private final String where;

  ExperimentSource(ParityTest test, ExtensionContext context) {
    this.test = test;
    this.context = context;
    this.where = context.getRequiredTestClass().getName();
  }

  /**
   * The experiment.
   *
   * @throws SpecException if there is none, or if the file declares none that is valid
   */
  Experiment find() {
    if (!test.file().isEmpty() && !test.experiment().isEmpty()) {
      throw SpecException.of(
          "two sources for one experiment",
          where + ", @ParityTest",
          "experiment or file",
          "experiment '" + test.experiment() + "' and file '" + test.file() + "'",
          "leave one out");
    }
    if (!test.file().isEmpty()) {
      return file();
    }
    String name =
        test.experiment().isEmpty() ? context.getRequiredTestMethod().getName() : test.experiment();
    List<Object> instances = context.getRequiredTestInstances().getAllInstances();
    for (int i = instances.size() - 1; i >= 0; i--) {
      Object instance = instances.get(i);
      Optional<Object> value = field(instance, name).or(() -> method(instance, name));
      if (value.isPresent()) {
        return (Experiment) value.get();
      }
    }
    throw SpecException.of(
        "no experiment for a parity test",
        where + "#" + name,
        "a field of type Experiment, or a method without parameters that returns one",
        null,
        "add one, or name another with @ParityTest(experiment = ...) or a file with"
            + " @ParityTest(file = ...)");
  }

  private static Optional<Object> field(Object instance, String name) {
    List<Field> fields =
        ReflectionSupport.findFields(
            instance.getClass(),
            field ->
                field.getName().equals(name) && Experiment.class.isAssignableFrom(field.getType()),
            HierarchyTraversalMode.BOTTOM_UP);
    // A field that is still null (set by nobody) is none.
    return fields.stream()
        .findFirst()
        .map(
            field ->
                ReflectionSupport.tryToReadFieldValue(field, instance)
                    .getOrThrow(e -> new IllegalStateException("cannot read " + field, e)));
  }

  private static Optional<Object> method(Object instance, String name) {
    List<Method> methods =
        ReflectionSupport.findMethods(
            instance.getClass(),
            method ->
                method.getName().equals(name)
                    && method.getParameterCount() == 0
                    && Experiment.class.isAssignableFrom(method.getReturnType()),
            HierarchyTraversalMode.BOTTOM_UP);
    return methods.stream()
        .findFirst()
        .flatMap(method -> Optional.ofNullable(ReflectionSupport.invokeMethod(method, instance)));
  }

  private Experiment file() {
    String name = test.file().startsWith("/") ? test.file().substring(1) : test.file();
    URL resource = context.getRequiredTestClass().getClassLoader().getResource(name);
    if (resource != null) {
      return resource(resource);
    }
    Path path = Path.of(test.file());
    if (Files.exists(path)) {
      return ExperimentFile.load(path);
    }
    throw SpecException.of(
        "no such experiment file",
        where + ", @ParityTest's file",
        "a class-path resource, or a file in the working folder",
        "'" + test.file() + "', which is neither",
        "put it under src/test/resources, or give the path from the module's folder");
  }

  private static Experiment resource(URL resource) {
    try {
      URI uri = resource.toURI();
      if (uri.getScheme().equals("file")) {
        return ExperimentFile.load(Path.of(uri));
      }
      try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
        return ExperimentFile.load(jar.provider().getPath(uri));
      }
    } catch (URISyntaxException | IOException e) {
      throw SpecException.of(
          "cannot read the experiment file",
          resource.toString(),
          "a file or an entry of a jar",
          e.getMessage(),
          "check the class path",
          e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process that runs beside the one that starts it makes of that one's environment. Variables
 * with options for every JVM may name what only one process at a time can have, the port of a
 * debugger for example, and what this project would otherwise choose, the garbage collector.
 */
public final class InheritedEnvironment {
  private static final List<String> OPTIONS =
      List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

  /** Words between blanks, of which parts may be quoted, as a JVM reads its variables. */
  private static final Pattern WORD = Pattern.compile("(?:[^\\s\"']++|\"[^\"]*+\"|'[^']*+')++");

  private static final Pattern COLLECTOR = Pattern.compile("\\+Use\\w+GC\\b");
  private static final Pattern FILE = Pattern.compile("(?:@|-XX:(?:VMOptionsFile|Flags)=)(.+)");
  private static final Pattern PORT =
      Pattern.compile(
          "-agentlib:jdwp\\b.*|-agentpath:.*\\bjdwp\\b.*|-agentpath:.*libjdwp\\..*|-Xrunjdwp\\b.*"
              + "|-Dcom\\.sun\\.management\\.jmxremote\\.(rmi\\.)?port=.*");

  /** With it the dynamic linker refuses what MKL and others leave to be bound late. */
  private static final String BIND_NOW = "LD_BIND_NOW";

  private final Map<String, String> changed = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private boolean namesCollector;

  private InheritedEnvironment() {}

  /** Looks at the environment of the process that starts another. */
  public static InheritedEnvironment of(Map<String, String> environment) {
    InheritedEnvironment inherited = new InheritedEnvironment();
    OPTIONS.stream()
        .filter(environment::containsKey)
        .forEach(name -> inherited.look(name, environment.get(name)));
    if (!environment.getOrDefault(BIND_NOW, "").isEmpty()) {
      inherited.changed.put(BIND_NOW, "");
      inherited.notes.add(
          BIND_NOW + " is not passed on: with it, libraries that bind late cannot be loaded");
    }
    return inherited;
  }

  private void look(String variable, String text) {
    Matcher words = WORD.matcher(text);
    StringBuilder rest = new StringBuilder();
    boolean left = false;
    while (words.find()) {
      String option = words.group().replaceAll("[\"']", "");
      if (PORT.matcher(option).matches()) {
        left = true;
        notes.add(
            variable
                + " is passed on without "
                + option
                + ": the process that started this one has that port");
      } else {
        rest.append(rest.length() == 0 ? "" : " ").append(words.group());
        namesCollector |= collector(option);
      }
    }
    if (left) {
      changed.put(variable, rest.toString());
    }
  }

  private static boolean collector(String option) {
    Matcher file = FILE.matcher(option);
    return COLLECTOR.matcher(file.matches() ? content(file.group(1)) : option).find();
  }

  private static String content(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException | InvalidPathException e) {
      // The JVM says so itself.
      return "";
    }
  }

  /** Whether a variable, or a file that it names, chooses a garbage collector. */
  public boolean namesCollector() {
    return namesCollector;
  }

  /** Takes from the environment of another process what it cannot share. */
  public void adapt(Map<String, String> environment) {
    changed.forEach(
        (name, value) -> {
          if (value.isEmpty()) {
            environment.remove(name);
          } else {
            environment.put(name, value);
          }
        });
  }

  /** A sentence on everything that {@link #adapt} changes. */
  public List<String> notes() {
    return List.copyOf(notes);
  }
}

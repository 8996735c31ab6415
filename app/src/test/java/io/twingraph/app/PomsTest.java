// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every module's pom says to those who depend on it. */
class PomsTest {
  private static final Path ROOT = Path.of("..");

  /** Programs and what only builds: no library to depend on. */
  private static final Set<String> NO_LIBRARY = Set.of("twingraph-app", "twingraph-bench");

  private List<Path> poms;

  @BeforeEach
  void findThePoms() throws IOException {
    assumeThat(ROOT.resolve("bom/pom.xml")).as("the checkout").exists();
    poms =
        all("<module>([a-z-]+)</module>", read(ROOT.resolve("pom.xml"))).stream()
            .filter(module -> !module.equals("bom"))
            .map(module -> ROOT.resolve(module).resolve("pom.xml"))
            .toList();
    assertThat(poms).hasSizeGreaterThan(5);
  }

  @Test
  void everyModuleHasANameThatJavaTakes() {
    for (Path pom : poms) {
      List<String> names = all("<twingraph.module>([^<]+)</twingraph.module>", read(pom));
      assertThat(names).as(pom + ", twingraph.module").hasSize(1);
      assertThat(SourceVersion.isName(names.get(0))).as(names.get(0)).isTrue();
    }
    List<String> all =
        poms.stream().map(p -> all("<twingraph.module>([^<]+)<", read(p)).get(0)).toList();
    assertThat(all).doesNotHaveDuplicates().allMatch(name -> name.startsWith("io.twingraph."));
  }

  @Test
  void everyModuleSaysWhatItIs() {
    for (Path pom : poms) {
      String own = read(pom).replaceAll("(?s)<dependencies>.*", "");
      assertThat(own).as(pom.toString()).contains("<name>Twingraph :: ", "<description>");
    }
  }

  @Test
  void bomHasEveryLibraryInThisVersion() {
    String bom = read(ROOT.resolve("bom/pom.xml"));
    Set<String> libraries =
        poms.stream()
            .map(pom -> all("<artifactId>([^<]+)</artifactId>", read(pom)).get(1))
            .filter(name -> !NO_LIBRARY.contains(name))
            .collect(Collectors.toCollection(TreeSet::new));
    String managed = bom.substring(bom.indexOf("<dependencyManagement>"), bom.indexOf("<build>"));
    assertThat(all("<artifactId>([^<]+)</artifactId>", managed))
        .containsExactlyInAnyOrderElementsOf(libraries);
    String version = "<version>([^<$]+)</version>";
    assertThat(all(version, bom).get(0))
        .isEqualTo(all(version, read(ROOT.resolve("pom.xml"))).get(0));
  }

  @Test
  void everyLibraryOfTheCommandIsNamedWithItsLicence() {
    String thirdParty = read(ROOT.resolve("THIRD-PARTY.md"));
    List<String> jars =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(path -> path.contains("/.m2/repository/") && path.endsWith(".jar"))
            .map(path -> Path.of(path).getParent().getParent().getFileName().toString())
            .filter(name -> !name.startsWith("twingraph-"))
            .distinct()
            .toList();
    assertThat(jars).allSatisfy(jar -> assertThat(thirdParty).contains("`" + jar + "`"));
  }

  private static List<String> all(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    return matcher.results().map(result -> result.group(1)).toList();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

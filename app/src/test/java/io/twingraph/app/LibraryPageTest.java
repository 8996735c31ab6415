// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page for users of the library shows what compiles, in this version. */
class LibraryPageTest {
  private static final Path PAGE = Path.of("..", "docs", "library.md");
  private static final Pattern CLASS =
      Pattern.compile("```java\\n(.*?public class (\\w+).*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  @Test
  void everyClassOnThePageCompiles() throws Exception {
    assumeThat(PAGE).as("the page, which is only there in a checkout").exists();
    List<MatchResult> classes = CLASS.matcher(Files.readString(PAGE)).results().toList();
    assertThat(classes).isNotEmpty();
    for (MatchResult shown : classes) {
      Path source = folder.resolve(shown.group(2) + ".java");
      Files.writeString(source, shown.group(1));
      ByteArrayOutputStream words = new ByteArrayOutputStream();
      int status =
          ToolProvider.getSystemJavaCompiler()
              .run(null, null, words, "-d", folder.toString(), source.toString());
      assertThat(status).as(words.toString(StandardCharsets.UTF_8)).isZero();
    }
  }

  @Test
  void pageNamesThisVersion() throws Exception {
    assumeThat(PAGE).as("the page, which is only there in a checkout").exists();
    String version =
        Files.readString(Path.of("..", "bom", "pom.xml")).split("<version>", 3)[1].split("<", 2)[0];
    assertThat(Files.readString(PAGE))
        .contains("<version>" + version + "</version>", "twingraph-bom:" + version + "\"");
  }
}

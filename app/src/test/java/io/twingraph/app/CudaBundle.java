// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A project whose build, JDK and program are small scripts, for the scripts that pack it for a
 * machine with a GPU and examine it there.
 */
final class CudaBundle {
  static final String NAME = "twingraph-cuda-torch";
  static final String NAME_13 = "twingraph-cuda13-torch";
  private static final Path SCRIPTS = Path.of("..", "scripts").toAbsolutePath().normalize();

  /** A build that writes the files that Maven would. */
  private static final String MVNW =
      """
      #!/usr/bin/env bash
      set -e
      echo "$*" >> mvnw.txt
      case $* in
        *-Pcuda13*) name=twingraph-cuda13 target=target/cuda13 ;;
        *-Pcuda*) name=twingraph-cuda target=target ;;
      esac
      case $* in *console-launcher*)
        mkdir -p app/$target/console
        echo console > app/$target/console/junit-platform-console-standalone-1.jar
        exit ;;
      esac
      for module in cuda bindings-torch bindings-tf app; do
        mkdir -p $module/$target && echo $module > $module/$target/twingraph-$module-tests.jar
      done
      for jar in twingraph-app pytorch-1-linux-x86_64-gpu tensorflow-core-native-1-gpu mkl-1 twingraph-bindings-tf-1 \
          cuda-redist-1-linux-x86_64 junit-jupiter-api-1 assertj-core-1; do
        echo $jar > app/$target/$jar.jar
      done
      cp noise app/$target/noise-1.jar
      cd app/$target
      printf '%s' "$PWD/noise-1.jar:$PWD/pytorch-1-linux-x86_64-gpu.jar:$PWD/mkl-1.jar:$PWD/twingraph-bindings-tf-1.jar" \
        > $name.classpath
      printf ':%s' "$PWD/tensorflow-core-native-1-gpu.jar" "$PWD/cuda-redist-1-linux-x86_64.jar" >> $name.classpath
      printf '%s' "$PWD/noise-1.jar:$PWD/junit-jupiter-api-1.jar:$PWD/assertj-core-1.jar" \
        > $name.classpath.tests
      """;

  /** Puts a Java runtime there whose program does as {@code FAKE_*} in the environment say. */
  private static final String JLINK =
      """
      #!/usr/bin/env bash
      while [ "$1" != --output ]; do shift; done
      mkdir -p "$2/bin" && cp "$(dirname "$0")/java" "$2/bin/java"
      """;

  private static final String JAVA =
      """
      #!/usr/bin/env bash
      [ "$1" != -version ] || { echo 'openjdk version "17.0.99"' >&2; exit; }
      [ -z "$FAKE_NOTES" ] || echo "$LD_LIBRARY_PATH $* compiler=$TWINGRAPH_CUDA_COMPILER" >> "$FAKE_NOTES"
      out=; for word; do [ "$last" != --out ] || out=$word; last=$word; done
      case $* in
        *ConsoleLauncher*)
          printf '[ %9s tests found           ]\\n' ${FAKE_FOUND-3}
          printf '[ %9s tests successful      ]\\n' ${FAKE_PASSED-3}
          printf '[ %9s tests failed          ]\\n' ${FAKE_FAILED-0}
          [ ${FAKE_FAILED-0} = 0 ] ;;
        *' doctor '*) printf '\\033[1mthe doctor says\\033[0m a | b\\n'; exit ${FAKE_DOCTOR-0} ;;
        *' bench '*)
          mkdir "$out"
          for one in train-32 train-512; do
            printf '## %s: a step\\n\\n| Twingraph torch | 1.000 |\\n%b\\n' $one "$FAKE_ROWS"
          done > "$out/bench.md" ;;
        *) echo "trained: ${*: -1}" ;;
      esac
      """;

  private final Path folder;
  private final Path home;
  private final Map<String, String> environment = new TreeMap<>();

  /** What a script did. */
  record Result(int exit, String output) {}

  /**
   * The project, unpacked in a folder.
   *
   * @param folder empty
   */
  CudaBundle(Path folder) throws IOException {
    assumeThat(SCRIPTS).as("the scripts, which are only there in a checkout").isDirectory();
    assumeThat(System.getProperty("os.name") + System.getProperty("os.arch"))
        .isEqualTo("Linuxamd64");
    this.folder = folder;
    home = Files.createDirectory(folder.resolve("a project"));
    Files.createDirectories(home.resolve("scripts"));
    try (Stream<Path> scripts = Files.list(SCRIPTS)) {
      for (Path script : scripts.toList()) {
        Files.copy(script, home.resolve("scripts").resolve(script.getFileName().toString()));
      }
    }
    Files.writeString(home.resolve("LICENSE"), "licence");
    byte[] noise = new byte[6000];
    new Random(1).nextBytes(noise);
    Files.write(home.resolve("noise"), noise);
    program(home.resolve("mvnw"), MVNW);
    program(folder.resolve("jdk/bin/jlink"), JLINK);
    program(folder.resolve("jdk/bin/java"), JAVA);
    Files.createDirectories(folder.resolve("jdk/jmods"));
    Files.createDirectories(folder.resolve("path"));
    environment.put("JAVA_HOME", folder.resolve("jdk").toString());
    environment.put("PATH", folder.resolve("path") + ":" + System.getenv("PATH"));
    environment.put("TWINGRAPH_BENCH_PYTHON", "/no/python");
    environment.put("TWINGRAPH_DATA", "");
    environment.put("LD_LIBRARY_PATH", "");
  }

  static void program(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  Path home() {
    return home;
  }

  /** Another program in the place of one of the machine's. */
  CudaBundle machineHas(String name, String script) throws IOException {
    program(folder.resolve("path").resolve(name), "#!/usr/bin/env bash\n" + script + "\n");
    return this;
  }

  CudaBundle set(String variable, Object value) {
    environment.put(variable, value.toString());
    return this;
  }

  ProcessBuilder process(Path script, Object... arguments) {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    return builder;
  }

  Result run(Path script, Object... arguments) throws Exception {
    Process process = process(script, arguments).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }

  Path packer() {
    return home.resolve("scripts/cuda-pack");
  }

  /** Packs without CUDA's libraries in parts of 1,000 bytes; the folder with the parts. */
  Path pack() throws Exception {
    return pack(NAME, "--libraries", "none", "--part-size", "1K");
  }

  /** The same with these arguments, which make a bundle of this name. */
  Path pack(String name, Object... arguments) throws Exception {
    Result result = run(packer(), arguments);
    if (result.exit() != 0) {
      throw new AssertionError(result.output());
    }
    return home.resolve("target/cuda-pack").resolve(name);
  }

  /** Unpacks what was packed into a folder. */
  void unpack(Path packed, Path into) throws Exception {
    List<Object> arguments = new ArrayList<>(List.of("--unpack"));
    arguments.addAll(parts(packed));
    arguments.addAll(List.of("--into", into));
    Result result = run(packed.resolve("cuda-check"), arguments.toArray());
    if (result.exit() != 0) {
      throw new AssertionError(result.output());
    }
  }

  /** The parts in order. */
  static List<Path> parts(Path packed) throws IOException {
    try (Stream<Path> files = Files.list(packed)) {
      return files.filter(file -> file.toString().contains(".tar.gz.")).sorted().toList();
    }
  }
}

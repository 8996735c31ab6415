// SPDX-License-Identifier: Apache-2.0
package io.twingraph.cuda;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The stand-in for CUDA's libraries in this module's {@code src/test/c}, compiled with the system's
 * C compiler, and processes that run with it. What it is and is not: {@code cuda_stand_in.h}.
 */
public final class CudaStandIn {
  private static final int RELEASE = 12;

  private static final Path SOURCES = Path.of("../cuda/src/test/c");
  private static final Path FOLDER = Path.of("target/cuda-stand-in").toAbsolutePath();
  private static final Path LIBRARY = FOLDER.resolve("libcuda_stand_in.so");
  private static final Path CASES = FOLDER.resolve("cases");
  private static final int SECONDS = 300;

  /** Preloaded too: TensorFlow looks into the one that came first, and JavaCPP has a real one. */
  private static final String RUNTIME = "libcudart.so.12";

  /** Libraries that natives for GPUs name: empty ones, as the stand-in has their functions. */
  private static final List<String> EMPTY =
      List.of(
          "libcuda.so.1",
          RUNTIME,
          "libcublas.so.12",
          "libcublasLt.so.12",
          "libcudnn.so.9",
          "libcudnn_adv.so.9",
          "libcudnn_cnn.so.9",
          "libcudnn_graph.so.9",
          "libcudnn_ops.so.9",
          "libcufft.so.11",
          "libcusolver.so.11",
          "libcusolverMg.so.11",
          "libcusparse.so.12");

  private static CudaStandIn built;

  private CudaStandIn() {}

  /** Why it cannot be compiled and preloaded here; empty if it can. */
  public static Optional<String> whyNot() {
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    if (!system.equals("Linux amd64")) {
      return Optional.of("the stand-in for CUDA is for Linux on x86-64; this is " + system);
    }
    if (!Files.isDirectory(SOURCES)) {
      return Optional.of("the stand-in's sources are not here: no folder " + SOURCES);
    }
    return compiler().isPresent()
        ? Optional.empty()
        : Optional.of("no C compiler (cc or gcc) on the PATH to compile the stand-in for CUDA");
  }

  /** The same for a JVM with an engine, which needs the build for GPUs too. */
  public static Optional<String> whyNotInJava() {
    if (!CudaSystem.inThisBuild()) {
      return Optional.of("this build is for the CPU: the stand-in for CUDA needs -Pcuda");
    }
    CudaRelease cuda = CudaRelease.ofThisBuild();
    return cuda.major() == RELEASE
        ? whyNot()
        : Optional.of("this build is for " + cuda + ": the stand-in is one for CUDA 12");
  }

  /** Prints why a test is skipped: Maven says only how many were. */
  public static boolean unless(Optional<String> problem, Class<?> test) {
    problem.ifPresent(why -> System.out.println("skipped: " + test.getSimpleName() + ": " + why));
    return problem.isEmpty();
  }

  /** Compiles it, once in a process. */
  public static synchronized CudaStandIn build() throws IOException, InterruptedException {
    if (built == null) {
      Files.createDirectories(FOLDER);
      compileLibrary();
      for (String name : EMPTY) {
        compileEmpty(name);
      }
      compile(
          "-o",
          CASES.toString(),
          SOURCES.resolve("cases/cuda_stand_in_cases.c").toString(),
          LIBRARY.toString(),
          "-lpthread");
      built = new CudaStandIn();
    }
    return built;
  }

  /** One of the programs of {@code cuda_stand_in_cases.c}. */
  CudaStandInRun runCase(String name) throws IOException, InterruptedException {
    return run(List.of(CASES.toString(), name), Map.of());
  }

  /**
   * A JVM with this one's class path, in which an engine finds the one GPU of the stand-in.
   *
   * @param environment besides what the stand-in needs
   */
  public CudaStandInRun java(Class<?> main, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "-XX:-CreateCoredumpOnCrash"));
    String noPointerGc = "org.bytedeco.javacpp.noPointerGC";
    command.add("-D" + noPointerGc + "=" + System.getProperty(noPointerGc, "false"));
    command.add("-XX:ErrorFile=" + FOLDER.resolve("hs_err_%p.log"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return run(command, environment);
  }

  private static CudaStandInRun run(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(FOLDER, "output", ".txt");
    Path log = Files.createTempFile(FOLDER, "stand-in", ".log");
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> variables = builder.environment();
    String path = variables.get("LD_LIBRARY_PATH");
    variables.put("LD_LIBRARY_PATH", FOLDER + (path == null ? "" : File.pathSeparator + path));
    variables.put("LD_PRELOAD", LIBRARY + " " + FOLDER.resolve(RUNTIME));
    variables.put("TWINGRAPH_CUDA_STAND_IN_LOG", log.toString());
    variables.putAll(environment);
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(command + " ran for more than " + SECONDS + " s: see " + output);
    }
    CudaStandInRun run =
        new CudaStandInRun(process.exitValue(), Files.readString(output), Files.readAllLines(log));
    Files.delete(output);
    Files.delete(log);
    return run;
  }

  private static void compileLibrary() throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("-fvisibility=hidden"));
    try (Stream<Path> files = Files.list(SOURCES)) {
      files
          .map(Path::toString)
          .filter(name -> name.endsWith(".c"))
          .sorted()
          .forEach(arguments::add);
    }
    arguments.addAll(List.of("-lpthread"));
    share(LIBRARY, arguments.toArray(String[]::new));
  }

  /** Its one symbol version is what the natives ask of it; who looks into it finds the stand-in. */
  private static void compileEmpty(String name) throws IOException, InterruptedException {
    Path map = FOLDER.resolve(name + ".map");
    Files.writeString(map, name + " { global: *; };\n");
    share(
        FOLDER.resolve(name),
        "-Wl,--version-script," + map,
        "-Wl,--no-as-needed",
        "-x",
        "c",
        "/dev/null",
        "-x",
        "none",
        LIBRARY.toString());
  }

  private static void share(Path library, String... arguments)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("-shared", "-fPIC", "-Wl,-soname," + library.getFileName()));
    all.addAll(List.of("-o", library.toString()));
    all.addAll(List.of(arguments));
    compile(all.toArray(String[]::new));
  }

  private static void compile(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(compiler().orElseThrow());
    command.addAll(List.of("-std=gnu11", "-O1", "-g", "-Wall", "-Wextra"));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(FOLDER, "compiler", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(command + " failed:\n" + Files.readString(output));
    }
    Files.delete(output);
  }

  private static Optional<String> compiler() {
    return Stream.of(
            Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
        .flatMap(folder -> Stream.of(Path.of(folder, "cc"), Path.of(folder, "gcc")))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }
}

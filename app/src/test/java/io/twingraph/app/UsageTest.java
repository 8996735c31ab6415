// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.twingraph.cuda.CudaSystem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command says when it is not used as it can be, and its help. */
class UsageTest {
  @TempDir Path temporary;
  private CommandProcess twingraph;

  @BeforeEach
  void workInAnEmptyFolder() throws Exception {
    twingraph = new CommandProcess(Files.createDirectory(temporary.resolve("work")));
  }

  @ParameterizedTest(name = "twingraph {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          compare --epochz 3                        | 2 | Unknown option '--epochz'
          compar                                    | 2 | Unknown argument 'compar'
          compare --epochs many                     | 2 | Invalid value for option '--epochs': expected a whole number, but was 'many'
          compare --epochs 0                        | 2 | where:    --epochs
          compare --learning-rate -1                | 2 | where:    --learning-rate
          compare --preset other                    | 2 | expected matched, article, lenet5 or mlp, but was 'other'
          compare --preset matched --experiment a.b | 2 | --preset and --experiment cannot be given together
          compare --experiment none.yaml            | 2 | cannot read the experiment file
          compare --train-limit 0                   | 2 | expected a number from 1, or 'all', but was '0'
          compare --device tpu                      | 2 | unknown device
          compare --threads 2000                    | 2 | number of threads out of range
          compare --engines fake                    | 2 | twingraph train --engine fake
          compare --engines fake,fake               | 2 | names an engine twice
          compare --engines fake,twin --preset article | 2 | the preset has no program for this engine
          compare --workers two                     | 2 | expected process or none, but was 'two'
          parity --preset article                   | 2 | use: twingraph compare --preset article
          parity --engines fake                     | 2 | needs two engines, but --engines names 'fake'
          parity --engines fake,fake                | 2 | to compare an engine with itself use --calibrate
          parity --engines fake,fake --device cuda:0,cuda | 2 | or on two devices add for example: --device cpu,cuda
          parity --device tpu                       | 2 | unknown device
          parity --device cpu,cuda,cpu              | 2 | --device names 'cpu,cuda,cpu', but two engines run
          parity --save a --engines fake --device cpu,cuda | 2 | --device names 'cpu,cuda', but one engine runs
          parity --calibrate --device cuda          | 2 | --calibrate measures noise floors on the CPU
          parity --engines fake,fake --device cpu,cuda | 3 | an engine in Java has no CUDA libraries
          parity --engines fake,nobody              | 2 | --engines: no engine named 'nobody'; there are torch
          parity --mode lock                        | 2 | expected resync or free, but was 'lock'
          parity --reference maybe                  | 2 | expected on or off, but was 'maybe'
          parity --steps 0                          | 2 | --steps must be 1 or more, but was 0
          parity --threads -1                       | 2 | number of threads out of range
          parity --batch-size 0                     | 2 | where:    --batch-size
          parity --save a                           | 2 | --save needs the one engine that runs; add for example: --engines torch
          parity --load a --engines fake,twin       | 2 | --load needs the one engine that runs, but --engines names 'fake,twin'
          parity --load a --engines fake --experiment b.yaml | 2 | --experiment cannot be given with --load: the recording says that
          parity --load a --engines fake --save b   | 2 | --save cannot be given with --load: one records, the other compares
          parity --save a --engines fake --mode free | 2 | --mode cannot be given with --save: nothing is compared yet
          parity --load a --engines fake            | 3 | the folder is no recording
          bench --peers nobody                      | 2 | --peers names 'nobody', which there is not; there are none
          bench --peers none --workloads train-32,train-33 | 2 | --workloads names 'train-33', which there is not; there are: train-1, train-32, train-128
          bench --workloads , --peers none          | 2 | --workloads names none; there are: train-1, train-32, train-128
          bench --peers ,                           | 2 | --peers names none; there are none
          bench --workloads epoch,epoch --peers none | 2 | --workloads names one twice: 'epoch,epoch'
          bench --quick --workloads epoch           | 2 | --quick and --workloads cannot be given together
          bench --rounds 0                          | 2 | --rounds must be 1 to 1000, but was 0
          bench --threads 2000                      | 2 | number of threads out of range
          bench --peers none --data nowhere         | 3 | no such data set
          summary --svg a.svg --yaml                | 2 | --svg cannot be given with --yaml
          summary --svg mine.yaml                   | 2 | --svg wants a file whose name ends in .svg, but was 'mine.yaml'
          summary --svg a.svg --preset article      | 2 | --preset article is two different experiments, and a picture has one
          summary --svg gone/a.svg                  | 3 | the picture cannot be written: gone/a.svg (no such folder); give another file with --svg
          train                                     | 2 | Missing required option: '--engine=NAME'
          train --engine nobody                     | 2 | --engine: no engine named 'nobody'; there are torch
          train --engine fake --data nowhere        | 3 | no such data set
          train --engine fake --device cuda --train-limit 9 | 3 | an engine in Java has no CUDA libraries
          data                                      | 2 | Missing subcommand: fetch NAME, show NAME or list
          data fetch digits                         | 3 | no data set to download
          data show digits --rows 0                 | 2 | --rows and --columns must be at least 1
          """)
  void refusalSaysWhatIsWrongAndExitsWithItsCode(String arguments, int exit, String text)
      throws Exception {
    CommandProcess.Result result = twingraph.run(arguments.split(" ", -1));
    assertThat(result.err()).contains(text).doesNotContain("\tat ");
    assertThat(result.exit()).isEqualTo(exit);
  }

  @Test
  void benchmarkOfAGpuIsRefusedAtOnceInTheBuildForTheCpu() throws Exception {
    assumeThat(CudaSystem.inThisBuild()).as("the build for GPUs").isFalse();
    CommandProcess.Result result = twingraph.run("bench", "--device", "cuda:1");
    assertThat(result.err())
        .contains("bench: device cuda:1 is not available")
        .contains("missing: Twingraph's engines with CUDA; this build is for the CPU")
        .contains("to do:   ./twingraph --cuda bench --device cuda:1 (fetches about 2 GB");
    assertThat(result.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(twingraph.folder()).isEmptyDirectory();
  }

  @Test
  void stackTraceIsPrintedWhenAskedFor() throws Exception {
    CommandProcess.Result result = twingraph.run("compare", "--epochs", "0", "--stacktrace");
    assertThat(result.err()).contains("SpecException").contains("\tat io.twingraph");
    assertThat(result.exit()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void everyCommandHasHelpWithExamples() throws Exception {
    for (String command :
        new String[] {"compare", "parity", "train", "bench", "summary", "data", "doctor"}) {
      CommandProcess.Result result = twingraph.run(command, "--help");
      assertThat(result.out()).contains("Usage: twingraph " + command).contains("Example");
      assertThat(result.exit()).isZero();
    }
    assertThat(twingraph.run("--help").out()).contains("Exit codes:", "the engines disagree");
  }

  @Test
  void helpSaysHowToGetTheBuildForGpus() throws Exception {
    assertThat(twingraph.run("--help").out())
        .contains("./twingraph --cuda compare --device cuda", "TWINGRAPH_CUDA=1");
  }

  @Test
  void helpBreaksNoWordOnANarrowTerminal() throws Exception {
    for (String command : new String[] {"", "compare", "parity", "train", "bench", "doctor"}) {
      String wide = help(command, 100);
      String narrow = help(command, 80);
      assertThat(narrow.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
      assertThat(narrow.split("\\s+")).isEqualTo(wide.split("\\s+"));
      assertThat(narrow.lines())
          .as("examples to copy, each in one line")
          .containsAll(wide.lines().filter(line -> line.matches(" +(./)?twingraph .*")).toList());
    }
  }

  private String help(String command, int columns) throws Exception {
    String[] words = command.isEmpty() ? new String[] {"--help"} : new String[] {command, "--help"};
    ProcessBuilder builder = twingraph.builder(words);
    builder.environment().put("JAVA_TOOL_OPTIONS", "-Dtwingraph.terminal.columns=" + columns);
    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String help = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return help;
  }

  @ParameterizedTest
  @ValueSource(strings = {"summary", "summary --yaml", "--help", "--version", "compar"})
  void outputThatCannotBeWrittenIsAFailure(String arguments) throws Exception {
    Path full = Path.of("/dev/full");
    assumeThat(full).exists();
    Process process =
        twingraph.builder(arguments.split(" ", -1)).redirectOutput(full.toFile()).start();
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    if (arguments.equals("compar")) {
      assertThat(err).contains("Unknown argument").doesNotContain("cannot be written");
      assertThat(process.waitFor()).isEqualTo(ExitCode.USAGE);
    } else {
      assertThat(err).contains("the output cannot be written (No space left on device)");
      assertThat(process.waitFor()).isEqualTo(ExitCode.NOT_AVAILABLE);
    }
  }

  @Test
  void aReaderThatHasSeenEnoughIsToldNothing() throws Exception {
    Process process = twingraph.builder("summary").start();
    process.getInputStream().close();
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(err).isEmpty();
    assertThat(process.waitFor()).isEqualTo(ExitCode.NOT_AVAILABLE);
  }

  @Test
  void versionIsPrinted() throws Exception {
    assertThat(twingraph.run("--version").out()).startsWith("twingraph 0.").contains("Java ");
  }

  @Test
  void summaryPrintsTheLayersOfBothHalvesOfTheArticle() throws Exception {
    assertThat(twingraph.run("summary").out()).contains("Model: matched", "dense_1", "9,467,274");
    assertThat(twingraph.run("summary", "--preset", "article").out())
        .contains("Model: article-torch", "29,066", "Model: article-tensorflow", "9,467,274");
  }

  @Test
  void summaryPrintsTheLayersOfTheOtherPresets() throws Exception {
    assertThat(twingraph.run("summary", "--preset", "lenet5").out())
        .contains("Model: lenet5", "(N, 28, 28, 6)", "(N, 400)", "Parameters: 61,706");
    assertThat(twingraph.run("summary", "--preset", "mlp").out())
        .contains("Model: mlp", "(N, 784)", "Parameters: 101,770");
  }

  @Test
  void summaryWritesAFileThatCanBeRead() throws Exception {
    String yaml = twingraph.run("summary", "--yaml", "--epochs", "7").out();
    Files.writeString(twingraph.folder().resolve("mine.yaml"), yaml);
    CommandProcess.Result again = twingraph.run("summary", "--experiment", "mine.yaml", "--yaml");
    assertThat(again.out()).isEqualTo(yaml).contains("epochs: 7");
  }

  @Test
  void summaryDrawsTheModel() throws Exception {
    CommandProcess.Result result = twingraph.run("summary", "--preset", "lenet5", "--svg", "l.svg");
    assertThat(result.out()).contains("Model: lenet5").endsWith("written   l.svg\n");
    assertThat(result.err()).isEmpty();
    assertThat(twingraph.folder().resolve("l.svg"))
        .content()
        .startsWith("<svg ")
        .contains("lenet5: 61,706 parameters in all");
    Files.createDirectory(twingraph.folder().resolve("f.svg"));
    CommandProcess.Result refused = twingraph.run("summary", "--svg", "f.svg");
    assertThat(refused.err()).contains("f.svg (it is a folder); give another file with --svg");
    assertThat(refused.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(twingraph.folder()).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void dataIsListedAndShown() throws Exception {
    assertThat(twingraph.run("data", "list").out())
        .containsPattern("mnist +not here +twingraph data fetch mnist")
        .containsPattern("digits +at hand")
        .contains("$TWINGRAPH_DATA is not set");
    CommandProcess.Result shown = twingraph.run("data", "show", "digits", "--rows", "2");
    assertThat(shown.out()).contains("10 classes", "digits.png");
    assertThat(twingraph.folder().resolve("digits.png")).isNotEmptyFile();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.app.ExitCode;
import io.twingraph.app.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Every option of every command, with every kind of value that it cannot have. */
class BadValuesTest {
  private static final List<String> WHOLE =
      List.of(
          "",
          " ",
          "0",
          "-1",
          "many",
          "1.5",
          "\u0661",
          "99999999999",
          "-99999999999",
          "0x1",
          "1\u001b[1m");
  private static final List<String> WORD = List.of("", " ", "other", "MATCHED", "x\r\ny");
  private static final List<String> NAMES = List.of("", " ", ",", "nobody", "fake,,twin", "x\ny");
  private static final List<String> THREADS =
      List.of("", "-1", "2000", "many", "99999999999", "1.5");

  /** Values that each option refuses; options that are not here are flags. */
  private static final Map<String, List<String>> BAD =
      Map.ofEntries(
          Map.entry("--preset", WORD),
          Map.entry("--experiment", List.of("", "a\0b")),
          Map.entry("--epochs", WHOLE),
          Map.entry("--batch-size", WHOLE),
          Map.entry("--learning-rate", List.of("", "0", "-1", "fast", "nan", "1e999", "1f", "--")),
          Map.entry("--seed", List.of("", "x", "1.5", "\u0661", "99999999999999999999")),
          Map.entry("--data", List.of("", "  ")),
          Map.entry("--train-limit", WHOLE),
          Map.entry("--test-limit", WHOLE),
          Map.entry("--device", List.of("", "tpu", "cuda:-1", "cuda:9999", ",", "cpu\ncpu")),
          Map.entry("--threads", THREADS),
          Map.entry("--workers", WORD),
          Map.entry("--worker-timeout", WHOLE),
          Map.entry("--out", List.of("", "a\0b")),
          Map.entry("--engines", NAMES),
          Map.entry("--engine", List.of("", " ", "nobody", "fake,twin", "x\ny")),
          Map.entry("--reference", WORD),
          Map.entry("--steps", WHOLE),
          Map.entry("--mode", WORD),
          Map.entry("--save", List.of("", "a\0b")),
          Map.entry("--load", List.of("", "a\0b")),
          Map.entry("--svg", List.of("", "a\0b", "a.png", "experiment.yaml", "x\ny")),
          Map.entry("--peers", List.of("", ",", "nobody", "none,none", "x\ny")),
          Map.entry("--workloads", List.of("", ",", "nothing", "epoch,epoch", "x\ny")),
          Map.entry("--rounds", List.of("", "0", "-1", "1001", "many", "99999999999")),
          Map.entry("--rows", WHOLE),
          Map.entry("--columns", WHOLE));

  /** What a command needs to be complete. */
  private static final Map<String, List<String>> COMPLETE =
      Map.of(
          "train", List.of("--engine", "fake"), "show", List.of("digits"), "fetch", List.of("x"));

  private record Result(int exit, String text) {}

  private static Result run(List<String> arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Terminal terminal = Terminal.of(out, out, true, 80);
    int exit = Twingraph.run(terminal, arguments.toArray(String[]::new));
    return new Result(exit, out.toString(StandardCharsets.UTF_8));
  }

  private static Stream<CommandLine> commands() {
    CommandLine root =
        Twingraph.commandLine(
            Terminal.of(new ByteArrayOutputStream(), new ByteArrayOutputStream(), false, 80));
    return root.getSubcommands().values().stream()
        .flatMap(one -> Stream.concat(Stream.of(one), one.getSubcommands().values().stream()))
        .distinct();
  }

  private static List<OptionSpec> valued(CommandLine command) {
    return command.getCommandSpec().options().stream()
        .filter(option -> option.arity().max() > 0)
        .toList();
  }

  private static List<String> words(CommandLine command, String without) {
    List<String> words =
        new ArrayList<>(List.of(command.getCommandSpec().qualifiedName().split(" ")));
    words.remove(0);
    List<String> rest = COMPLETE.getOrDefault(command.getCommandName(), List.of());
    if (!rest.contains(without)) {
      words.addAll(rest);
    }
    return words;
  }

  static Stream<List<String>> calls() {
    List<List<String>> calls = new ArrayList<>();
    commands()
        .forEach(
            command -> {
              for (OptionSpec option : valued(command)) {
                for (String bad : BAD.getOrDefault(option.longestName(), List.of())) {
                  List<String> words = words(command, option.longestName());
                  words.addAll(List.of(option.longestName(), bad));
                  calls.add(words);
                }
              }
            });
    return calls.stream();
  }

  private static void assertRefused(List<String> words, String option) {
    Result result = run(words);
    assertThat(result.text())
        .as("%s", words)
        .contains(option)
        .doesNotContain("\tat ", "java.", "interface ", "TypeConversion", "only one match")
        .doesNotContain("\u001b[1m", "\r");
    assertThat(result.exit()).as(result.text()).isEqualTo(ExitCode.USAGE);
    assertThat(result.text().lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
  }

  @Test
  void everyOptionWithAValueIsTried() {
    assertThat(commands().flatMap(command -> valued(command).stream()))
        .isNotEmpty()
        .allSatisfy(option -> assertThat(BAD).containsKey(option.longestName()));
  }

  @ParameterizedTest
  @MethodSource("calls")
  void isRefusedWithTheNameOfItsOption(List<String> words) {
    assertRefused(words, words.get(words.size() - 2));
  }

  @Test
  void anOptionThatIsGivenTwiceIsNamed() {
    commands()
        .forEach(
            command ->
                valued(command).stream()
                    .filter(option -> !option.isMultiValue())
                    .forEach(
                        option -> {
                          List<String> words = words(command, option.longestName());
                          String value =
                              Map.of(
                                      "--preset", "matched",
                                      "--learning-rate", "0.1",
                                      "--workers", "none",
                                      "--reference", "off",
                                      "--mode", "free")
                                  .getOrDefault(option.longestName(), "3");
                          words.addAll(
                              List.of(option.longestName(), value, option.longestName(), value));
                          assertRefused(words, option.longestName() + " is given twice");
                        }));
  }

  @Test
  void anOptionWithoutItsValueIsNamed() {
    commands()
        .forEach(
            command ->
                valued(command)
                    .forEach(
                        option -> {
                          List<String> words = words(command, option.longestName());
                          words.add(option.longestName());
                          assertRefused(words, option.longestName());
                        }));
  }

  @Test
  void namesOfEnginesMayHaveBlanksAroundThem() {
    Result result = run(List.of("compare", "--engines", "fake, nobody"));
    assertThat(result.text()).contains("--engines: no engine named 'nobody'; there are torch, ");
  }
}

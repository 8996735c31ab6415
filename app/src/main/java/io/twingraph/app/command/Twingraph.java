// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import io.twingraph.app.ExitCode;
import io.twingraph.app.terminal.Terminal;
import io.twingraph.app.worker.WorkerRefusedException;
import io.twingraph.data.DataException;
import io.twingraph.engine.EngineException;
import io.twingraph.error.Printable;
import io.twingraph.error.SpecException;
import io.twingraph.run.IoReason;
import io.twingraph.run.Provenance;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileSystemException;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code twingraph} with its subcommands, and what their failures look like. */
@Command(
    name = "twingraph",
    description = {"Trains the same CNN natively on libtorch and on TensorFlow, and compares.", ""},
    versionProvider = Twingraph.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Examples:",
      "  twingraph compare              train on both engines, get a verdict",
      "  twingraph parity               compare them tensor by tensor, step by step",
      "  twingraph bench                measure them against what else there is",
      "  twingraph doctor               what is installed, what is missing",
      "  twingraph compare --help       every option of a command",
      "",
      "On an NVIDIA GPU (--cuda is the launcher script's, which builds with other libraries;"
          + " TWINGRAPH_CUDA=1 in the environment does the same; --cuda13 is for machines with CUDA 13"
          + " alone):",
      "  ./twingraph --cuda doctor                  what is there, what is missing",
      "  ./twingraph --cuda compare --device cuda   train on the GPU, get a verdict"
    })
public final class Twingraph implements Runnable {
  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of a failure (or set TWINGRAPH_STACKTRACE=1).")
  private boolean stacktrace;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Print this help.")
  @SuppressWarnings("UnusedVariable") // picocli looks at it
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the version.")
  @SuppressWarnings("UnusedVariable") // picocli looks at it
  private boolean version;

  private Twingraph(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Does what the arguments say and returns the exit code; see {@link ExitCode}. */
  public static int run(Terminal terminal, String... args) {
    Twingraph root = new Twingraph(terminal);
    return root.whole(root.execute(root.commandLine(), args));
  }

  /** The command with its subcommands. */
  static CommandLine commandLine(Terminal terminal) {
    return new Twingraph(terminal).commandLine();
  }

  private CommandLine commandLine() {
    CommandLine line =
        new CommandLine(this)
            .addSubcommand(new CompareCommand(terminal))
            .addSubcommand(new ParityCommand(terminal))
            .addSubcommand(new TrainCommand(terminal))
            .addSubcommand(new BenchCommand(terminal))
            .addSubcommand(new SummaryCommand(terminal))
            .addSubcommand(new DataCommand(terminal))
            .addSubcommand(new DoctorCommand(terminal))
            .setOverwrittenOptionsAllowed(false)
            .setAbbreviatedOptionsAllowed(false)
            .setParameterExceptionHandler(this::wrongUsage)
            .setExecutionExceptionHandler((e, at, parsed) -> failed(e));
    OptionValues.register(line);
    HelpText.apply(line, terminal.columns());
    return line.setOut(terminal.outWriter()).setErr(terminal.errWriter());
  }

  /** An error is no exception, and its status no verdict. */
  @SuppressWarnings("CatchingUnchecked")
  private int execute(CommandLine line, String... args) {
    try {
      return line.execute(args);
    } catch (Throwable e) {
      return failed(e);
    }
  }

  /** The exit code, unless somebody who reads the output did not get all of it. */
  private int whole(int code) {
    IOException failure = terminal.outFailure();
    if (failure == null) {
      return code;
    }
    // A reader that has seen enough and closed the pipe needs no message.
    if (!"Broken pipe".equals(failure.getMessage())) {
      terminal.err(
          "twingraph: the output cannot be written ("
              + failure.getMessage()
              + "); give it a file or device with room and run again");
    }
    return code == ExitCode.FINE ? ExitCode.NOT_AVAILABLE : code;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Missing command: compare, parity, train, bench, summary, data or doctor");
  }

  private int wrongUsage(ParameterException e, String[] args) {
    terminal.err("twingraph: " + usageMessage(e));
    CommandLine at = e.getCommandLine();
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, at.getErr())) {
      terminal.err("Try '" + at.getCommandSpec().qualifiedName() + " --help'.");
    }
    trace(e);
    return ExitCode.USAGE;
  }

  private static String usageMessage(ParameterException e) {
    if (e instanceof CommandLine.UnmatchedArgumentException unmatched) {
      String first = Printable.quote(unmatched.getUnmatched().get(0));
      return (first.startsWith("-") ? "Unknown option '" : "Unknown argument '") + first + "'";
    }
    if (e instanceof CommandLine.OverwrittenOptionException twice
        && twice.getOverwritten() instanceof CommandLine.Model.OptionSpec option) {
      return option.longestName() + " is given twice";
    }
    return String.valueOf(e.getMessage()).replaceFirst("^Error: ", "");
  }

  private int failed(Throwable e) {
    int code = code(e);
    if (code == ExitCode.INTERRUPTED) {
      terminal.err("twingraph: stopped");
    } else if (code == ExitCode.INTERNAL) {
      terminal.err("twingraph: internal error: " + Printable.quote(e));
      terminal.err("Run again with --stacktrace and report it.");
    } else {
      terminal.err("twingraph: " + message(e));
    }
    trace(e);
    return code;
  }

  private static String message(Throwable e) {
    if (e instanceof OutOfMemoryError) {
      return String.format(
          Locale.ROOT,
          "not enough memory: %s (Java has at most %,d MiB); give Java more with"
              + " JAVA_TOOL_OPTIONS=-Xmx4g",
          e.getMessage(),
          Runtime.getRuntime().maxMemory() >> 20);
    }
    if (e instanceof FileSystemException file) {
      return Printable.line(String.valueOf(file.getFile())) + ": " + IoReason.of(file);
    }
    boolean bare = e instanceof IOException && e.getClass() != IOException.class;
    return bare ? e.getClass().getSimpleName() + ": " + e.getMessage() : e.getMessage();
  }

  private static int code(Throwable e) {
    if (e instanceof SpecException) {
      return ExitCode.USAGE;
    }
    if (e instanceof WorkerRefusedException refused) {
      return switch (refused.reason()) {
        case EXPERIMENT -> ExitCode.USAGE;
        case DATA, UNAVAILABLE, ENGINE -> ExitCode.NOT_AVAILABLE;
        case INTERNAL -> ExitCode.INTERNAL;
      };
    }
    if (e instanceof DataException
        || e instanceof EngineException
        || e instanceof IOException
        || e instanceof OutOfMemoryError) {
      return ExitCode.NOT_AVAILABLE;
    }
    return e instanceof InterruptedException ? ExitCode.INTERRUPTED : ExitCode.INTERNAL;
  }

  private void trace(Throwable e) {
    if (stacktrace || "1".equals(System.getenv("TWINGRAPH_STACKTRACE"))) {
      StringWriter text = new StringWriter();
      e.printStackTrace(new PrintWriter(text));
      terminal.err(text.toString().stripTrailing());
    }
  }

  /** What {@code --version} prints. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        "twingraph " + Provenance.version(),
        "Java "
            + System.getProperty("java.runtime.version")
            + ", "
            + System.getProperty("os.name")
            + " "
            + System.getProperty("os.arch")
      };
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.cuda;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a process under the {@link CudaStandIn} came to.
 *
 * @param exit status
 * @param output both of its streams
 * @param log the stand-in's lines
 */
public record CudaStandInRun(int exit, String output, List<String> log) {

  /** The lines of the log that begin with a word. */
  public List<String> lines(String word) {
    return log.stream().filter(line -> line.startsWith(word + " ")).toList();
  }

  /** The rules that were broken, and the functions that the stand-in does not have. */
  public List<String> complaints() {
    return log.stream()
        .filter(line -> line.startsWith("violation ") || line.startsWith("unexpected "))
        .toList();
  }

  /** What was counted up to the moment that a program has marked; see {@link #mark}. */
  public Map<String, Long> at(long mark) {
    return numbers(
        lines("state").stream()
            .filter(line -> line.startsWith("state mark=" + mark + " "))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no mark " + mark + ":\n" + output)));
  }

  /** What was counted up to the end of the process. */
  public Map<String, Long> atTheEnd() {
    return numbers(log.get(log.size() - 1));
  }

  private static Map<String, Long> numbers(String line) {
    return Arrays.stream(line.split(" "))
        .skip(1)
        .map(word -> word.split("="))
        .collect(Collectors.toMap(pair -> pair[0], pair -> Long.parseLong(pair[1])));
  }

  /**
   * Called in the process: has the stand-in write its counts to the log. It knows one limit that is
   * none of CUDA's. By name, as the build for the CPU has no such class.
   */
  public static void mark(long mark) {
    try {
      Class.forName("org.bytedeco.cuda.global.cudart")
          .getMethod("cudaDeviceSetLimit", int.class, long.class)
          .invoke(null, 0x7457, mark);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Who breaks a rule of CUDA is caught by the stand-in, with CUDA's own error: 900 to 908 are those
 * of captures. Without this, a log without violations would mean nothing.
 */
class CudaStandInTest {
  private static CudaStandIn standIn;

  @BeforeAll
  static void build() throws IOException, InterruptedException {
    assumeTrue(CudaStandIn.unless(CudaStandIn.whyNot(), CudaStandInTest.class));
    standIn = CudaStandIn.build();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "synchronizes_captured_stream, 900 901 0, cudaStreamSynchronize 900 stream 1 is captured",
    "queries_captured_stream, 900 901, cudaStreamQuery 900 stream 1 is captured",
    "synchronizes_device, 900 901, cudaDeviceSynchronize 900 a stream is captured",
    "goes_on_in_a_void_capture, 901 901, cudaMemcpyAsync 901 the capture of stream 1 is void",
    "allocates, 900 901, 'cudaMalloc 900 while stream 1 is captured (thread-local, by this thread)'",
    "frees, 900 901 0, 'cudaFree 900 while stream 1 is captured (thread-local, by this thread)'",
    "pins, 900 901, cudaHostAlloc 900 while stream 1 is captured",
    "frees_pinned, 900 901, cudaFreeHost 900 while stream 1 is captured",
    "makes_a_blas_handle, 1 901, cublasCreate_v2 900 while stream 1 is captured",
    "queries_an_event, 900 901, cudaEventQuery 900 while stream 1 is captured",
    "copies_and_waits, 900 901, cudaMemcpy 900 while stream 1 is captured",
    "other_thread_allocates_global, 900 901, 'cudaMalloc 900 while stream 1 is captured (global, by another'",
    "ends_in_another_thread, 908 901, cudaStreamEndCapture 908 stream 1",
    "begins_twice, 0 401 0 401, cudaStreamBeginCapture 401 stream 1 is captured already",
    "captures_the_legacy_stream, 900, cudaStreamBeginCapture 900 the legacy stream",
    "uses_the_legacy_stream, 906 906 901, cudaMemcpyAsync 906 uses the legacy stream while blocking",
    "does_not_join, 0 0 0 904, cudaStreamEndCapture 904 stream 2 has work that no event joins",
    "joins_too_early, 0 0 0 904, cudaStreamEndCapture 904 stream 2 has work that no event joins",
    "ends_on_the_other_stream, 0 0 0 903 901, 'cudaStreamEndCapture 903 the capture began on stream 1, not on 2'",
    "queries_a_captured_event, 907 901, cudaEventQuery 907 event 1 was recorded in a capture",
    "waits_for_a_captured_event, 0 907, cudaEventSynchronize 907 event 1 was recorded in a capture",
    "waits_for_an_event_of_outside, 905 901, cudaStreamWaitEvent 905 stream 1 waits for event 1",
    "merges, 902 901, cudaStreamWaitEvent 902 event 1 is of another capture",
    "destroys_a_captured_stream, 900 901, cudaStreamDestroy 900 stream 1 is captured",
    "frees_twice, 0 1 1 0, is no block of this kind",
    "frees_pinned_twice, 0 1, is no block of this kind",
    "frees_what_it_never_had, 1 1 0 1, is no block of this kind",
    "uses_a_destroyed_stream, 400 400, 'is no stream, or was destroyed'",
    "uses_a_destroyed_event, 400, 'is no event, or was destroyed'",
    "launches_a_destroyed_graph, 0 0 0 0 0 0 1 1, cudaGraphLaunch 1 graph 1 was destroyed",
    "destroys_a_graph_twice, 0 0 0 0 0 0 1 0, cudaGraphDestroy 1 graph 1 was destroyed",
    "launches_what_uses_freed_memory, 0 0 0 0 0 0 700, copy 700 of a graph: 64 bytes from",
    "multiplies_into_freed_memory, 0 0 700, 'kernel 700 of a stream: cublasSgemm is given'",
    "overwrites_what_a_graph_reads, 0 0 0 0 0 0, copy 401 of a graph: 64 bytes of pinned memory",
    "overwrites_what_is_being_copied, 0, copy 401 of a stream: 64 bytes of pinned memory",
    "copies_too_much, 1 1, cudaMemcpyAsync 1 65 bytes from",
  })
  void whoBreaksARuleIsToldSo(String name, String codes, String words)
      throws IOException, InterruptedException {
    CudaStandInRun run = standIn.runCase(name);
    assertThat(run.exit()).as(run.output()).isZero();
    assertThat(run.output().strip()).isEqualTo(codes);
    assertThat(run.lines("violation")).anyMatch(line -> line.contains(words));
    assertThat(run.atTheEnd()).containsEntry("violations", (long) run.lines("violation").size());
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "allocates_when_relaxed, 0 0",
    "other_thread_allocates_thread_local, 0 0",
    "other_thread_is_relaxed, 0 0",
    "ends_in_another_thread_relaxed, 0",
    "uses_the_legacy_stream_beside_a_free_one, 0 0",
    "joins, 0 0 0 0 0 0",
    "fills_the_device, 2 0 2 0 0",
    "asks_until_it_is_ready, 600 0 0",
    "copies, 0 7 9 3",
    "replays, 0 0 0 0 0 0 20 21",
  })
  void whoKeepsTheRulesIsLeftAlone(String name, String answers)
      throws IOException, InterruptedException {
    CudaStandInRun run = standIn.runCase(name);
    assertThat(run.exit()).as(run.output()).isZero();
    assertThat(run.output().strip()).isEqualTo(answers);
    assertThat(run.complaints()).isEmpty();
  }

  @Test
  void deviceMemoryIsNotTheHostsToRead() throws IOException, InterruptedException {
    int exit = standIn.runCase("reads_device_memory_on_the_host").exit();
    assertThat(exit).as("SIGSEGV").isEqualTo(139);
  }

  @Test
  void graphIsInTheLogFromItsCaptureOn() throws IOException, InterruptedException {
    CudaStandInRun run = standIn.runCase("replays");
    assertThat(run.log())
        .containsSubsequence(
            "begin-capture capture=1 stream=1 mode=thread-local",
            "end-capture capture=1 stream=1 result=0 graph=1 kernels=0 copies=2 sets=0",
            "instantiate graph=1 executable=1 nodes=2",
            "launch executable=1 stream=1",
            "launch executable=1 stream=1");
    assertThat(run.atTheEnd())
        .containsEntry("captures", 1L)
        .containsEntry("launches", 2L)
        .containsEntry("pinnedToDevice", 2L)
        .containsEntry("deviceToPinned", 2L)
        .containsEntry("hostBlocks", 2L)
        .containsEntry("deviceBlocks", 1L);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_SessionRun;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.internal.c_api.TF_Output;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.TF_Tensor;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.RunOptions;

/**
 * One way of running a graph: fixed feeds, fetches and targets, whose native arrays are made once
 * and used for every run. For one thread at a time; others may run calls of their own meanwhile.
 */
final class TfCall implements AutoCloseable {
  private final int feeds;
  private final int fetches;
  private final int targets;
  private final TF_Output feedArray;
  private final TF_Output fetchArray;
  private final PointerPointer<TF_Tensor> given;
  private final PointerPointer<TF_Tensor> fetched;
  private final PointerPointer<TF_Operation> targetArray;
  private final TF_Status status;

  TfCall(List<TfGraph.Value> feeds, List<TfGraph.Value> fetches, List<TF_Operation> targets) {
    this.feeds = feeds.size();
    this.fetches = fetches.size();
    this.targets = targets.size();
    this.feedArray = TfGraph.outputs(feeds);
    this.fetchArray = TfGraph.outputs(fetches);
    this.given = new PointerPointer<>(Math.max(1, this.feeds));
    this.fetched = new PointerPointer<>(Math.max(1, this.fetches));
    this.targetArray = new PointerPointer<>(Math.max(1, this.targets));
    this.status = TF_Status.newStatus();
    for (int i = 0; i < this.targets; i++) {
      targetArray.put(i, targets.get(i));
    }
  }

  /**
   * Runs the graph.
   *
   * @param action what is being done, for an error's text
   * @param tensors one for each feed, borrowed
   * @return one for each fetch, owned by the caller
   */
  TfResults run(TF_Session session, String action, List<TF_Tensor> tensors) {
    return run(session, action, tensors, null, null);
  }

  /**
   * Runs the graph as {@link #run} does and returns TensorFlow's account of it: which operations
   * ran on which device, as what, and which of the graph's ways were taken.
   */
  RunMetadata explain(TF_Session session, String action, List<TF_Tensor> tensors) {
    byte[] options =
        RunOptions.newBuilder()
            .setOutputPartitionGraphs(true)
            .setTraceLevel(RunOptions.TraceLevel.SOFTWARE_TRACE)
            .build()
            .toByteArray();
    try (BytePointer bytes = new BytePointer(options);
        TF_Buffer wanted = TF_Buffer.newBufferFromString(bytes);
        TF_Buffer told = TF_Buffer.newBuffer()) {
      run(session, action, tensors, wanted, told).close();
      return RunMetadata.parseFrom(told.copyData());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("TensorFlow's account of a run is no RunMetadata", e);
    }
  }

  private TfResults run(
      TF_Session session,
      String action,
      List<TF_Tensor> tensors,
      TF_Buffer options,
      TF_Buffer metadata) {
    if (tensors.size() != feeds) {
      throw new IllegalArgumentException(
          action + " needs " + feeds + " tensors, got " + tensors.size());
    }
    if (fetches + targets == 0) {
      return TfResults.own(fetched, 0); // TensorFlow refuses to run nothing
    }
    for (int i = 0; i < feeds; i++) {
      given.put(i, tensors.get(i));
    }
    TF_SessionRun(
        session,
        options,
        feedArray,
        given,
        feeds,
        fetchArray,
        fetched,
        fetches,
        targetArray,
        targets,
        metadata,
        status);
    TfErrors.check(status, action);
    return TfResults.own(fetched, fetches);
  }

  @Override
  public void close() {
    feedArray.close();
    fetchArray.close();
    given.close();
    fetched.close();
    targetArray.close();
    status.close();
  }
}

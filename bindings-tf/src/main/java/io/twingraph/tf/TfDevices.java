// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteDeviceList;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListCount;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListName;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_FLOAT;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SessionListDevices;

import io.twingraph.cuda.CudaChain;
import io.twingraph.cuda.CudaRefusal;
import io.twingraph.cuda.CudaSystem;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.EngineUnavailableException;
import io.twingraph.engine.TrainingSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.tensorflow.internal.c_api.TF_DeviceList;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.TF_Tensor;

/**
 * What TensorFlow can use here, found by asking a small session.
 *
 * @param names of the devices: {@code "/device:CPU:0"}
 * @param oneDnn whether a matrix product runs on oneDNN, seen from the kernel that ran
 */
record TfDevices(List<String> names, boolean oneDnn) {
  /** TensorFlow's name of the CPU. */
  static final String CPU = "/device:CPU:0";

  TfDevices {
    names = List.copyOf(names);
  }

  /**
   * Opens a session, lists its devices, and multiplies two small matrices. GPUs are left alone if
   * the CPU is asked for.
   */
  static TfDevices look(DeviceRequest request, int threads) {
    try (TfGraph graph = new TfGraph(CPU);
        TF_Status status = TF_Status.newStatus()) {
      TfGraph.Value in = graph.placeholder("in", TF_FLOAT, -1, 16);
      TfGraph.Value by = graph.constant("by", new float[256], 16, 16);
      TfGraph.Value product = graph.floats("MatMul", "product", in, by);
      TF_Session session = TfLibrary.openSession(graph.pointer(), threads, 1, request.toString());
      try {
        return new TfDevices(list(session, status), oneDnn(session, in, product));
      } finally {
        TfLibrary.closeSession(session);
      }
    }
  }

  /**
   * The device in use, {@code "cpu"} or {@code "cuda:N"}.
   *
   * @throws EngineUnavailableException if CUDA is asked for and cannot be had
   */
  String device(DeviceRequest request) {
    return switch (request.kind()) {
      case CPU -> "cpu";
      case AUTO -> gpus() > 0 ? "cuda:0" : "cpu";
      case CUDA -> {
        boolean built = builtWithCuda();
        Optional<CudaChain.Link> broken =
            built && gpus() == 0 ? CudaChain.firstBroken() : Optional.empty();
        cudaMissing(request, gpus(), built, broken);
        yield request.toString();
      }
    };
  }

  /** TensorFlow's name of a device: {@code "/device:GPU:0"}. */
  static String nativeName(String device) {
    return device.equals("cpu") ? CPU : "/device:GPU:" + DeviceRequest.parse(device).index();
  }

  /**
   * Throws if the GPU cannot be had, from what is there.
   *
   * @param gpus that TensorFlow sees
   * @param cuda whether the natives were built with CUDA
   * @param broken the first library that they need and that does not load
   */
  static void cudaMissing(
      DeviceRequest request, int gpus, boolean cuda, Optional<CudaChain.Link> broken) {
    Optional<CudaRefusal> refusal =
        cuda
            ? CudaRefusal.of("TensorFlow", request.index(), gpus, broken)
            : Optional.of(
                new CudaRefusal(
                    "CUDA: the natives on the class path were built without it",
                    "start with ./twingraph --cuda, or build with -Pcuda (it replaces the artifact "
                        + TfLibrary.artifact("")
                        + " by "
                        + TfLibrary.artifact("-gpu")
                        + "), or use device 'cpu'"));
    if (refusal.isPresent()) {
      throw new EngineUnavailableException(
          TfEngineProvider.NAME,
          "device " + request,
          refusal.get().missing(),
          refusal.get().hint(),
          null);
    }
  }

  /** What a user who left the choice to us should know: that a build for GPUs found none. */
  static Map<String, String> notice(String device) {
    return CudaSystem.whyOnCpu(device)
        .map(why -> Map.of(TrainingSession.NOTICE, why))
        .orElse(Map.of());
  }

  private int gpus() {
    return (int) names.stream().filter(name -> name.contains(":GPU:")).count();
  }

  /** TensorFlow says so itself when it refuses to place an operation on a GPU. */
  private static boolean builtWithCuda() {
    try (TfGraph graph = new TfGraph("/device:GPU:0");
        TfCall call =
            new TfCall(List.of(), List.of(graph.constant("one", new float[] {1})), List.of())) {
      TF_Session session = TfLibrary.openSession(graph.pointer(), 1, 1, "cpu");
      try {
        call.run(session, "the look for a GPU", List.of()).close();
        return true;
      } catch (RuntimeException e) {
        return !String.valueOf(e.getMessage()).contains("CUDA is not enabled");
      } finally {
        TfLibrary.closeSession(session);
      }
    }
  }

  private static List<String> list(TF_Session session, TF_Status status) {
    List<String> names = new ArrayList<>();
    TF_DeviceList list = TF_SessionListDevices(session, status);
    TfErrors.check(status, "the listing of devices");
    try {
      for (int i = 0; i < TF_DeviceListCount(list); i++) {
        try (BytePointer name = TF_DeviceListName(list, i, status)) {
          TfErrors.check(status, "the listing of device " + i);
          String full = name.getString();
          names.add(full.substring(full.indexOf("/device:")));
        }
      }
    } finally {
      TF_DeleteDeviceList(list);
    }
    return names;
  }

  private static boolean oneDnn(TF_Session session, TfGraph.Value in, TfGraph.Value product) {
    try (TF_Tensor tensor = TfTensors.allocate(new long[] {16, 16}, new float[256]);
        TfCall call = new TfCall(List.of(in), List.of(product), List.of())) {
      return call
          .explain(session, "the look for oneDNN", List.of(tensor))
          .getPartitionGraphsList()
          .stream()
          .flatMap(graph -> graph.getNodeList().stream())
          .anyMatch(node -> node.getOp().startsWith("_Mkl"));
    }
  }
}

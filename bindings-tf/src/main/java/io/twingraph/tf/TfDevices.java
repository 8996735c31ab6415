// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteDeviceList;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListCount;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListName;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_FLOAT;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SessionListDevices;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SessionRun;

import com.google.protobuf.InvalidProtocolBufferException;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.EngineUnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.internal.c_api.TF_DeviceList;
import org.tensorflow.internal.c_api.TF_Output;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.TF_Tensor;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.RunOptions;

/**
 * What TensorFlow can use here, found by asking a small session.
 *
 * @param names of the devices: {@code "/device:CPU:0"}
 * @param oneDnn whether a matrix product runs on oneDNN, seen from the kernel that ran
 */
record TfDevices(List<String> names, boolean oneDnn) {
  private static final String CPU = "/device:CPU:0";
  private static final Path DRIVER = Path.of("/proc/driver/nvidia/version");

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
        return new TfDevices(list(session, status), oneDnn(session, status, in, product));
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
        cudaMissing(request, gpus(), builtWithCuda(), Files.exists(DRIVER));
        yield request.toString();
      }
    };
  }

  /** TensorFlow's name of a device: {@code "/device:GPU:0"}. */
  static String nativeName(String device) {
    return device.equals("cpu") ? CPU : "/device:GPU:" + DeviceRequest.parse(device).index();
  }

  /** Throws if the GPU cannot be had, from what is there. */
  static void cudaMissing(DeviceRequest request, int gpus, boolean cuda, boolean driver) {
    String missing;
    String hint;
    if (!cuda) {
      missing = "CUDA: the natives on the class path were built without it";
      hint =
          "replace the artifact "
              + TfLibrary.artifact("")
              + " by "
              + TfLibrary.artifact("-gpu")
              + ", or use device 'cpu'";
    } else if (gpus == 0 && !driver) {
      missing = "the NVIDIA driver (libcuda.so.1; there is no " + DRIVER + ")";
      hint = "install the driver for CUDA 12 and check that nvidia-smi runs, or use device 'cpu'";
    } else if (gpus == 0) {
      missing = "a library of CUDA 12 (libcudart.so.12, libcublas.so.12) or libcudnn.so.9";
      hint = "install CUDA 12 and cuDNN 9; with TF_CPP_MIN_LOG_LEVEL=0 TensorFlow names the one";
    } else if (request.index() >= gpus) {
      missing = "GPU number " + request.index() + ": TensorFlow sees " + gpus;
      hint = "use cuda:0" + (gpus > 1 ? " to cuda:" + (gpus - 1) : "") + " or 'cpu'";
    } else {
      return;
    }
    throw new EngineUnavailableException(
        TfEngineProvider.NAME, "device " + request, missing, hint, null);
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

  private static boolean oneDnn(
      TF_Session session, TF_Status status, TfGraph.Value in, TfGraph.Value product) {
    byte[] options = RunOptions.newBuilder().setOutputPartitionGraphs(true).build().toByteArray();
    try (BytePointer bytes = new BytePointer(options);
        TF_Buffer wanted = TF_Buffer.newBufferFromString(bytes);
        TF_Buffer told = TF_Buffer.newBuffer();
        TF_Output feed = TfGraph.outputs(List.of(in));
        TF_Output fetch = TfGraph.outputs(List.of(product));
        TF_Tensor tensor = TfTensors.allocate(new long[] {16, 16}, new float[256]);
        PointerPointer<TF_Tensor> given = new PointerPointer<>(1);
        PointerPointer<TF_Tensor> fetched = new PointerPointer<>(1)) {
      given.put(0, tensor);
      TF_SessionRun(
          session,
          wanted,
          feed,
          given,
          1,
          fetch,
          fetched,
          1,
          (PointerPointer<?>) null,
          0,
          told,
          status);
      TfErrors.check(status, "the look for oneDNN");
      TfResults.own(fetched, 1).close();
      return RunMetadata.parseFrom(told.copyData()).getPartitionGraphsList().stream()
          .flatMap(graph -> graph.getNodeList().stream())
          .anyMatch(node -> node.getOp().startsWith("_Mkl"));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("TensorFlow's account of a run is no RunMetadata", e);
    }
  }
}

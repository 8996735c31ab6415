// SPDX-License-Identifier: Apache-2.0
package io.twingraph.tf;

import io.twingraph.engine.EngineException;
import io.twingraph.engine.EngineSwitch;
import io.twingraph.error.SpecException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.proto.OptimizerOptions;

/**
 * XLA, TensorFlow's compiler: whether it is to compile what the engine's sessions run, and what the
 * process must have for that. Off unless {@value #SWITCH} is 1.
 *
 * <p>On the CPU a compiled step takes several times as long as TensorFlow's own kernels; it is for
 * GPUs, where a step of many small kernels waits for their launches.
 */
final class TfXla {
  /** The user's switch: {@code 1} or {@code true}; {@code 0}, {@code false} or nothing. */
  static final String SWITCH = "TWINGRAPH_TF_XLA";

  /** XLA's own settings; a value that the user has set stays. */
  static final String FLAGS = "XLA_FLAGS";

  /** The user's folder of CUDA's compiler; counts where {@link #FLAGS} is not set. */
  static final String COMPILER = "TWINGRAPH_CUDA_COMPILER";

  /** XLA's own name of that folder. */
  static final String FOLDER = "--xla_gpu_cuda_data_dir=";

  /**
   * Deterministic kernels, as they are without XLA, and products by cuBLAS, which obeys the setting
   * that turns TF32 off; those that XLA generates with Triton do not ask for it.
   */
  static final String STRICT =
      "--xla_gpu_deterministic_ops=true --xla_gpu_enable_triton_gemm=false";

  private TfXla() {}

  /**
   * Whether the user wants XLA.
   *
   * @param environment of this process
   * @throws SpecException if the switch has a value that means nothing
   */
  static boolean wanted(Map<String, String> environment) {
    return EngineSwitch.isOn(environment, SWITCH, "XLA compiles what TensorFlow runs");
  }

  /**
   * Variables that a process needs for XLA besides its others, or with other values. Without the
   * switch that is where CUDA's compiler is, if the user says so: TensorFlow compiles a few kernels
   * of its own on the machine (sigmoid, gelu), and looks where XLA looks.
   *
   * <p>With {@code TF_DETERMINISTIC_OPS=1} XLA refuses the gradient of max pooling, on the CPU too,
   * and TensorFlow then runs the whole of what XLA should have compiled without it.
   *
   * @param settings the user's
   */
  static Map<String, String> environment(Map<String, String> settings) {
    Map<String, String> variables = new LinkedHashMap<>();
    if (wanted(settings)) {
      variables.put("TF_DETERMINISTIC_OPS", "0");
      variables.put(FLAGS, flags(settings));
    } else if (!folder(settings).isEmpty() && !settings.containsKey(FLAGS)) {
      variables.put(FLAGS, folder(settings));
    }
    return variables;
  }

  /**
   * XLA's settings: the user's, or else those that this engine wants and the user's folder of
   * CUDA's compiler, in quotes, which XLA takes away, because a folder's name may have spaces.
   */
  static String flags(Map<String, String> settings) {
    return settings.getOrDefault(FLAGS, (folder(settings) + " " + STRICT).strip());
  }

  private static String folder(Map<String, String> settings) {
    String folder = settings.getOrDefault(COMPILER, "");
    return folder.isEmpty() ? "" : FOLDER + "'" + folder + "'";
  }

  /** For a session's configuration: XLA compiles whatever it can, on the CPU too. */
  static OptimizerOptions compiling() {
    return OptimizerOptions.newBuilder()
        .setGlobalJitLevel(OptimizerOptions.GlobalJitLevel.ON_2)
        .setCpuGlobalJit(true)
        .build();
  }

  /** The failure of a step that XLA should have compiled, with what a user can do about it. */
  static EngineException refused(EngineException failure) {
    if (failure.getMessage().contains(TfOutOfMemory.NO_ROOM)) {
      return failure; // which has what to do about it
    }
    return new EngineException(
        TfEngineProvider.NAME,
        "the compilation of a step by XLA",
        failure.getMessage() + "\n  to do: unset " + SWITCH + " to run without XLA",
        failure);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.command;

import io.twingraph.cuda.CudaSystem;
import io.twingraph.engine.DeviceRequest;
import io.twingraph.engine.EngineUnavailableException;
import io.twingraph.error.SpecException;
import java.util.List;

/** Devices as {@code --device} names them. */
final class Devices {
  /** The engines whose build says whether they can use a GPU. */
  private static final List<String> BUILT = List.of("torch", "tensorflow", "bench");

  private Devices() {}

  /**
   * Reads a device.
   *
   * @throws SpecException if it is none
   */
  static DeviceRequest parse(String text) {
    try {
      return DeviceRequest.parse(text.strip());
    } catch (SpecException e) {
      throw e.in("--device");
    }
  }

  /**
   * Refuses a GPU where the build has nothing for one, before anything is started.
   *
   * @param command to run again with the other build
   * @param engine that would use it
   * @throws EngineUnavailableException if it is asked for and cannot be had
   */
  static void checkBuild(String command, String engine, DeviceRequest device) {
    boolean gpu = device.kind() == DeviceRequest.Kind.CUDA;
    if (gpu && BUILT.contains(engine) && !CudaSystem.inThisBuild()) {
      throw new EngineUnavailableException(
          engine,
          "device " + device,
          "Twingraph's engines with CUDA; this build is for the CPU",
          "./twingraph --cuda "
              + command
              + " --device "
              + device
              + " (fetches about 2 GB at first)",
          null);
    }
  }
}

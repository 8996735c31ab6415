// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app.doctor;

import io.twingraph.app.doctor.Diagnosis.Fact;
import io.twingraph.app.doctor.Diagnosis.Section;
import io.twingraph.cuda.CudaChain;
import io.twingraph.cuda.CudaDevice;
import io.twingraph.cuda.CudaRelease;
import io.twingraph.cuda.CudaSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Facts about CUDA: the chain from the driver to the libraries, then the GPUs. */
final class CudaFacts {
  private static final Path DRIVER = Path.of("/proc/driver/nvidia/version");

  private CudaFacts() {}

  static Section section() {
    if (!CudaSystem.inThisBuild()) {
      return section(driver(), false, List.of(), null);
    }
    List<CudaChain.Link> chain = CudaChain.look();
    return section(driver(), true, chain, CudaSystem.look());
  }

  /**
   * @param driver what the kernel module says of itself; empty where it is not loaded
   * @param inThisBuild whether the GPU natives are on the class path; the rest is ignored if not
   */
  static Section section(
      String driver, boolean inThisBuild, List<CudaChain.Link> chain, CudaSystem system) {
    List<Fact> facts = new ArrayList<>();
    facts.add(
        driver.isEmpty()
            ? Fact.optional(
                "kernel module",
                "none; engines run on the CPU",
                "for CUDA, install the NVIDIA driver and check that nvidia-smi runs")
            : Fact.ok("kernel module", driver));
    if (!inThisBuild) {
      facts.add(
          Fact.optional(
              "this build",
              "for the CPU",
              "for GPUs start with ./twingraph --cuda (fetches about 2 GB at first), or build with"
                  + " ./mvnw -Pcuda"));
      return new Section("CUDA", facts);
    }
    facts.add(Fact.ok("this build", "for " + CudaRelease.ofThisBuild()));
    chain.stream()
        .filter(CudaChain.Link::broken)
        .findFirst()
        .ifPresent(
            first ->
                facts.add(
                    Fact.missing(
                        "first missing",
                        first.library().file() + " (" + first.library().title() + ")",
                        first.library().source())));
    chain.forEach(link -> facts.add(fact(link)));
    facts.addAll(system(system));
    return new Section("CUDA", facts);
  }

  private static Fact fact(CudaChain.Link link) {
    String name = link.library().title();
    if (link.works()) {
      return Fact.ok(name, link.library().file());
    }
    return link.broken()
        ? Fact.missing(name, link.problem(), link.library().source())
        : Fact.optional(
            name,
            link.problem() + "; without it " + link.library().without(),
            link.library().source());
  }

  private static List<Fact> system(CudaSystem system) {
    List<Fact> facts = new ArrayList<>();
    facts.add(Fact.info("driver's CUDA", unknown(system.driverVersion())));
    facts.add(Fact.info("runtime's CUDA", unknown(system.runtimeVersion())));
    if (!system.problem().isEmpty()) {
      facts.add(Fact.missing("GPUs", system.problem(), "mend the first line marked \u2717 above"));
    }
    for (CudaDevice device : system.devices()) {
      facts.add(Fact.ok("cuda:" + device.index(), device.toString()));
    }
    return facts;
  }

  private static String unknown(String version) {
    return version.isEmpty() ? "unknown" : version;
  }

  private static String driver() {
    try {
      return Files.isReadable(DRIVER)
          ? Files.readAllLines(DRIVER).stream().findFirst().orElse("")
          : "";
    } catch (IOException e) {
      return "";
    }
  }
}

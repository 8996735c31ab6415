// SPDX-License-Identifier: Apache-2.0
package io.twingraph.cuda;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.presets.javacpp;

/**
 * The libraries between an engine and a GPU, each tried with the dynamic linker as the engine will
 * try it.
 */
public final class CudaChain {
  private CudaChain() {}

  /**
   * What became of one library.
   *
   * @param problem the dynamic linker's words; empty if it loaded
   */
  public record Link(CudaLibrary library, String problem) {
    /** Whether it loaded. */
    public boolean works() {
      return problem.isEmpty();
    }

    /** Whether an engine misses it. */
    public boolean broken() {
      return library.needed() && !works();
    }
  }

  /**
   * Loads every library of the chain into this process: from the class path where a jar has it,
   * else from where the dynamic linker looks.
   */
  public static List<Link> look() {
    return look(CudaChain::load);
  }

  /** The same with another loader, which returns what went wrong. */
  static List<Link> look(Function<CudaLibrary, Optional<String>> loader) {
    List<Link> links = new ArrayList<>();
    for (CudaLibrary library : CudaLibrary.CHAIN) {
      links.add(new Link(library, loader.apply(library).orElse("")));
    }
    return links;
  }

  /** The first library that is needed and does not load. */
  public static Optional<Link> firstBroken() {
    return look().stream().filter(Link::broken).findFirst();
  }

  private static Optional<String> load(CudaLibrary library) {
    try {
      Loader.load(javacpp.class); // the native part of loadGlobal itself
      Loader.loadGlobal(location(library));
      return Optional.empty();
    } catch (IOException | LinkageError e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** The file that a jar of the class path has, unpacked; else the name alone. */
  private static String location(CudaLibrary library) throws IOException {
    String resource = "/org/bytedeco/cuda/" + Loader.getPlatform() + "/" + library.file();
    return CudaChain.class.getResource(resource) == null
        ? library.file()
        : Loader.cacheResource(CudaChain.class, resource).getPath();
  }
}

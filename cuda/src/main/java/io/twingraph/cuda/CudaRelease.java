// SPDX-License-Identifier: Apache-2.0
package io.twingraph.cuda;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The CUDA that a build is for, which the version of its CUDA presets tells.
 *
 * @param major of CUDA: 12
 * @param minor of CUDA: 9
 * @param cudnn major version of cuDNN: 9
 */
public record CudaRelease(int major, int minor, int cudnn) {
  private static final Pattern PRESETS = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})-(\\d{1,4})\\..*");

  /** Of what {@code -Pcuda} builds; what a build for the CPU tells of. */
  static final CudaRelease USUAL = new CudaRelease(12, 9, 9);

  /** That of the CUDA presets on the class path; the usual one in a build for the CPU. */
  public static CudaRelease ofThisBuild() {
    return presets().flatMap(CudaRelease::of).orElse(USUAL);
  }

  /**
   * From the version of the presets: {@code "13.1-9.19-1.5.13"} is CUDA 13.1, cuDNN 9.19 and
   * JavaCPP 1.5.13. Empty if it is none.
   */
  static Optional<CudaRelease> of(String presets) {
    Matcher matcher = PRESETS.matcher(presets);
    return matcher.matches()
        ? Optional.of(new CudaRelease(number(matcher, 1), number(matcher, 2), number(matcher, 3)))
        : Optional.empty();
  }

  /** The presets' version, as their jar tells it. */
  private static Optional<String> presets() {
    try {
      Class<?> api = Class.forName(CudaSystem.API, false, CudaRelease.class.getClassLoader());
      return Optional.ofNullable(api.getPackage().getImplementationVersion());
    } catch (ClassNotFoundException e) {
      return Optional.empty();
    }
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }

  /** For names of packages: {@code "12-9"}. */
  String dashed() {
    return major + "-" + minor;
  }

  /** {@code "CUDA 12.9 and cuDNN 9"}. */
  @Override
  public String toString() {
    return "CUDA " + major + "." + minor + " and cuDNN " + cudnn;
  }
}

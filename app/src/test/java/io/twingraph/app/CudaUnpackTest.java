// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.app.CudaBundle.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bundle that is put together again from parts, as they arrive. */
class CudaUnpackTest {
  private static final int MISSING = 4;

  @TempDir Path temporary;
  private CudaBundle bundle;
  private Path packed;
  private Path there;
  private List<Path> parts;

  @BeforeEach
  void makeParts() throws Exception {
    bundle = new CudaBundle(temporary);
    packed = bundle.pack();
    parts = CudaBundle.parts(packed);
    there = Files.createDirectory(temporary.resolve("the other machine"));
  }

  private Result unpack(List<Path> some, Object... more) throws Exception {
    List<Object> arguments = new ArrayList<>(List.of("--unpack"));
    arguments.addAll(some);
    arguments.addAll(List.of("--into", there));
    arguments.addAll(List.of(more));
    return bundle.run(packed.resolve("cuda-check"), arguments.toArray());
  }

  private Path kept() {
    return there.resolve(CudaBundle.NAME + ".parts");
  }

  private void assertWhole() throws IOException {
    Path whole = there.resolve(CudaBundle.NAME);
    assertThat(whole.resolve("jars/noise-1.jar")).hasSameBinaryContentAs(noise());
    assertThat(whole.resolve("cuda-check")).isExecutable();
    assertThat(whole.resolve("jre/bin/java")).isExecutable();
    assertThat(kept()).doesNotExist();
  }

  private Path noise() {
    return bundle.home().resolve("noise");
  }

  @Test
  void partsInOneCallAreUnpackedAndLeftWhereTheyAre() throws Exception {
    Result result = unpack(parts);
    assertThat(result.output()).contains("unpacked  ").contains("/cuda-check");
    assertThat(result.exit()).isZero();
    assertWhole();
    assertThat(CudaBundle.parts(packed)).isEqualTo(parts);
    assertThat(unpack(parts).output()).contains("(before)");
  }

  @Test
  void partsMayComeOneByOneInAnyOrder() throws Exception {
    List<Path> shuffled = new ArrayList<>(parts);
    Collections.reverse(shuffled);
    Path last = shuffled.remove(shuffled.size() / 2);
    for (Path part : shuffled) {
      Result result = unpack(List.of(part));
      assertThat(result.exit()).isEqualTo(MISSING);
    }
    // The manifest of the first call is kept too.
    Path alone = Files.createDirectory(temporary.resolve("arrived"));
    last = Files.copy(last, alone.resolve(last.getFileName()));
    assertThat(there.resolve(CudaBundle.NAME)).doesNotExist();
    Result result = unpack(List.of(last));
    assertThat(result.output()).contains("unpacked  ");
    assertWhole();
  }

  @Test
  void missingPartsAreCountedAndTheFirstIsNamed() throws Exception {
    Result result = unpack(parts.subList(1, 3));
    assertThat(result.exit()).isEqualTo(MISSING);
    assertThat(result.output())
        .contains("kept      2 of " + parts.size() + " parts in " + kept())
        .contains("missing   " + (parts.size() - 2) + ", the first is ")
        .contains(".tar.gz.000");
    assertThat(there.resolve(CudaBundle.NAME)).doesNotExist();
  }

  @Test
  void damagedPartIsRefusedAndTheOthersAreKept() throws Exception {
    byte[] bytes = Files.readAllBytes(parts.get(2));
    byte[] good = bytes.clone();
    bytes[500] ^= 1;
    Files.write(parts.get(2), bytes);
    Result result = unpack(parts);
    assertThat(result.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(result.output())
        .contains(parts.get(2) + " is damaged: expected sha256 ")
        .contains("It was not taken; send it again.")
        .contains("missing   1, the first is " + parts.get(2).getFileName());
    Files.write(parts.get(2), good);
    assertThat(unpack(List.of(parts.get(2))).exit()).isZero();
    assertWhole();
  }

  @Test
  void partThatIsCutOffIsRefused() throws Exception {
    Files.write(parts.get(0), new byte[10]);
    assertThat(unpack(List.of(parts.get(0))).output())
        .contains(parts.get(0) + " is damaged: expected 1000 bytes, got 10.");
  }

  @Test
  void fileThatIsNoPartOfTheBundleIsRefused() throws Exception {
    Path other = Files.copy(parts.get(0), packed.resolve("other.tar.gz.000"));
    Result result = unpack(List.of(other));
    assertThat(result.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(result.output())
        .contains(other + " is no part of " + CudaBundle.NAME + ": its MANIFEST names ");
    assertThat(unpack(List.of(packed.resolve("none"))).output())
        .contains("there is no part " + packed.resolve("none"));
  }

  @Test
  void partsOfTwoBundlesAreNotMixed() throws Exception {
    unpack(List.of(parts.get(0)));
    Path manifest = packed.resolve("MANIFEST");
    Files.writeString(manifest, Files.readString(manifest).replace("commit ", "commit x"));
    Result result = unpack(List.of(parts.get(1)));
    assertThat(result.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(result.output())
        .contains(kept() + " holds parts of another bundle than " + manifest)
        .contains("Remove " + kept() + " to begin again");
  }

  @Test
  void manifestIsNeededAndMustBeOne() throws Exception {
    Path alone = Files.createDirectory(temporary.resolve("arrived"));
    Path part = Files.copy(parts.get(0), alone.resolve(parts.get(0).getFileName()));
    Result without = unpack(List.of(part));
    assertThat(without.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(without.output())
        .contains("there is no MANIFEST beside " + part)
        .contains("name it with --manifest FILE");
    assertThat(unpack(List.of(part), "--manifest", noise()).output())
        .contains(noise() + " is no MANIFEST of a bundle: expected 'twingraph-cuda-bundle 1'");
    assertThat(unpack(List.of(part), "--manifest", packed.resolve("MANIFEST")).exit())
        .isEqualTo(MISSING);
  }

  @Test
  void tooLittleSpaceIsRefusedWithTheFirstPart() throws Exception {
    bundle.machineHas("df", "echo Avail; echo 0");
    Result result = unpack(List.of(parts.get(0)));
    assertThat(result.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(result.output())
        .contains("not enough space in " + there)
        .contains("takes 1 MB unpacked, but 0 MB are free.");
  }

  @Test
  void unpackingThatFailsSaysWhatToSendAgain() throws Exception {
    unpack(parts.subList(0, 2));
    bundle.machineHas("tar", "exit 1");
    Result result = unpack(parts.subList(2, parts.size()));
    assertThat(result.exit()).isEqualTo(ExitCode.NOT_AVAILABLE);
    assertThat(result.output()).contains("unpacking " + CudaBundle.NAME + " failed");
    assertThat(there.resolve(CudaBundle.NAME)).doesNotExist();
    assertThat(there.resolve(CudaBundle.NAME + ".part")).doesNotExist();
    Files.delete(temporary.resolve("path/tar"));
    assertThat(unpack(parts).exit()).isZero();
    assertWhole();
  }

  @Test
  void wrongArgumentsAreNamed() throws Exception {
    Path script = packed.resolve("cuda-check");
    assertThat(bundle.run(script, "--unpack", "--help").output()).contains("Usage:", "Examples:");
    Result none = bundle.run(script, "--unpack");
    assertThat(none.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(none.output()).contains("--unpack needs at least one part.");
    assertThat(bundle.run(script, "--unpack", "--to", "x").output())
        .contains("unknown option '--to'");
    assertThat(bundle.run(script, "--unpack", "x", "--into").output())
        .contains("--into needs a value");
  }
}

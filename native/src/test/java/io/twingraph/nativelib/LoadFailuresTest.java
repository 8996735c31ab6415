// SPDX-License-Identifier: Apache-2.0
package io.twingraph.nativelib;

import static org.assertj.core.api.Assertions.assertThat;

import io.twingraph.nativelib.LoadFailures.Circumstances;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts as glibc 2.36 and JavaCPP 1.5.12 write them. */
final class LoadFailuresTest {
  private static final Path CACHE = Path.of("/c");
  private static final Circumstances USUAL =
      new Circumstances(CACHE, false, false, Optional.empty(), "linux-x86_64");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/c/libx.so: failed to map segment from shared object"
            + " | the system does not let code in /c run"
            + " | see its limit on address space (ulimit -v) and its security settings, or give",
        "libx.so: failed to map segment from shared object: Cannot allocate memory"
            + " | the process may not map that much memory | raise the limit",
        "java.io.IOException: No space left on device"
            + " | natives are unpacked to /c, which is full | free some room there, or give another",
        "libm.so.6: version `GLIBC_2.99' not found (required by /c/libx.so)"
            + " | this system's C library is too old: the natives need GLIBC_2.99 | newer system",
        "libstdc++.so.6: version `GLIBCXX_3.4.99' not found"
            + " | a library of this system or process does not fit | no other version of it",
        "/c/libx.so: undefined symbol: omp_get_x"
            + " | a library of this system or process does not fit | no other version of it",
        "/c/libx.so: file too short | a library is damaged (/c/libx.so: file too short) | delete /c;",
        "/c/libx.so: invalid ELF header | a library is damaged | delete /c;",
        "/c/libx.so: wrong ELF class: ELFCLASS32 | for another processor | use a 64-bit Java",
        "libgomp.so.1: cannot open shared object file: No such file or directory"
            + " | the library libgomp.so.1 is not on this system | apt-file search libgomp.so.1",
        "/c/libx.so: cannot enable executable stack as shared object requires: Invalid argument"
            + " | the system's security settings refuse the library | SELinux",
        "Could not initialize class org.x.global.torch"
            + " | they failed to load earlier in this process | see the first failure",
        "org/bytedeco/javacpp/Pointer"
            + " | the class org.bytedeco.javacpp.Pointer is not on the class path | put all jars",
        "java.io.FileNotFoundException: /c/.lock (Permission denied)"
            + " | natives cannot be unpacked to /c | make it writable, or give another folder"
      })
  void whatTheLinkerSaysIsSaidInWords(String text, String what, String toDo) {
    NativeProblem problem = LoadFailures.explain(new UnsatisfiedLinkError(text), USUAL);
    assertThat(problem.what()).contains(what);
    assertThat(problem.toDo("put the natives on the class path")).contains(toDo);
  }

  @Test
  void aFolderThatIsMountedNoexecIsNamed() {
    Circumstances here = new Circumstances(CACHE, true, false, Optional.empty(), "linux-x86_64");
    NativeProblem problem =
        LoadFailures.explain(
            new UnsatisfiedLinkError("/c/libx.so: failed to map segment from shared object"), here);
    assertThat(problem.what()).isEqualTo("natives are unpacked to /c, which is mounted noexec");
    assertThat(problem.toDo(""))
        .isEqualTo(
            "give another folder with JAVA_TOOL_OPTIONS=-Dorg.bytedeco.javacpp.cachedir=FOLDER");
  }

  @ParameterizedTest
  @CsvSource({
    "/c/libx.so: undefined symbol: omp_get_x",
    "/opt/other/libopenblas.so.0: invalid ELF header",
    "/opt/other/libm.so.6: version `GLIBC_2.99' not found"
  })
  void aForeignLibraryInFrontIsBlamedOnTheVariable(String text) {
    Circumstances here =
        new Circumstances(
            CACHE, false, false, Optional.of("LD_LIBRARY_PATH=/opt/other"), "linux-x86_64");
    NativeProblem problem = LoadFailures.explain(new UnsatisfiedLinkError(text), here);
    assertThat(problem.what()).contains("another library takes the place").contains(text);
    assertThat(problem.toDo("")).isEqualTo("unset LD_LIBRARY_PATH (it is /opt/other)");
  }

  @Test
  void theCauseThatJavaCppHidesIsFound() {
    Throwable thrown =
        new UnsatisfiedLinkError("no jnitorch in java.library.path: /usr/lib")
            .initCause(new UnsatisfiedLinkError("/c/libtorch.so: file too short"));
    assertThat(LoadFailures.explain(thrown, USUAL).what()).contains("file too short");
  }

  @Test
  void nativesThatAreNotThereAreTheOnlyOnesToAskFor() {
    Circumstances here = new Circumstances(CACHE, false, true, Optional.empty(), "linux-arm64");
    NativeProblem problem =
        LoadFailures.explain(
            new UnsatisfiedLinkError("no jnitorch in java.library.path: /usr/lib"), here);
    assertThat(problem.absent()).isTrue();
    assertThat(problem.what()).isEqualTo("no natives for linux-arm64 are on the class path");
    assertThat(problem.toDo("put them there")).isEqualTo("put them there");
  }

  @Test
  void whatNobodyKnowsIsKeptAsItIs() {
    NativeProblem problem = LoadFailures.explain(new UnsatisfiedLinkError("odd"), USUAL);
    assertThat(problem.what()).isEqualTo("odd");
    assertThat(problem.absent()).isFalse();
  }

  @Test
  void aFullOrForbiddenFolderIsToldFromTheFailureOfUnpacking() {
    assertThat(LoadFailures.notUnpacked(CACHE, new IOException("No space left on device")).what())
        .isEqualTo("natives are unpacked to /c, which is full (No space left on device)");
    assertThat(LoadFailures.notUnpacked(CACHE, new AccessDeniedException("/c/x")).what())
        .isEqualTo("natives cannot be unpacked to /c (permission denied)");
    assertThat(LoadFailures.noRoom(CACHE, 1_400_000_000L, 12_000_000L).what())
        .isEqualTo("natives are unpacked to /c, which has 12 MB free where 1400 MB are needed");
  }
}

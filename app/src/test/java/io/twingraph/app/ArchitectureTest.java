// SPDX-License-Identifier: Apache-2.0
package io.twingraph.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import org.junit.jupiter.api.Test;

/** The directions in which the parts may know each other. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(ArchitectureTest::isNotOfTests)
          .importPackages("io.twingraph");

  /**
   * Tests in jars, and the contract's suites, whose places say nothing to ArchUnit's own option.
   */
  private static boolean isNotOfTests(Location location) {
    return !location.contains("-tests.jar")
        && !location.contains("/test-classes/")
        && !location.contains("engine-contract");
  }

  @Test
  void theContractIsLayered() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("error")
        .definedBy("io.twingraph.error..")
        .layer("op")
        .definedBy("io.twingraph.op..")
        .layer("graph")
        .definedBy("io.twingraph.graph..")
        .layer("spec")
        .definedBy("io.twingraph.spec..")
        .layer("data")
        .definedBy("io.twingraph.data..")
        .layer("engine")
        .definedBy("io.twingraph.engine..")
        .layer("run")
        .definedBy("io.twingraph.run..")
        .layer("compare")
        .definedBy("io.twingraph.compare..")
        .layer("parity")
        .definedBy("io.twingraph.parity..")
        .layer("report")
        .definedBy("io.twingraph.report..")
        .whereLayer("error")
        .mayNotAccessAnyLayer()
        .whereLayer("op")
        .mayOnlyAccessLayers("error")
        .whereLayer("graph")
        .mayOnlyAccessLayers("error", "op")
        .whereLayer("spec")
        .mayOnlyAccessLayers("error", "op", "graph")
        .whereLayer("data")
        .mayOnlyAccessLayers("error", "op", "graph", "spec")
        .whereLayer("engine")
        .mayOnlyAccessLayers("error", "op", "graph", "spec", "data")
        .whereLayer("run")
        .mayOnlyAccessLayers("error", "op", "graph", "spec", "data", "engine")
        .whereLayer("compare")
        .mayOnlyAccessLayers("error", "op", "graph", "spec", "data", "engine", "run")
        .whereLayer("parity")
        .mayOnlyAccessLayers("error", "op", "graph", "spec", "data", "engine", "run", "compare")
        .whereLayer("report")
        .mayOnlyAccessLayers(
            "error", "op", "graph", "spec", "data", "engine", "run", "compare", "parity")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.twingraph.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void packagesOfTheCommandHaveNoCycles() {
    slices().matching("io.twingraph.app.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void theContractKnowsNoNativeLibrary() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.twingraph.error..",
            "io.twingraph.op..",
            "io.twingraph.graph..",
            "io.twingraph.spec..",
            "io.twingraph.data..",
            "io.twingraph.engine..",
            "io.twingraph.run..",
            "io.twingraph.compare..",
            "io.twingraph.parity..",
            "io.twingraph.report..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.bytedeco..",
            "org.tensorflow..",
            "io.twingraph.nativelib..",
            "io.twingraph.cuda..",
            "io.twingraph.reference..",
            "io.twingraph.torch..",
            "io.twingraph.tf..")
        .check(CLASSES);
  }

  @Test
  void theReferenceKnowsNoOtherEngine() {
    noClasses()
        .that()
        .resideInAnyPackage("io.twingraph.reference..", "io.twingraph.nativelib..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.twingraph.torch..",
            "io.twingraph.tf..",
            "org.bytedeco.pytorch..",
            "org.tensorflow..")
        .check(CLASSES);
  }

  @Test
  void theBindingsDoNotKnowTheReference() {
    noClasses()
        .that()
        .resideInAnyPackage("io.twingraph.torch..", "io.twingraph.tf..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.twingraph.reference..")
        .check(CLASSES);
  }

  @Test
  void cudaKnowsNothingOfTheRest() {
    noClasses()
        .that()
        .resideInAPackage("io.twingraph.cuda..")
        .should()
        .dependOnClassesThat(
            JavaClass.Predicates.resideInAPackage("io.twingraph..")
                .and(
                    DescribedPredicate.not(
                        JavaClass.Predicates.resideInAPackage("io.twingraph.cuda.."))))
        .check(CLASSES);
  }

  @Test
  void torchDoesNotKnowTensorFlow() {
    noClasses()
        .that()
        .resideInAPackage("io.twingraph.torch..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.twingraph.tf..", "org.tensorflow..")
        .check(CLASSES);
  }

  @Test
  void tensorFlowDoesNotKnowTorch() {
    noClasses()
        .that()
        .resideInAPackage("io.twingraph.tf..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.twingraph.torch..", "org.bytedeco.pytorch..")
        .check(CLASSES);
  }

  @Test
  void theCommandKnowsEnginesByNameOnly() {
    noClasses()
        .that()
        .resideInAPackage("io.twingraph.app..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.twingraph.torch..",
            "io.twingraph.tf..",
            "io.twingraph.reference..",
            "org.bytedeco..",
            "org.tensorflow..")
        .check(CLASSES);
  }

  @Test
  void theBenchmarkKnowsEnginesByNameOnly() {
    noClasses()
        .that()
        .resideInAPackage("io.twingraph.bench..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.twingraph.torch..",
            "io.twingraph.tf..",
            "io.twingraph.reference..",
            "org.bytedeco.pytorch..",
            "org.tensorflow..")
        .check(CLASSES);
  }

  @Test
  void contestantsDoNotKnowTheHarness() {
    noClasses()
        .that()
        .resideInAPackage("io.twingraph.bench.contestant..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.twingraph.bench")
        .check(CLASSES);
  }

  @Test
  void nobodyKnowsTheCommand() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.twingraph.app..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.twingraph.app..")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandPrints() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.twingraph.app..")
        .and()
        // Gives back what it held back of native code's own printing.
        .doNotHaveFullyQualifiedName("io.twingraph.nativelib.ProcessTuning")
        .should(ACCESS_STANDARD_STREAMS)
        .check(CLASSES);
  }

  @Test
  void picturesAreWrittenWholeAndInOnePlace() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("io.twingraph.report.Pictures")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("javax.imageio..")
        .because("ImageIO.write deletes its file first, and wants a folder for temporary files")
        .check(CLASSES);
  }

  @Test
  void enginesShowTheirProviderOnly() {
    classes()
        .that()
        .resideInAnyPackage("io.twingraph.torch..", "io.twingraph.tf..", "io.twingraph.reference..")
        .and()
        .arePublic()
        .should()
        .haveSimpleNameEndingWith("EngineProvider")
        .check(CLASSES);
  }

  @Test
  void enginesHoldTheirTablesAgainstTheOperatorsWhenTheyOpen() {
    classes()
        .that()
        .resideInAnyPackage("io.twingraph.torch..", "io.twingraph.tf..", "io.twingraph.reference..")
        .and()
        .haveSimpleNameEndingWith("EngineProvider")
        .should(
            ArchConditions.callMethodWhere(
                JavaCall.Predicates.target(HasName.Predicates.name("complete"))))
        .because("an operator that an engine forgets must keep it from opening")
        .check(CLASSES);
  }

  @Test
  void classesAreNamedForWhatTheyAre() {
    noClasses()
        .should()
        .haveSimpleNameEndingWith("Utils")
        .orShould()
        .haveSimpleNameEndingWith("Util")
        .orShould()
        .haveSimpleNameEndingWith("Helper")
        .check(CLASSES);
  }
}

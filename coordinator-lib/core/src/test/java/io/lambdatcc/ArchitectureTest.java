package io.lambdatcc;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;

/** The rules of this module's house. */
@AnalyzeClasses(packages = "io.lambdatcc", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule theProtocolIsPure =
      classes()
          .that()
          .resideInAPackage("io.lambdatcc.protocol")
          .should()
          .onlyDependOnClassesThat(
              resideInAPackage("io.lambdatcc.protocol")
                  .or(resideInAPackage("java.lang.."))
                  .or(resideInAPackage("java.time"))
                  .or(resideInAPackage("java.util"))
                  .or(resideInAPackage("java.util.function"))
                  .or(resideInAPackage("java.util.regex"))
                  .or(resideInAPackage("java.util.stream"))
                  .or(resideInAPackage("java.nio.charset"))
                  .or(resideInAPackage("java.security"))
                  .or(resideInAPackage("org.jspecify.annotations")));

  @ArchTest
  static final ArchRule theProtocolHasNoClockAndNoChance =
      noClasses()
          .that()
          .resideInAPackage("io.lambdatcc.protocol")
          .should()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching(
              "java\\.(util\\.(.*Random.*|UUID|Timer.*)|lang\\.(Thread|System)|security\\.SecureRandom|time\\.(Clock|InstantSource))");

  @ArchTest
  static final ArchRule layers =
      Architectures.layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("entry")
          .definedBy("io.lambdatcc")
          .layer("engine")
          .definedBy("io.lambdatcc.engine")
          .layer("memory")
          .definedBy("io.lambdatcc.memory")
          .layer("api")
          .definedBy("io.lambdatcc.api")
          .layer("spi")
          .definedBy("io.lambdatcc.spi")
          .layer("protocol")
          .definedBy("io.lambdatcc.protocol")
          .whereLayer("entry")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("engine")
          .mayOnlyBeAccessedByLayers("entry")
          .whereLayer("memory")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("api")
          .mayOnlyBeAccessedByLayers("entry", "engine")
          .whereLayer("spi")
          .mayOnlyBeAccessedByLayers("entry", "engine", "memory")
          .whereLayer("protocol")
          .mayOnlyBeAccessedByLayers("entry", "engine", "memory", "api", "spi");

  @ArchTest
  static final ArchRule noCircles =
      slices().matching("io.lambdatcc.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule nothingStaticChanges = fields().that().areStatic().should().beFinal();

  @ArchTest
  static final ArchRule neitherAwsNorHttpNorJson =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "software.amazon..",
              "com.amazonaws..",
              "com.fasterxml..",
              "java.net..",
              "org.slf4j..");
}

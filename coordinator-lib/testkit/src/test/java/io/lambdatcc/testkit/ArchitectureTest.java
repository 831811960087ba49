package io.lambdatcc.testkit;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The rules of the kit's house. */
@AnalyzeClasses(
    packages = "io.lambdatcc.testkit",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule oraclesSeeTheHistoryAndNothingElse =
      noClasses()
          .that()
          .resideInAPackage("io.lambdatcc.testkit.oracle")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.lambdatcc.engine")
                  .or(resideInAPackage("io.lambdatcc.testkit.world"))
                  .or(resideInAPackage("io.lambdatcc.testkit.search")));

  @ArchTest
  static final ArchRule nothingInARunIsLeftToChanceOrToTheTimeOfDay =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.lambdatcc.testkit.world",
              "io.lambdatcc.testkit.oracle",
              "io.lambdatcc.testkit.history",
              "io.lambdatcc.testkit.plan",
              "io.lambdatcc.testkit.scenario",
              "io.lambdatcc.testkit.coverage")
          .should()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching("java\\.(util\\.(Random|UUID)|lang\\.Thread|security\\.SecureRandom)");

  @ArchTest
  static final ArchRule propertyTestingStaysInItsAdapter =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.lambdatcc.testkit.jqwik")
          .and()
          .haveSimpleNameNotStartingWith("ConservationContract")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("net.jqwik..");

  @ArchTest
  static final ArchRule noCircles =
      slices().matching("io.lambdatcc.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule nothingStaticChanges = fields().that().areStatic().should().beFinal();
}

package io.lambdatcc.participant;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final String FENCE = "io.lambdatcc.participant.fence..";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.lambdatcc.participant");

  @Test
  void theRulesArePure() {
    classes()
        .that()
        .resideInAPackage(FENCE)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                FENCE,
                "io.lambdatcc.wire",
                "java.lang",
                "java.lang.invoke",
                "java.lang.runtime",
                "java.time",
                "java.util",
                "java.util.function",
                "java.util.stream",
                "org.jspecify.."))
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(FENCE)
        .should()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.time\\.Clock|java\\.util\\.Random|java\\.util\\.UUID|java\\.lang\\.Thread.*")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(FENCE)
        .should()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(java.time.InstantSource.class, "system")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .check(CLASSES);
  }

  @Test
  void theFencePackageIsTheInnermost() {
    noClasses()
        .that()
        .resideInAPackage(FENCE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("software.amazon..", "com.amazonaws..", "io.lambdatcc.http..")
        .check(CLASSES);
    slices().matching("io.lambdatcc.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void nothingStaticIsMutable() {
    fields().that().areStatic().should().beFinal().check(CLASSES);
  }

  @Test
  void nothingElseIsPublicInTheFencePackages() {
    assertThat(
            CLASSES.stream()
                .filter(c -> c.getPackageName().startsWith("io.lambdatcc.participant."))
                .filter(c -> c.isTopLevelClass() && c.getModifiers().contains(JavaModifier.PUBLIC))
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(
            // the rules and their driver, for the simulation
            "BranchWork",
            "Check",
            "DueReservations",
            "Fence",
            "FenceDriver",
            "FenceKey",
            "FenceRules",
            "FenceState",
            "FenceStore",
            "GuardedWrite",
            "Inquiries",
            "Patience",
            "Pauser",
            "ReservationSweep",
            "Step",
            "TryIntent",
            "TryRequest",
            "Verdict",
            // DynamoDB
            "DynamoDbFenceStore",
            "FenceTable",
            "StringKeyTable");
  }
}

package io.lambdatcc.aws;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.concurrent.CompletableFuture;

/** The rules of this module's house. */
@AnalyzeClasses(packages = "io.lambdatcc.aws", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static void thePublicApiIsJustThis(JavaClasses all) {
    assertThat(all)
        .filteredOn(each -> each.getModifiers().contains(JavaModifier.PUBLIC))
        .filteredOn(each -> !each.getEnclosingClass().isPresent())
        .extracting(JavaClass::getSimpleName)
        .containsExactlyInAnyOrder(
            "CompletionHandler",
            "CoordinatorHandler",
            "DynamoDbClients",
            "DynamoDbTransactionLog",
            "HttpParticipants",
            "InvokedFunction",
            "LoggingListener",
            "MetricsListener",
            "SigV4",
            "SweepHandler");
  }

  @ArchTest
  static final ArchRule theEngineIsReachedThroughItsApiAlone =
      noClasses().should().dependOnClassesThat().resideInAPackage("io.lambdatcc.engine");

  @ArchTest
  static final ArchRule jsonIsTheWiresBusiness =
      noClasses().should().dependOnClassesThat().resideInAPackage("com.fasterxml..");

  @ArchTest
  static final ArchRule onlyPatienceWaits =
      noClasses()
          .that()
          .doNotHaveSimpleName("Patience")
          .should()
          .callMethod(CompletableFuture.class, "join")
          .orShould()
          .callMethod(CompletableFuture.class, "get");

  @ArchTest
  static final ArchRule nothingStaticChanges = fields().that().areStatic().should().beFinal();

  @ArchTest
  static final ArchRule nobodyExtendsTheClassesOfThisModule =
      classes()
          .that()
          .areNotInterfaces()
          .and()
          .areNotAnonymousClasses()
          .should()
          .haveModifier(JavaModifier.FINAL);
}

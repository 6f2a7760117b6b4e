package io.omfconnections.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may know whom. Each rule is also held against a house that breaks it. */
class ArchitectureTest {
  private static final String HOUSE = "io.omfconnections.server";
  private static final String WRONG_HOUSE = "io.omfconnections.wrong";

  private static final JavaClasses PRODUCTION =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(HOUSE);
  private static final JavaClasses WRONG = new ClassFileImporter().importPackages(WRONG_HOUSE);

  @SuppressWarnings("ImmutableEnumChecker") // the rules are made anew for each house
  enum Rule {
    ACCESS_KNOWS_THE_JDK_ONLY(
        house ->
            classes()
                .that()
                .resideInAPackage(house + ".access..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(house + ".access..", "java..", "org.jspecify.annotations..")
                .because("the rules of access are to be read and tested alone"),
        "AccessDependsOnConnections"),

    CONNECTIONS_KNOW_ACCESS_ONLY(
        house ->
            knowsOnly(house, "connections", "access")
                .because("the domain depends on nobody who serves, stores or authenticates"),
        "ConnectionsDependOnHttp"),

    IDENTITY_KNOWS_ACCESS_AND_CONNECTIONS_ONLY(
        house ->
            knowsOnly(house, "identity", "access", "connections")
                .because("it says who is calling and in which namespace, and nothing else"),
        "IdentityDependsOnSql"),

    STORE_KNOWS_CONNECTIONS_AND_ACCESS_ONLY(
        house ->
            knowsOnly(house, "store", "access", "connections")
                .because("another database is added behind the same interface, seen by nobody"),
        "StoreDependsOnCli"),

    REST_KNOWS_CONNECTIONS_ACCESS_AND_IDENTITY_ONLY(
        house ->
            knowsOnly(house, "rest", "access", "connections", "identity")
                .because("resources convert, call and convert; the rest is the domain's"),
        "RestDependsOnStore"),

    REST_NEVER_KNOWS_THE_STORE(
        house ->
            noClasses()
                .that()
                .resideInAPackage(house + ".rest..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(house + ".store..")
                .because("every access goes through the checks of rights in ConnectionService"),
        "RestDependsOnStore"),

    ONLY_REST_KNOWS_THE_GENERATED_CODE_AND_HTTP(
        house ->
            noClasses()
                .that()
                .resideOutsideOfPackage(house + ".rest..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                    "io.omfconnections.generated..",
                    "jakarta.ws.rs..",
                    "org.glassfish..",
                    "com.fasterxml.jackson.jakarta..",
                    "com.networknt..")
                .because("a change of the contract or of the HTTP server ends at rest"),
        "ConnectionsDependOnHttp"),

    ONLY_THE_STORE_KNOWS_SQL(
        house ->
            noClasses()
                .that()
                .resideOutsideOfPackage(house + ".store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                    "org.jdbi..",
                    "org.flywaydb..",
                    "com.zaxxer..",
                    "org.sqlite..",
                    "java.sql..",
                    "javax.sql..")
                .because("a change of the database ends at the store"),
        "IdentityDependsOnSql"),

    NOBODY_KNOWS_THE_COMMAND_LINE(
        house ->
            noClasses()
                .that()
                .resideOutsideOfPackage(house + ".cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(house + ".cli..")
                .because("the service is embedded without it"),
        "StoreDependsOnCli"),

    NO_PACKAGES_IN_A_CIRCLE(
        house ->
            slices()
                .matching("io.omfconnections.(**)")
                .should()
                .beFreeOfCycles()
                .because("what is in a circle can't be understood, tested or replaced alone"),
        "RestDependsOnStore"),

    EVERY_PACKAGE_IS_NULL_MARKED(
        house ->
            classes()
                .should(resideInANullMarkedPackage())
                .because("without @NullMarked in package-info NullAway checks nothing there"),
        "CommandLine");

    private final Function<String, ArchRule> forHouse;
    private final String offender;

    Rule(Function<String, ArchRule> forHouse, String offender) {
      this.forHouse = forHouse;
      this.offender = offender;
    }
  }

  @ParameterizedTest
  @EnumSource
  void theServiceKeepsTheRule(Rule rule) {
    rule.forHouse.apply(HOUSE).check(PRODUCTION);
  }

  @ParameterizedTest
  @EnumSource
  void aHouseThatBreaksTheRuleIsRejected(Rule rule) {
    ArchRule archRule = rule.forHouse.apply(WRONG_HOUSE);

    assertThatThrownBy(() -> archRule.check(WRONG))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("because")
        .hasMessageContaining(rule.offender);
  }

  @Test
  void theRulesSeeEveryPackageOfTheService() {
    assertThat(PRODUCTION.stream().map(JavaClass::getPackageName).distinct())
        .containsExactlyInAnyOrder(
            HOUSE,
            HOUSE + ".access",
            HOUSE + ".cli",
            HOUSE + ".connections",
            HOUSE + ".identity",
            HOUSE + ".rest",
            HOUSE + ".store");
  }

  private static ArchRule knowsOnly(String house, String name, String... others) {
    String[] allowed =
        Arrays.stream(others).map(other -> house + "." + other + "..").toArray(String[]::new);
    return classes()
        .that()
        .resideInAPackage(house + "." + name + "..")
        .should()
        .onlyDependOnClassesThat(
            not(resideInAPackage(house + ".."))
                .or(resideInAPackage(house + "." + name + ".."))
                .or(resideInAnyPackage(allowed))
                .as("are of " + name + ", of " + String.join(", ", others) + ", or of libraries"));
  }

  private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
    return new ArchCondition<>("reside in a package with @NullMarked") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        boolean marked = item.getPackage().isAnnotatedWith(NullMarked.class);
        events.add(
            new SimpleConditionEvent(
                item,
                marked,
                item.getName() + " is in " + (marked ? "a" : "no") + " package with @NullMarked"));
      }
    };
  }
}

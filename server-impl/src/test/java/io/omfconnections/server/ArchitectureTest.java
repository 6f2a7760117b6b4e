package io.omfconnections.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
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

/**
 * Allowed dependencies between packages. Each rule is also applied to classes that violate it, to
 * prove that it detects violations.
 */
class ArchitectureTest {
  private static final String SERVICE_PACKAGE = "io.omfconnections.server";
  private static final String VIOLATIONS_PACKAGE = "io.omfconnections.violations";

  private static final JavaClasses PRODUCTION =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(SERVICE_PACKAGE);
  private static final JavaClasses VIOLATIONS =
      new ClassFileImporter().importPackages(VIOLATIONS_PACKAGE);

  @SuppressWarnings("ImmutableEnumChecker") // the function is stateless
  enum Rule {
    ACCESS_DEPENDS_ON_JDK_ONLY(
        root ->
            classes()
                .that()
                .resideInAPackage(root + ".access..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(root + ".access..", "java..", "org.jspecify.annotations..")
                .because("access decisions are understood and tested in isolation"),
        "AccessDependsOnConnections"),

    CONNECTIONS_DEPEND_ON_ACCESS_ONLY(
        root ->
            dependsOnlyOn(root, "connections", "access")
                .because("the domain is independent of HTTP, storage and authentication"),
        "ConnectionsDependOnHttp"),

    FILES_DEPEND_ON_JDK_ONLY(
        root ->
            classes()
                .that()
                .resideInAPackage(root + ".files..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(root + ".files..", "java..", "org.jspecify.annotations..")
                .because("every package may use it"),
        "FilesDependOnLogging"),

    LOGGING_DEPENDS_ON_NO_OTHER_PACKAGE(
        root ->
            dependsOnlyOn(root, "logging")
                .because("the log must work whatever happens in the service"),
        "LoggingDependsOnAccess"),

    IDENTITY_DEPENDS_ON_ACCESS_CONNECTIONS_AND_FILES_ONLY(
        root ->
            dependsOnlyOn(root, "identity", "access", "connections", "files")
                .because("it authenticates callers, issues tokens and resolves namespaces only"),
        "IdentityDependsOnSql"),

    STORE_DEPENDS_ON_CONNECTIONS_ACCESS_IDENTITY_AND_FILES_ONLY(
        root ->
            dependsOnlyOn(root, "store", "access", "connections", "identity", "files")
                .because("another database can be added behind the same interface"),
        "StoreDependsOnCli"),

    REST_DEPENDS_ON_CONNECTIONS_ACCESS_AND_IDENTITY_ONLY(
        root ->
            dependsOnlyOn(root, "rest", "access", "connections", "identity")
                .because("resources only convert between HTTP and the domain"),
        "RestDependsOnStore"),

    REST_DOES_NOT_DEPEND_ON_STORE(
        root ->
            noClasses()
                .that()
                .resideInAPackage(root + ".rest..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(root + ".store..")
                .because("every access must pass the access right checks of ConnectionService"),
        "RestDependsOnStore"),

    ONLY_REST_DEPENDS_ON_GENERATED_CODE_AND_JAX_RS(
        root ->
            noClasses()
                .that()
                .resideOutsideOfPackage(root + ".rest..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                    "io.omfconnections.generated..",
                    "jakarta.ws.rs..",
                    "org.glassfish..",
                    "com.fasterxml.jackson.jakarta..",
                    "com.networknt..")
                .because("a change of the contract or the HTTP server must affect rest only"),
        "ConnectionsDependOnHttp"),

    ONLY_STORE_DEPENDS_ON_SQL(
        root ->
            noClasses()
                .that()
                .resideOutsideOfPackage(root + ".store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                    "org.flywaydb..",
                    "com.zaxxer..",
                    "org.sqlite..",
                    "org.postgresql..",
                    "java.sql..",
                    "javax.sql..")
                .because("a change of the database must affect store only"),
        "IdentityDependsOnSql"),

    ONLY_SIGNING_KEYS_OF_IDENTITY_ARE_STORED(
        root ->
            noClasses()
                .that()
                .resideInAPackage(root + ".store..")
                .should()
                .dependOnClassesThat(
                    resideInAPackage(root + ".identity..")
                        .and(not(nameMatching(".*\\.SigningKeyStore(\\$.*)?"))))
                .because(
                    "storage implements an interface of identity, and knows nothing else of it"),
        "StoreDependsOnIdentity"),

    NO_PACKAGE_DEPENDS_ON_COMMAND_LINE(
        root ->
            noClasses()
                .that()
                .resideOutsideOfPackage(root + ".cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(root + ".cli..")
                .because("the service can be embedded without the command line"),
        "StoreDependsOnCli"),

    ONLY_JUNIT_DEPENDS_ON_JUNIT(
        root ->
            noClasses()
                .that()
                .resideOutsideOfPackage(root + ".junit..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(root + ".junit..", "org.junit..")
                .because("the service runs without JUnit"),
        "LoggingDependsOnJunit"),

    PACKAGES_HAVE_NO_CYCLES(
        root ->
            slices()
                .matching("io.omfconnections.(**)")
                .should()
                .beFreeOfCycles()
                .because("packages in a cycle can't be understood, tested or replaced separately"),
        "RestDependsOnStore"),

    EVERY_PACKAGE_IS_NULL_MARKED(
        root ->
            classes()
                .should(resideInANullMarkedPackage())
                .because("NullAway only checks packages with @NullMarked in package-info"),
        "CommandLine");

    private final Function<String, ArchRule> forRoot;
    private final String offender;

    Rule(Function<String, ArchRule> forRoot, String offender) {
      this.forRoot = forRoot;
      this.offender = offender;
    }
  }

  @ParameterizedTest
  @EnumSource
  void service_complies_with_rule(Rule rule) {
    rule.forRoot.apply(SERVICE_PACKAGE).check(PRODUCTION);
  }

  @ParameterizedTest
  @EnumSource
  void violation_of_rule_is_detected(Rule rule) {
    ArchRule archRule = rule.forRoot.apply(VIOLATIONS_PACKAGE);

    assertThatThrownBy(() -> archRule.check(VIOLATIONS))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("because")
        .hasMessageContaining(rule.offender);
  }

  @Test
  void service_has_exactly_these_packages() {
    assertThat(PRODUCTION.stream().map(JavaClass::getPackageName).distinct())
        .containsExactlyInAnyOrder(
            SERVICE_PACKAGE,
            SERVICE_PACKAGE + ".access",
            SERVICE_PACKAGE + ".cli",
            SERVICE_PACKAGE + ".connections",
            SERVICE_PACKAGE + ".files",
            SERVICE_PACKAGE + ".identity",
            SERVICE_PACKAGE + ".junit",
            SERVICE_PACKAGE + ".logging",
            SERVICE_PACKAGE + ".rest",
            SERVICE_PACKAGE + ".store");
  }

  private static ArchRule dependsOnlyOn(String root, String name, String... others) {
    String[] allowed =
        Arrays.stream(others).map(other -> root + "." + other + "..").toArray(String[]::new);
    return classes()
        .that()
        .resideInAPackage(root + "." + name + "..")
        .should()
        .onlyDependOnClassesThat(
            not(resideInAPackage(root + ".."))
                .or(resideInAPackage(root + "." + name + ".."))
                .or(resideInAnyPackage(allowed))
                .as("are in " + name + ", in " + String.join(", ", others) + ", or in libraries"));
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

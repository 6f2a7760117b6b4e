package io.omfconnections.contract;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.omfconnections.contract.harness.ContractSuite;
import java.net.Socket;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What this module's classes may know of each other and of the world. */
class HouseRulesTest {
  private static final Path MAIN_CLASSES = Path.of("target/classes");
  private static final Path TEST_CLASSES = Path.of("target/test-classes");

  private static final JavaClasses ALL =
      new ClassFileImporter().importPaths(MAIN_CLASSES, TEST_CLASSES);
  private static final JavaClasses MAIN = new ClassFileImporter().importPaths(MAIN_CLASSES);

  @Test
  void nothing_goes_to_a_server_but_through_the_recording_client() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.omfconnections.contract.http")
        .and()
        .doNotHaveFullyQualifiedName(HouseRulesTest.class.getName())
        .should()
        .dependOnClassesThat(
            resideInAPackage("java.net.http..")
                .or(assignableTo(Socket.class))
                .or(assignableTo(SocketChannel.class))
                .or(assignableTo(URLConnection.class))
                .or(assignableTo(URL.class))
                .or(resideInAPackage("jakarta.ws.rs.client.."))
                .or(resideInAPackage("com.nimbusds.oauth2..")))
        .because("an exchange that is not recorded is an exchange that is not checked")
        .check(ALL);
  }

  @Test
  void the_check_and_its_client_know_no_server() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.omfconnections.server..", "org.junit..")
        .because("they are to check anyone's server, outside of any test")
        .check(MAIN);
  }

  @Test
  void suites_know_the_service_only_to_configure_one_of_their_own() {
    noClasses()
        .that()
        .resideInAPackage("..suite..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.omfconnections.server..")
                .and(
                    DescribedPredicate.not(
                        DescribedPredicate.describe(
                            "configuration",
                            type ->
                                type.getSimpleName().startsWith("ServerConfig")
                                    || type.getSimpleName().equals("Builder")
                                    || type.getSimpleName().equals("ExternalIssuer")
                                    || type.getSimpleName().equals("ClaimNames")))))
        .because("what a suite knows of the service, it can't test from outside")
        .check(ALL);
  }

  @Test
  void every_suite_cleans_up_after_itself() {
    classes()
        .that()
        .resideInAPackage("..suite..")
        .and()
        .haveSimpleNameEndingWith("Test")
        .and()
        .doNotHaveSimpleName("CoverageLastTest")
        .should()
        .beAnnotatedWith(ContractSuite.class)
        .because("it is what gives a test the shared server and takes its traces away")
        .check(ALL);
  }

  @Test
  void packages_are_free_of_circles() {
    slices()
        .matching("io.omfconnections.contract.(**)")
        .should()
        .beFreeOfCycles()
        .because("whoever reads one package must not have to read all")
        .check(MAIN);
  }
}

package io.omfconnections.contract.service;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.omfconnections.contract.harness.ContractSuite;
import io.omfconnections.server.ServerConfig;
import io.omfconnections.server.ServerConfigBuilder;
import io.omfconnections.server.identity.ClaimNames;
import io.omfconnections.server.identity.ExternalIssuer;
import java.net.Socket;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

/** Rules for the tests of this module and for the kit's suites. */
class ArchitectureTest {
  private static final JavaClasses MODULE =
      new ClassFileImporter().importPackagesOf(ArchitectureTest.class);
  private static final JavaClasses SUITES =
      new ClassFileImporter().importPackages("io.omfconnections.contract.suites");

  private static final DescribedPredicate<JavaClass> NETWORK_CLIENT =
      resideInAPackage("java.net.http..")
          .or(assignableTo(Socket.class))
          .or(assignableTo(SocketChannel.class))
          .or(assignableTo(URLConnection.class))
          .or(assignableTo(URL.class))
          .or(resideInAPackage("jakarta.ws.rs.client.."))
          .or(resideInAPackage("com.nimbusds.oauth2.."))
          .as("network clients");

  @Test
  void requests_are_sent_through_the_recording_client_only() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(ArchitectureTest.class, OpenFilesTest.class) // only idle connections
        .and()
        .haveSimpleNameNotEndingWith("Proxy") // forwards requests, but sends none of its own
        .should()
        .dependOnClassesThat(NETWORK_CLIENT)
        .because("an exchange that is not recorded is not checked")
        .check(MODULE);
  }

  @Test
  void tests_use_the_server_classes_for_configuration_only() {
    noClasses()
        .that()
        .haveSimpleNameEndingWith("Test")
        .and()
        .doNotBelongToAnyOf(ArchitectureTest.class)
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.omfconnections.server..")
                .and(
                    DescribedPredicate.not(
                        belongToAnyOf(
                            ServerConfig.class,
                            ServerConfigBuilder.class,
                            ExternalIssuer.class,
                            ClaimNames.class))))
        .because("tests observe the server from outside")
        .check(MODULE);
  }

  @Test
  void test_classes_have_the_contract_suite_or_the_service_suite_annotation() {
    classes()
        .that()
        .haveSimpleNameEndingWith("Test")
        .and()
        .doNotBelongToAnyOf(ArchitectureTest.class)
        .should()
        .beAnnotatedWith(ContractSuite.class)
        .orShould()
        .beAnnotatedWith(ServiceSuite.class)
        .because("these provide the servers under test, whose exchanges are recorded")
        .check(MODULE);
  }

  @Test
  void suites_have_the_contract_suite_annotation() {
    classes()
        .that()
        .haveSimpleNameEndingWith("Test")
        .should()
        .beAnnotatedWith(ContractSuite.class)
        .because("it provides the server under test and reverts the changes of each test")
        .check(SUITES);
  }
}

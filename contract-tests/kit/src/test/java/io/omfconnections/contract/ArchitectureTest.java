package io.omfconnections.contract;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.NetworkChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Tests the dependencies between the packages of the kit, and on libraries. */
class ArchitectureTest {
  private static final JavaClasses MAIN =
      new ClassFileImporter().importPaths(Path.of("target/classes"));
  private static final JavaClasses MAIN_AND_TESTS =
      new ClassFileImporter()
          .importPaths(Path.of("target/classes"), Path.of("target/test-classes"));

  private static final ArchRule CLI_IS_NOT_USED =
      noClasses()
          .that()
          .resideOutsideOfPackages("..cli..", "io.omfconnections.contract")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..cli..")
          .because("the command line is only the entry point");

  private static final ArchRule NO_CYCLES =
      slices().matching("io.omfconnections.contract.(*)..").should().beFreeOfCycles();

  @Test
  void only_http_package_opens_sockets() {
    opensNoSockets("io.omfconnections.contract.http").check(MAIN_AND_TESTS);
  }

  @Test
  void socket_rule_fails_on_a_package_that_opens_sockets() {
    assertThatThrownBy(() -> opensNoSockets("io.omfconnections.contract.check").check(MAIN))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("RecordingProxy");
  }

  @Test
  void packages_that_check_traffic_do_not_depend_on_tests() {
    doNotDependOnTests("..exchange..", "..model..", "..check..", "..recording..", "..http..")
        .check(MAIN);
  }

  @Test
  void test_rule_fails_on_a_package_that_depends_on_tests() {
    assertThatThrownBy(() -> doNotDependOnTests("..check..", "..harness..").check(MAIN))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("org.junit");
  }

  @Test
  void no_package_depends_on_cli() {
    CLI_IS_NOT_USED.check(MAIN);
  }

  @Test
  void packages_have_no_cycles() {
    NO_CYCLES.check(MAIN);
  }

  @Test
  void simple_names_of_test_classes_are_unique_within_the_kit() {
    assertThat(
            MAIN_AND_TESTS.stream()
                .map(JavaClass::getSimpleName)
                .filter(name -> name.endsWith("Test"))
                .toList())
        .as("test classes of the kit, which the documentation and -Dtest refer to by simple name")
        .isNotEmpty()
        .doesNotHaveDuplicates();
  }

  /** Rule for all packages but one, and this class, which names the socket classes. */
  private static ArchRule opensNoSockets(String exceptPackage) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(exceptPackage, "io.omfconnections.contract")
        .should()
        .dependOnClassesThat(
            resideInAPackage("java.net.http..")
                .or(assignableTo(Socket.class))
                .or(assignableTo(ServerSocket.class))
                .or(assignableTo(NetworkChannel.class))
                .or(assignableTo(URLConnection.class))
                .or(assignableTo(URL.class)))
        .because("requests that do not pass through the recording client are not checked");
  }

  private static ArchRule doNotDependOnTests(String... packages) {
    return noClasses()
        .that()
        .resideInAnyPackage(packages)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.junit..", "org.assertj..", "..harness..", "..suites..", "..cli..")
        .because("they also check traffic outside tests");
  }
}

package io.omfconnections.contract;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.net.Socket;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What this module's classes may know of each other and of the world. */
class ArchitectureTest {
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
        .doNotHaveFullyQualifiedName(ArchitectureTest.class.getName())
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
  void the_check_and_its_client_know_no_server_and_no_test() {
    noClasses()
        .that()
        .resideInAnyPackage("..exchange..", "..model..", "..check..", "..recording..", "..http..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.junit..", "org.assertj..", "..harness..")
        .because("they are to check anyone's exchanges, outside of any test")
        .check(MAIN);
  }

  @Test
  void a_tests_name_is_one_tests() {
    assertThat(
            ALL.stream()
                .map(JavaClass::getSimpleName)
                .filter(name -> name.endsWith("Test"))
                .toList())
        .as("simple names, by which the documents and -Dtest call tests")
        .doesNotHaveDuplicates();
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

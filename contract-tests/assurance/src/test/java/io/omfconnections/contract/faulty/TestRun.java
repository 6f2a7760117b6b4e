package io.omfconnections.contract.faulty;

import io.omfconnections.contract.kit.KitFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * The outcome of tests that ran against a server.
 *
 * @param exit the exit status of the kit or of the process
 * @param exchanges how many requests got a response
 * @param test class and method of the first test that failed; empty if none did
 * @param failure the failed test's name and message
 * @param duration how long the tests ran
 */
record TestRun(int exit, int exchanges, String test, String failure, Duration duration) {
  private static final Path FOLDER = Path.of("target/faulty-servers");
  private static final Duration TIMEOUT = Duration.ofMinutes(20);

  /**
   * Runs the suites of the kit's jar against a server until the first failure.
   *
   * @param name distinguishes the files of this run from those of others
   * @param only the test to run; empty: all
   */
  static TestRun ofKit(KitJar kit, String name, Fault fault, String only) throws IOException {
    Path report = FOLDER.resolve(name);
    Files.createDirectories(report);
    Instant start = Instant.now();
    try (RunningFaultyServer server = RunningFaultyServer.start(fault)) {
      List<String> arguments =
          new ArrayList<>(
              List.of(
                  "verify",
                  "--base-url",
                  server.baseUri().toString(),
                  "--tenant",
                  KitFixture.TENANT,
                  "--namespace",
                  KitFixture.NAMESPACE,
                  "--client-id",
                  KitFixture.ADMINISTRATOR,
                  "--client-secret",
                  KitFixture.SECRET,
                  "--second-client-id",
                  KitFixture.OPERATOR,
                  "--second-client-secret",
                  KitFixture.SECRET,
                  "--fail-fast",
                  "--report",
                  report.toString()));
      if (!only.isEmpty()) {
        arguments.addAll(List.of("--only", only));
      }
      int exit = kit.run(arguments, FOLDER.resolve(name + ".out"));
      List<String> failure = firstFailure(report);
      return new TestRun(
          exit, server.responseCount(), failure.get(0), failure.get(1), since(start));
    }
  }

  /**
   * Runs tests of the service, in which each server that they start has the fault.
   *
   * @param faultyServer the name of a {@link FaultyServer}; empty: no fault, and every test that
   *     detects a faulty server
   */
  static TestRun ofServiceTests(String faultyServer) throws IOException, InterruptedException {
    Instant start = Instant.now();
    List<String> arguments =
        new ArrayList<>(
            List.of("-cp", System.getProperty("java.class.path"), ServiceRun.class.getName()));
    if (!faultyServer.isEmpty()) {
      arguments.add(faultyServer);
    }
    String name = "service-" + faultyServer;
    int exit = run(name, arguments);
    String output = Files.readString(FOLDER.resolve(name + ".out"));
    int end = output.indexOf(ServiceRun.EXCHANGES);
    if (end < 0) {
      throw new AssertionError("The run has not completed: " + output);
    }
    String[] lines = output.substring(end + ServiceRun.EXCHANGES.length()).split("\n", 3);
    return new TestRun(
        exit, Integer.parseInt(lines[0].strip()), lines[1].strip(), lines[2].strip(), since(start));
  }

  private static int run(String name, List<String> arguments)
      throws IOException, InterruptedException {
    Files.createDirectories(FOLDER);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1"); // faster for processes that run for seconds
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(FOLDER.resolve(name + ".out").toFile())
            .redirectError(FOLDER.resolve(name + ".err").toFile())
            .start();
    try {
      if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("The run against " + name + " has timed out");
      }
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  private static Duration since(Instant start) {
    return Duration.between(start, Instant.now());
  }

  /** Reads the first failure from the JUnit XML of a report: the test, and what it says. */
  private static List<String> firstFailure(Path report) throws IOException {
    try (Stream<Path> files = Files.walk(report)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".xml")).toList()) {
        NodeList failures = parse(file).getElementsByTagName("failure");
        if (failures.getLength() > 0) {
          Element test = (Element) failures.item(0).getParentNode();
          String testClass = test.getAttribute("classname").replaceFirst(".*\\.", "");
          String method = test.getAttribute("name").replaceFirst("[( ].*", "");
          String output = test.getElementsByTagName("system-out").item(0).getTextContent();
          return List.of(
              testClass + "." + method,
              output.replaceFirst("(?s).*display-name: ", "")
                  + "\n"
                  + failures.item(0).getTextContent());
        }
      }
    }
    return List.of("", "");
  }

  private static Document parse(Path file) throws IOException {
    try {
      return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException(e);
    }
  }
}

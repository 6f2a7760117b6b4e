package io.omfconnections.server.mutants;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Evaluates PIT's report. At least 90 % of the mutants of each package must be killed; PIT's own
 * threshold applies only to all packages together. A reason must be known for each mutant that
 * survives, or that no test runs.
 *
 * <p>Only mutants that make a test fail count as killed. PIT also counts those that run out of time
 * or memory, which proves nothing on a busy machine. So these need no reason.
 */
final class MutationScore {
  private static final int MIN_PERCENT = 90;
  private static final String BASE_PACKAGE = "io.omfconnections.server.";

  /**
   * A mutant of the service.
   *
   * @param packageName the package, relative to the base package
   * @param name the class, the method and the change; without line numbers, which often change
   * @param line the line in the source file
   * @param status PIT's status, for example KILLED or SURVIVED
   */
  record Mutant(String packageName, String name, int line, String status) {
    boolean isKilled() {
      return status.equals("KILLED");
    }

    boolean isCovered() {
      return !status.equals("NO_COVERAGE");
    }

    boolean isJudged() {
      return isKilled() || status.equals("SURVIVED") || !isCovered();
    }
  }

  /**
   * The result of an evaluation.
   *
   * @param text a table of the packages, and a list of the mutants that were not killed
   * @param isEnough whether 90 % are killed in each package, and the others have a reason
   */
  record Result(String text, boolean isEnough) {}

  private MutationScore() {}

  /**
   * Prints the result. Exits with 1 if it is not enough.
   *
   * @param args PIT's {@code mutations.xml}; the file of known survivors; the packages, separated
   *     by commas
   */
  public static void main(String[] args) throws IOException {
    Result result =
        evaluate(
            read(Files.readString(Path.of(args[0]))),
            Files.readAllLines(Path.of(args[1])),
            List.of(args[2].split(",", -1)));
    System.out.print(result.text());
    System.exit(result.isEnough() ? 0 : 1);
  }

  /** Returns the mutants of a report, sorted by name and line. */
  static List<Mutant> read(String xml) throws IOException {
    NodeList elements;
    try {
      elements =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
              .getElementsByTagName("mutation");
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException("PIT's report can't be parsed", e);
    }
    List<Mutant> mutants = new ArrayList<>();
    for (int i = 0; i < elements.getLength(); i++) {
      mutants.add(mutant((Element) elements.item(i)));
    }
    mutants.sort(Comparator.comparing(Mutant::name).thenComparing(Mutant::line));
    return mutants;
  }

  /**
   * Evaluates the mutants.
   *
   * @param known the lines of the file of known survivors: {@code name | reason}, one for each
   *     mutant; {@code #} starts a comment
   * @param packages the packages to evaluate; each must have mutants
   */
  static Result evaluate(List<Mutant> mutants, List<String> known, List<String> packages) {
    StringBuilder text = new StringBuilder("Mutants of the service\n");
    text.append(
        row("package", "mutants", "killed", "survived", "not run", "other", "score", "of run"));
    boolean isEnough = true;
    for (String name : packages) {
      List<Mutant> all = mutants.stream().filter(m -> m.packageName().equals(name)).toList();
      long killed = all.stream().filter(Mutant::isKilled).count();
      long covered = all.stream().filter(Mutant::isCovered).count();
      long survived = all.stream().filter(m -> m.status().equals("SURVIVED")).count();
      text.append(
          row(
              name,
              all.size(),
              killed,
              survived,
              all.size() - covered,
              covered - killed - survived,
              percent(killed, all.size()),
              percent(killed, covered)));
      isEnough &= !all.isEmpty() && killed * 100 >= all.size() * (long) MIN_PERCENT;
    }
    text.append(
        isEnough
            ? ""
            : "At least " + MIN_PERCENT + " % of the mutants of each package must be killed.\n");
    Map<String, List<String>> reasons = reasons(known);
    for (Mutant mutant : mutants) {
      if (!mutant.isKilled() && packages.contains(mutant.packageName())) {
        List<String> unused = reasons.getOrDefault(mutant.name(), List.of());
        String reason;
        if (!unused.isEmpty()) {
          reason = unused.remove(0);
        } else if (mutant.isJudged()) {
          reason = "NEW: add a test, remove the code, or add a reason to survivors.txt";
          isEnough = false;
        } else {
          reason = "Not judged.";
        }
        text.append(
            String.format(
                Locale.ROOT,
                "%s, line %d, %s | %s%n",
                mutant.name(),
                mutant.line(),
                mutant.status(),
                reason));
      }
    }
    return new Result(text.toString(), isEnough);
  }

  private static Map<String, List<String>> reasons(List<String> known) {
    Map<String, List<String>> reasons = new HashMap<>();
    for (String line : known) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.split(" \\| ", 2);
        if (parts.length < 2) {
          throw new IllegalArgumentException("No reason is given for " + line);
        }
        reasons.computeIfAbsent(parts[0].strip(), name -> new ArrayList<>()).add(parts[1].strip());
      }
    }
    return reasons;
  }

  private static Mutant mutant(Element element) {
    String type = text(element, "mutatedClass").replace(BASE_PACKAGE, "");
    String method =
        text(element, "mutatedMethod").replaceAll("^lambda\\$(.*)\\$\\d+$", "$1 (lambda)");
    String change =
        text(element, "description")
            .replaceAll(" for io/omfconnections/.*$", "")
            .replaceAll("([a-z0-9]+/)+", "");
    return new Mutant(
        type.contains(".") ? type.substring(0, type.lastIndexOf('.')) : "",
        type + "." + method + ": " + change,
        Integer.parseInt(text(element, "lineNumber")),
        element.getAttribute("status"));
  }

  private static String text(Element mutation, String name) {
    return mutation.getElementsByTagName(name).item(0).getTextContent();
  }

  /** Returns a percentage, rounded down so that 89.9 % does not appear as 90 %. */
  private static String percent(long part, long whole) {
    return whole == 0 ? "-" : part * 100 / whole + " %";
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, "%-12s%9s%9s%10s%9s%7s%8s%8s%n", cells);
  }
}

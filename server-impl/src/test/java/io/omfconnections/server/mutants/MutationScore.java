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
 * Reads PIT's report, and wants 90 % of the mutants of each package killed. PIT itself has one
 * threshold for all, under which a bad package hides behind good ones.
 *
 * <p>Only what a test has failed for is killed: PIT also counts what ran out of time or memory,
 * which on a busy machine says nothing.
 */
final class MutationScore {
  private static final int MIN_PERCENT = 90;
  private static final String HOUSE = "io.omfconnections.server.";

  /**
   * A change to the service that PIT has tried.
   *
   * @param packageName the package, without the house's name
   * @param name class, method and change, without line numbers, which move
   * @param line where in the class
   * @param status PIT's word for what became of it
   */
  record Mutant(String packageName, String name, int line, String status) {
    boolean isKilled() {
      return status.equals("KILLED");
    }

    boolean isCovered() {
      return !status.equals("NO_COVERAGE");
    }
  }

  /**
   * What the report says, in words.
   *
   * @param text a table of the packages, and every mutant that was not killed
   * @param isEnough whether each package has its 90 %
   */
  record Result(String text, boolean isEnough) {}

  private MutationScore() {}

  /**
   * Prints the score, and ends with 1 when it is not enough.
   *
   * @param args PIT's {@code mutations.xml}; the file of known survivors; the packages to judge,
   *     with commas between them
   */
  public static void main(String[] args) throws IOException {
    Result result =
        judge(
            read(Files.readString(Path.of(args[0]))),
            Files.readAllLines(Path.of(args[1])),
            List.of(args[2].split(",", -1)));
    System.out.print(result.text());
    System.exit(result.isEnough() ? 0 : 1);
  }

  /** The mutants of a report, in the order of their places. */
  static List<Mutant> read(String xml) throws IOException {
    NodeList elements;
    try {
      elements =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
              .getElementsByTagName("mutation");
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException("PIT's report can't be read", e);
    }
    List<Mutant> mutants = new ArrayList<>();
    for (int i = 0; i < elements.getLength(); i++) {
      mutants.add(mutant((Element) elements.item(i)));
    }
    mutants.sort(Comparator.comparing(Mutant::name).thenComparing(Mutant::line));
    return mutants;
  }

  /**
   * Judges the mutants.
   *
   * @param known lines of the form {@code name | reason}, one for each mutant; {@code #} begins a
   *     comment
   * @param packages those that have to be there, each with its 90 %
   */
  static Result judge(List<Mutant> mutants, List<String> known, List<String> packages) {
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
        isEnough ? "" : "Each package needs " + MIN_PERCENT + " % of its mutants killed.\n");
    Map<String, List<String>> reasons = reasons(known);
    for (Mutant mutant : mutants) {
      if (!mutant.isKilled() && packages.contains(mutant.packageName())) {
        List<String> left = reasons.getOrDefault(mutant.name(), List.of());
        String reason =
            left.isEmpty() ? "NEW: a missing test, or code that does nothing?" : left.remove(0);
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
          throw new IllegalArgumentException("no reason is given for " + line);
        }
        reasons.computeIfAbsent(parts[0].strip(), name -> new ArrayList<>()).add(parts[1].strip());
      }
    }
    return reasons;
  }

  private static Mutant mutant(Element element) {
    String type = text(element, "mutatedClass").replace(HOUSE, "");
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

  /** Rounded down: 89.9 % are not 90 %. */
  private static String percent(long part, long whole) {
    return whole == 0 ? "-" : part * 100 / whole + " %";
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, "%-12s%9s%9s%10s%9s%7s%8s%8s%n", cells);
  }
}

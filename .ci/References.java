import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds broken references: links between Markdown files, paths, classes and tests that Markdown files name, files that Java
 * comments name, and decisions that any of them name by number. Javadoc's own links are checked by the compiler. Also finds
 * decisions, pages and lines of Markdown that are too long.
 *
 * <p>Usage: {@code java .ci/References.java [ROOT]}. Prints one line for each problem, and exits with 1 if there is one.
 */
public final class References {
  private static final int MAX_LINES_OF_DECISION = 6;
  private static final int MAX_LINES_OF_PAGE = 500;

  /** The maximum length of a line that is neither code nor part of a table. */
  private static final int MAX_LINE = 132;

  private static final Set<String> SKIPPED =
      Set.of(".git", "target", "node_modules", "omf-connections-data", ".idea", ".vscode");

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
  private static final Pattern TEST =
      Pattern.compile("([A-Z]\\w*(?:Test|IT))(?:\\.([a-z]\\w*))?");
  private static final Pattern CLASS_IN_PACKAGE = Pattern.compile("[a-z]+(?:/[a-z]+)*/[A-Z]\\w+");
  private static final Pattern COMMENT =
      Pattern.compile("/\\*.*?\\*/|(?<![:\"])//[^\n]*", Pattern.DOTALL);
  private static final Pattern FILE_NAME =
      Pattern.compile("(?<![\\w/.{}*-])[\\w./-]*\\w\\.(?:md|yaml|java|txt)\\b(?![\\w(])");
  private static final Pattern LITERAL = Pattern.compile("\"([^\"\\n\\\\]+)\"");
  /** A decision, such as "decision 20"; several, such as "decisions 20, 21 and 22". A comment may break the line. */
  private static final Pattern DECISION =
      Pattern.compile("(?i)\\bdecisions?[\\s*/#]+(\\d+(?:(?:,| and| or| to)[\\s*/#]+\\d+)*)");
  private static final Pattern DECISION_HEADING = Pattern.compile("## (\\d+)\\. ");
  /** The numbers that a page of decisions states, such as "Numbers 20 to 49, 120 to 139." */
  private static final Pattern PAGE_NUMBERS = Pattern.compile("(?m)^Numbers ([^.]+)\\.");
  private static final Pattern RANGE = Pattern.compile("(\\d+) to (\\d+)");
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final Pattern CAMEL_CASE = Pattern.compile("[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+");

  private final Path root;
  private final List<Path> files = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final StringBuilder java = new StringBuilder();
  private final Set<String> literals = new HashSet<>();
  private final Set<String> decisions = new HashSet<>();
  private final List<String> broken = new ArrayList<>();

  private References(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  public static void main(String[] arguments) throws IOException {
    References references = new References(Path.of(arguments.length == 0 ? "." : arguments[0]));
    references.check();
    references.broken.forEach(System.err::println);
    System.out.println(
        "References: " + references.files.size() + " files, " + references.broken.size() + " problems");
    System.exit(references.broken.isEmpty() ? 0 : 1);
  }

  private void check() throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return SKIPPED.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            files.add(file);
            names.add(file.getFileName().toString());
            return FileVisitResult.CONTINUE;
          }
        });
    for (Path file : files) {
      if (file.toString().endsWith(".java")) {
        String text = Files.readString(file);
        java.append(text).append('\n');
        LITERAL.matcher(text).results().map(result -> baseName(result.group(1))).forEach(literals::add);
      } else if (isPageOfDecisions(file)) {
        readDecisions(file, Files.readString(file));
      }
    }
    for (Path file : files) {
      if (file.toString().endsWith(".md")) {
        markdown(file, Files.readString(file));
      } else if (file.toString().endsWith(".java")) {
        comments(file, Files.readString(file));
      }
      if (file.toString().matches(".*\\.(md|java|xml|yaml|sql|py)")) {
        references(file, Files.readString(file));
      }
    }
  }

  private boolean isPageOfDecisions(Path file) {
    return file.startsWith(root.resolve("docs/decisions")) && file.toString().endsWith(".md");
  }

  private void readDecisions(Path file, String text) {
    String numbers = PAGE_NUMBERS.matcher(text).results().map(result -> result.group(1)).findFirst().orElse("");
    for (String section : text.split("(?m)^(?=## )")) {
      Matcher heading = DECISION_HEADING.matcher(section);
      if (heading.lookingAt()) {
        String decision = "has decision " + heading.group(1);
        if (!decisions.add(heading.group(1))) {
          report(file, decision + ", but another one has this number");
        }
        if (!includes(numbers, Integer.parseInt(heading.group(1)))) {
          report(file, decision + ", which is not one of the numbers of its page");
        }
        long lines = section.lines().skip(1).filter(line -> !line.isBlank()).count();
        if (lines > MAX_LINES_OF_DECISION) {
          report(file, decision + " with " + lines + " lines; " + MAX_LINES_OF_DECISION + " are the maximum");
        }
      }
    }
  }

  private static boolean includes(String ranges, int number) {
    return RANGE.matcher(ranges)
        .results()
        .anyMatch(range -> Integer.parseInt(range.group(1)) <= number && number <= Integer.parseInt(range.group(2)));
  }

  private void references(Path file, String text) {
    for (MatchResult reference : DECISION.matcher(text).results().toList()) {
      for (MatchResult number : NUMBER.matcher(reference.group(1)).results().toList()) {
        if (!decisions.contains(number.group())) {
          report(file, "refers to decision " + number.group() + ", which does not exist");
        }
      }
    }
  }

  private void markdown(Path file, String text) throws IOException {
    String prose = text.replaceAll("(?ms)^```.*?^```", "");
    long lines = text.lines().count();
    if (lines > MAX_LINES_OF_PAGE) {
      report(file, "has " + lines + " lines; " + MAX_LINES_OF_PAGE + " are the maximum");
    }
    prose
        .lines()
        .filter(line -> !line.startsWith("|") && line.codePointCount(0, line.length()) > MAX_LINE)
        .forEach(line -> report(file, "has a line of more than " + MAX_LINE + " characters: " + line));
    for (MatchResult link : LINK.matcher(prose).results().toList()) {
      link(file, link.group(1));
    }
    boolean describesSource =
        file.startsWith(root.resolve("docs")) || file.startsWith(root.resolve("contract-tests"));
    for (MatchResult code : CODE.matcher(prose).results().toList()) {
      code(file, code.group(1), describesSource);
    }
  }

  private void link(Path file, String target) throws IOException {
    if (target.matches("[a-z]+:.*")) {
      return;
    }
    String[] parts = target.split("#", 2);
    Path linked = parts[0].isEmpty() ? file : file.resolveSibling(parts[0]).normalize();
    if (!Files.exists(linked)) {
      report(file, "links to " + target + ", which does not exist");
    } else if (parts.length == 2 && !anchors(Files.readString(linked)).contains(parts[1])) {
      report(file, "links to " + target + ", which has no such heading");
    }
  }

  private static Set<String> anchors(String markdown) {
    return markdown
        .lines()
        .filter(line -> line.matches("#+ .*"))
        .map(
            line ->
                line.replaceFirst("#+ ", "")
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  private void code(Path file, String code, boolean describesSource) {
    Matcher test = TEST.matcher(code);
    if (test.matches()) {
      test(file, test.group(1), test.group(2));
    } else if (describesSource && CLASS_IN_PACKAGE.matcher(code).matches()) {
      if (files.stream().noneMatch(path -> path.toString().endsWith("/" + code + ".java"))) {
        report(file, "names the class " + code + ", which does not exist");
      }
    } else if (describesSource && CAMEL_CASE.matcher(code).matches()) {
      // A class of ours, or a word of the contract or of the code, such as the name of a right.
      if (!names.contains(code + ".java") && !java.toString().contains(code)) {
        report(file, "names " + code + ", which does not exist");
      }
    } else if (code.matches("(openapi|generated|server-impl|contract-tests|docs|\\.ci|\\.github)/[\\w./-]+")
        && !code.contains("/target/")) {
      if (!Files.exists(root.resolve(code))) {
        report(file, "names " + code + ", which does not exist");
      }
    }
  }

  private void test(Path file, String name, String method) {
    if (!names.contains(name + ".java")) {
      report(file, "names the test " + name + ", which does not exist");
    } else if (method != null && !java.toString().matches("(?s).*\\b" + method + "\\(.*")) {
      report(file, "names the test " + name + "." + method + ", which does not exist");
    }
  }

  private void comments(Path file, String text) {
    for (MatchResult comment : COMMENT.matcher(text).results().toList()) {
      for (MatchResult name : FILE_NAME.matcher(comment.group()).results().toList()) {
        // A file of the repository, or one that the code itself makes or reads.
        String base = baseName(name.group());
        if (!names.contains(base) && !literals.contains(base)) {
          report(file, "has a comment that names " + name.group() + ", which does not exist");
        }
      }
    }
  }

  private static String baseName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private void report(Path file, String problem) {
    broken.add(root.relativize(file) + " " + problem);
  }
}

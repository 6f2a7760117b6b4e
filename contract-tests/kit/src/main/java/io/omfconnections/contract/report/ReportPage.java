package io.omfconnections.contract.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.check.Rule;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.model.Contract;
import io.omfconnections.contract.model.Contract.Meaning;
import io.omfconnections.contract.model.Operation;
import io.omfconnections.contract.recording.Coverage;
import io.omfconnections.contract.recording.Coverage.Cell;
import io.omfconnections.contract.recording.Finding;
import io.omfconnections.contract.recording.Recorder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What a run has found, as one page that needs nothing but itself: a verdict, the matrix of
 * operations and statuses with the exchange that proves each cell, and every violation.
 *
 * @param subject what was tested, as a reader knows it: a name or an address
 * @param fromOutside whether the server was someone's, so that nobody could make it fail for a test
 * @param contract the contract
 * @param coverage what the exchanges that keep to the contract have shown
 * @param exchanges how many exchanges were checked
 * @param findings those that broke the contract
 * @param failures the tests that failed, by such an exchange or otherwise
 * @param untried why only a part was tried, in a sentence; empty if all was
 */
public record ReportPage(
    String subject,
    boolean fromOutside,
    Contract contract,
    Coverage coverage,
    int exchanges,
    List<Finding> findings,
    List<Failure> failures,
    String untried) {

  private static final int SHOWN_OF_A_GROUP = 3;
  private static final int SHOWN_FAILURES = 100;

  /** The page of everything that a recorder has seen, with all tried and no test looked at. */
  public static ReportPage of(
      String subject, boolean fromOutside, Contract contract, Recorder recorder) {
    return new ReportPage(
        subject,
        fromOutside,
        contract,
        recorder.coverage(),
        recorder.exchanges().size(),
        recorder.findings(),
        List.of(),
        "");
  }

  /** What the run says, in order of gravity. */
  public enum Verdict {
    /** Nothing broke the contract, and every cell that could be shown was. */
    HOLDS,
    /** Nothing broke the contract, but cells are missing. */
    INCOMPLETE,
    /** Nothing broke the contract, but only a part was tried. */
    PARTIAL,
    /** An exchange broke the contract, or a test failed. */
    BROKEN
  }

  /** What the run says. */
  public Verdict verdict() {
    if (!findings.isEmpty() || !failures.isEmpty()) {
      return Verdict.BROKEN;
    }
    if (!untried.isEmpty()) {
      return Verdict.PARTIAL;
    }
    return missing().isEmpty() ? Verdict.HOLDS : Verdict.INCOMPLETE;
  }

  /**
   * Writes the page.
   *
   * @throws UncheckedIOException when it can't be written
   */
  public void write(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, html());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The page. It is well-formed XML, too. */
  public String html() {
    Html page = new Html();
    page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n");
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
    page.raw("<title>%s — contract report</title>\n", headline());
    page.raw("<style>\n").raw(resource("report.css")).raw("</style>\n</head>\n<body>\n");
    page.raw("<a class=\"skip\" href=\"#matrix\">To the matrix</a>\n<main>\n");
    top(page);
    violations(page);
    failures(page);
    matrix(page);
    legend(page);
    page.raw("</main>\n");
    proofs(page);
    page.raw("<script>\n").raw(resource("report.js")).raw("</script>\n</body>\n</html>\n");
    return page.toString();
  }

  // ------------------------------------------------------------------------------- The top

  private String headline() {
    return switch (verdict()) {
      case HOLDS -> fromOutside ? "The server keeps to the contract" : "The contract holds";
      case INCOMPLETE -> "Nothing broke the contract, but some of it was not shown";
      case PARTIAL -> "Nothing broke the contract in the part that was tested";
      case BROKEN -> "The server breaks the contract";
    };
  }

  private void top(Html page) {
    page.raw("<header class=\"%s\">\n", verdict().name().toLowerCase(Locale.ROOT));
    page.raw("<p class=\"over\">Contract report · %s</p>\n", subject);
    page.raw("<h1>%s</h1>\n<p class=\"says\">", headline());
    page.raw(
        findings.isEmpty()
            ? "Each of %s exchanges keeps to the contract. "
            : "Among %s exchanges, " + findings.size() + " break the contract. ",
        number(exchanges));
    if (!failures.isEmpty()) {
      page.raw("Tests that failed: %s. ", failures.size());
    }
    page.text(untried.isEmpty() ? "" : untried + " ");
    int missing = missing().size();
    int beyond = beyond().size();
    page.raw("%s of %s documented cells were shown", shown(cell -> true), coverage.cells().size());
    String lacking = untried.isEmpty() ? "; %s could have been, and were not." : "; %s were not.";
    page.raw(missing == 0 ? "." : lacking.formatted(missing));
    if (beyond > 0) {
      page.raw(
          " %s are faults of the server (500, 503, 504), which nobody can order from outside.",
          beyond);
    }
    page.raw("</p>\n<ul class=\"totals\">\n");
    total(page, "Success, 2xx", Cell::isSuccess);
    total(page, "The caller’s mistakes, 4xx", cell -> !cell.isSuccess() && !cell.isFault());
    for (int status : statuses()) {
      if (status >= 500) {
        total(page, "Faults, " + status, cell -> cell.status() == status);
      }
    }
    page.raw("</ul>\n</header>\n");
  }

  private void total(Html page, String name, Predicate<Cell> group) {
    long documented = coverage.cells().stream().filter(group).count();
    long shown = shown(group);
    String state =
        shown == documented ? "all" : missing().stream().anyMatch(group) ? "lacking" : "beyond";
    page.raw("<li class=\"%s\"><b>%s<small> of %s</small></b>", state, shown, documented);
    page.raw("<meter min=\"0\" max=\"%s\" value=\"%s\">%s</meter>", documented, shown, shown);
    page.raw("<span>%s</span></li>\n", name);
  }

  private long shown(Predicate<Cell> group) {
    return coverage.exercised().stream().filter(group).count();
  }

  /** What was not shown, and could have been. */
  private List<Cell> missing() {
    return coverage.missing().stream().filter(cell -> !isBeyond(cell)).toList();
  }

  /** What was not shown, because it can't be from outside. */
  private List<Cell> beyond() {
    return coverage.missing().stream().filter(this::isBeyond).toList();
  }

  private boolean isBeyond(Cell cell) {
    return fromOutside && cell.isFault();
  }

  // ---------------------------------------------------------------------------- The matrix

  private void matrix(Html page) {
    page.raw("<section class=\"card\" aria-labelledby=\"matrix\">\n");
    page.raw("<h2 id=\"matrix\">Every documented status, and the exchange that shows it</h2>\n");
    page.raw(
        "<p class=\"hint\">A number says how many exchanges have shown this status of this"
            + " operation. Open it to see one of them. Addresses begin with <code>%s</code>.</p>\n",
        contract.path(contract.operations().get(0), "{version}").split("\\{version}", 2)[0]
            + "{version}"
            + commonPath());
    page.raw("<table>\n<thead>\n<tr><th scope=\"col\" rowspan=\"2\">Operation</th>");
    page.raw("<th scope=\"col\" rowspan=\"2\">Version</th>");
    columns(page, "success", Cell::isSuccess);
    columns(page, "the caller’s mistakes", cell -> !cell.isSuccess() && !cell.isFault());
    columns(page, "the server’s faults", Cell::isFault);
    page.raw("</tr>\n<tr>");
    for (int status : statuses()) {
      page.raw("<th scope=\"col\" class=\"status\">%s</th>", status);
    }
    page.raw("</tr>\n</thead>\n");
    Map<Cell, String> broken = broken();
    byTag()
        .forEach(
            (tag, operations) -> {
              page.raw(
                  "<tbody>\n<tr class=\"tag\"><th scope=\"rowgroup\" colspan=\"%s\">%s</th>",
                  statuses().size() + 2, tag);
              page.raw("</tr>\n");
              operations.forEach(operation -> rows(page, operation, broken));
              page.raw("</tbody>\n");
            });
    page.raw("</table>\n");
    missingList(page, "Documented, and not shown", missing());
    missingList(page, "Can’t be made to happen from outside", beyond());
    page.raw("</section>\n");
  }

  private void columns(Html page, String name, Predicate<Cell> group) {
    long statuses = coverage.cells().stream().filter(group).map(Cell::status).distinct().count();
    page.raw("<th scope=\"colgroup\" colspan=\"%s\">%s</th>", statuses, name);
  }

  private void rows(Html page, Operation operation, Map<Cell, String> broken) {
    boolean first = true;
    for (String version : coverage.versions()) {
      page.raw("<tr class=\"%s\">", first ? "first" : "next");
      if (first) {
        page.raw(
            "<th scope=\"rowgroup\" rowspan=\"%s\" class=\"operation\">",
            coverage.versions().size());
        page.raw(
            "%s<small><b>%s</b> %s</small></th>",
            summary(operation),
            operation.method(),
            "…" + operation.path().substring(commonPath().length()));
      }
      page.raw("<th scope=\"row\" class=\"version\">%s</th>", version);
      for (int status : statuses()) {
        Cell cell = new Cell(operation.id(), version, status);
        cell(page, operation, cell, broken.getOrDefault(cell, ""));
      }
      page.raw("</tr>\n");
      first = false;
    }
  }

  /** What the addresses of all operations begin with, up to a slash. */
  private String commonPath() {
    String common = contract.operations().get(0).path();
    for (Operation operation : contract.operations()) {
      while (!operation.path().startsWith(common + "/")) {
        common = common.substring(0, common.lastIndexOf('/'));
      }
    }
    return common;
  }

  /** Sets the success, the caller's mistakes and the server's faults apart. */
  private String edge(int status) {
    Integer before = statuses().lower(status);
    boolean first = before == null || before / 100 != status / 100;
    return first ? "edge" : "";
  }

  private void cell(Html page, Operation operation, Cell cell, String broken) {
    if (!operation.responses().containsKey(cell.status())) {
      page.raw("<td class=\"none %s\"></td>", edge(cell.status()));
      return;
    }
    int count = coverage.count(cell);
    String about = summary(operation) + " " + cell.version() + " " + cell.status() + ": ";
    page.raw("<td data-status=\"%s\" class=\"%s\">", cell.status(), edge(cell.status()));
    if (!broken.isEmpty()) {
      page.raw(
          "<a class=\"broken\" href=\"#%s\" aria-label=\"%s\">✗</a>",
          broken, about + "an exchange broke the contract");
    }
    if (count > 0) {
      page.raw(
          "<a class=\"shown\" id=\"cell-%s\" href=\"#proof-%s\" aria-label=\"%s\">%s</a>",
          anchor(cell), anchor(cell), about + "shown " + times(count), number(count));
    } else if (isBeyond(cell)) {
      page.raw(
          "<span class=\"beyond\" title=\"%s\">n/a</span>",
          about + "can’t be made to happen from outside");
    } else if (broken.isEmpty()) {
      page.raw("<span class=\"missing\" title=\"%s\">0</span>", about + "documented, not shown");
    }
    page.raw("</td>");
  }

  private void missingList(Html page, String title, List<Cell> cells) {
    if (cells.isEmpty()) {
      return;
    }
    Map<String, List<Integer>> byOperation = new LinkedHashMap<>();
    for (Cell cell : cells) {
      byOperation
          .computeIfAbsent(cell.operationId() + " " + cell.version(), key -> new ArrayList<>())
          .add(cell.status());
    }
    page.raw(
        "<details class=\"list\"><summary>%s: %s cells</summary>\n<ul>\n", title, cells.size());
    byOperation.forEach(
        (operation, statuses) ->
            page.raw(
                "<li><code>%s</code> %s</li>\n",
                operation, statuses.toString().replaceAll("[\\[\\]]", "")));
    page.raw("</ul></details>\n");
  }

  private static String anchor(Cell cell) {
    return cell.toString().replace(' ', '-');
  }

  private TreeSet<Integer> statuses() {
    TreeSet<Integer> statuses = new TreeSet<>();
    coverage.cells().forEach(cell -> statuses.add(cell.status()));
    return statuses;
  }

  private Map<String, List<Operation>> byTag() {
    Map<String, List<Operation>> byTag = new LinkedHashMap<>();
    for (Operation operation : contract.operations()) {
      byTag
          .computeIfAbsent(
              at(operation.place()).path("tags").path(0).asText("Operations"),
              tag -> new ArrayList<>())
          .add(operation);
    }
    return byTag;
  }

  private String summary(Operation operation) {
    return at(operation.place()).path("summary").asText(operation.id());
  }

  private JsonNode at(String place) {
    return contract.document().at(place.substring(1));
  }

  // ---------------------------------------------------------------------------- The proofs

  private void proofs(Html page) {
    List<Cell> shown = new ArrayList<>();
    for (List<Operation> operations : byTag().values()) {
      for (Operation operation : operations) {
        coverage.exercised().stream()
            .filter(cell -> cell.operationId().equals(operation.id()))
            .forEach(shown::add);
      }
    }
    for (int i = 0; i < shown.size(); i++) {
      Cell cell = shown.get(i);
      Exchange proof = coverage.proof(cell).orElseThrow();
      Operation operation = contract.operation(cell.operationId());
      page.raw(
          "<aside class=\"proof\" id=\"proof-%s\" tabindex=\"-1\" aria-labelledby=\"title-%s\">",
          anchor(cell), anchor(cell));
      page.raw(
          "<nav><a class=\"previous\" href=\"#proof-%s\">← before</a>",
          anchor(shown.get(Math.max(i - 1, 0))));
      page.raw(
          "<a class=\"next\" href=\"#proof-%s\">next →</a>",
          anchor(shown.get(Math.min(i + 1, shown.size() - 1))));
      page.raw("<a class=\"close\" href=\"#cell-%s\">close</a></nav>\n", anchor(cell));
      page.raw(
          "<h3 id=\"title-%s\">%s <b>%s</b></h3>\n",
          anchor(cell), summary(operation), cell.status());
      Operation.ResponseSpec response = operation.responses().get(cell.status());
      String place = response == null ? operation.place() : response.place();
      page.raw(
          "<p>%s · <code>%s</code> · %s<br/>",
          cell.version(), cell.operationId(), "shown " + times(coverage.count(cell)));
      page.raw(
          "The contract says: “%s” <code class=\"place\">%s</code></p>\n",
          at(place).path("description").asText().strip(), place);
      ExchangeView.append(page, proof);
      page.raw("</aside>\n");
    }
  }

  // ------------------------------------------------------------------------ The violations

  /** What is wrong in the same way: one rule, at one place of the contract. */
  private record Fault(Rule rule, String place) {}

  private Map<Fault, List<Finding>> faults() {
    Map<Fault, List<Finding>> faults = new LinkedHashMap<>();
    for (Finding finding : findings) {
      // A body can be wrong in one way at several of its places: it is one finding nevertheless.
      finding.violations().stream()
          .map(violation -> new Fault(violation.rule(), violation.place()))
          .distinct()
          .forEach(fault -> faults.computeIfAbsent(fault, key -> new ArrayList<>()).add(finding));
    }
    return faults;
  }

  private void violations(Html page) {
    if (findings.isEmpty()) {
      return;
    }
    page.raw("<section class=\"card violations\" aria-labelledby=\"violations\">\n");
    page.raw("<h2 id=\"violations\">What broke the contract</h2>\n");
    int number = 0;
    for (Map.Entry<Fault, List<Finding>> entry : faults().entrySet()) {
      Fault fault = entry.getKey();
      List<Finding> found = entry.getValue();
      number++;
      page.raw("<details id=\"fault-%s\" open=\"open\">\n<summary>", number);
      page.raw(
          "<b>%s.</b> <span class=\"count\">%s</span></summary>\n",
          fault.rule().sentence(), times(found.size()));
      page.raw(
          "<p>Rule <code>%s</code> · in the contract at <code class=\"place\">%s</code></p>\n",
          fault.rule(), fault.place());
      for (Finding finding : found.subList(0, Math.min(found.size(), SHOWN_OF_A_GROUP))) {
        page.raw("<article>\n<p class=\"seen\">Seen: ");
        finding.violations().stream()
            .filter(violation -> violation.rule() == fault.rule())
            .filter(violation -> violation.place().equals(fault.place()))
            .forEach(
                violation ->
                    page.raw("<span>%s</span> ", finding.exchange().redact(violation.seen())));
        page.raw("</p>\n");
        ExchangeView.append(page, finding.exchange());
        page.raw("</article>\n");
      }
      if (found.size() > SHOWN_OF_A_GROUP) {
        page.raw("<p>… and %s more like these.</p>\n", found.size() - SHOWN_OF_A_GROUP);
      }
      page.raw("</details>\n");
    }
    page.raw("</section>\n");
  }

  private void failures(Html page) {
    if (failures.isEmpty()) {
      return;
    }
    page.raw("<section class=\"card violations\" aria-labelledby=\"failures\">\n");
    page.raw("<h2 id=\"failures\">Tests that failed</h2>\n");
    for (Failure failure : failures.subList(0, Math.min(failures.size(), SHOWN_FAILURES))) {
      page.raw("<details open=\"open\">\n<summary><b>%s</b></summary>\n", failure.test());
      page.raw("<pre tabindex=\"0\">%s</pre>\n</details>\n", failure.message());
    }
    if (failures.size() > SHOWN_FAILURES) {
      page.raw("<p>… and %s more.</p>\n", failures.size() - SHOWN_FAILURES);
    }
    page.raw("</section>\n");
  }

  /** The anchor of the first fault of each cell that an exchange broke the contract with. */
  private Map<Cell, String> broken() {
    Map<Cell, String> broken = new HashMap<>();
    int number = 0;
    for (List<Finding> found : faults().values()) {
      number++;
      for (Finding finding : found) {
        Exchange.Request request = finding.exchange().request();
        if (request.wellFormed()
            && contract.meaning(request.method(), request.target())
                instanceof Meaning.Known known) {
          broken.putIfAbsent(
              new Cell(known.operation().id(), known.version(), finding.exchange().status()),
              "fault-" + number);
        }
      }
    }
    return broken;
  }

  // ---------------------------------------------------------------------------- The legend

  private void legend(Html page) {
    page.raw(
        """
        <section class="card" aria-labelledby="legend">
        <h2 id="legend">How to read this</h2>
        <p>The contract says for each operation with which statuses it answers. Each of them, under each version, is
        a <em>cell</em>. The tests send requests; every exchange is held against the contract: status, header
        fields, media type, and the body with its schema. An exchange that keeps to all of it shows its cell.</p>
        <dl>
        <dt><span class="shown">12</span></dt><dd>Shown, by so many exchanges. The link opens one of them.</dd>
        <dt><span class="missing">0</span></dt><dd>Documented, and no exchange has shown it.</dd>
        <dt><span class="broken">✗</span></dt><dd>An exchange with this status broke the contract. The link leads to it.</dd>
        """);
    if (fromOutside) {
      page.raw(
          """
          <dt><span class="beyond">n/a</span></dt><dd>A fault of the server or of what it stands on. Nobody can order
          it from outside; the server’s own tests have to show it.</dd>
          """);
    }
    page.raw(
        """
        <dt><span class="none"></span></dt><dd>The contract has no such status here.</dd>
        </dl>
        <p>In exchanges, tokens and secrets are left out, and long bodies are cut off. With an exchange open, Escape
        closes it, and the arrow keys lead to the one before and the next.</p>
        </section>
        """);
  }

  // --------------------------------------------------------------------------- Small things

  private static String times(int count) {
    return count == 1 ? "once" : number(count) + " times";
  }

  private static String number(int count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  private static String resource(String name) {
    try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not on the class path");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

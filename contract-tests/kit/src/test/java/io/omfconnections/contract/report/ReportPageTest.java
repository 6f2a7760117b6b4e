package io.omfconnections.contract.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.contract.check.RightExchanges;
import io.omfconnections.contract.check.Rule;
import io.omfconnections.contract.check.Violation;
import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.exchange.Exchange.Response;
import io.omfconnections.contract.exchange.Headers;
import io.omfconnections.contract.model.Contract;
import io.omfconnections.contract.recording.Coverage;
import io.omfconnections.contract.recording.Finding;
import io.omfconnections.contract.report.ReportPage.Verdict;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The page says what the run has found, to anyone, and runs nothing of what it shows. */
class ReportPageTest {
  private static final Contract CONTRACT = Contract.load();
  private static final int CELLS = new Coverage(CONTRACT).cells().size();
  private static final RightExchanges RIGHT = new RightExchanges(CONTRACT);
  private static final String TOKEN = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJzIn0.c2lnbmF0dXJl";
  private static final String SCRIPT = "<script>alert('1')</script>\"><img onerror=x>]]>&amp;";

  @Test
  void each_documented_cell_leads_to_the_exchange_that_shows_it() throws Exception {
    ReportPage page = page(false, cell -> true);
    assertThat(page.verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(page.html()).contains(CELLS + " of " + CELLS + " documented cells were shown.");
    Document document = parsed(page);
    assertThat(withClass(document, "td", "none edge")).isNotEmpty();
    assertThat(withClass(document, "span", "missing")).hasSize(1); // in the legend
    List<Element> cells = withClass(document, "a", "shown");
    assertThat(cells).hasSize(CELLS);
    Set<String> targets = new HashSet<>();
    for (Element link : elements(document, "a")) {
      targets.add(link.getAttribute("href"));
    }
    assertThat(ids(document))
        .doesNotHaveDuplicates()
        .containsAll(targets.stream().map(target -> target.substring(1)).toList());
    Element proof = byId(document, "proof-createOmfConnection-v2-preview-202");
    assertThat(proof.getTextContent())
        .contains("POST /api/v2-preview/", "202", "Operation-Id:", "\"State\" : ", "ClientIds");
  }

  @Test
  void a_cell_that_is_missing_is_seen_and_is_no_blank() throws Exception {
    ReportPage page = page(false, cell -> !cell.toString().equals("deleteOmfConnection v1 503"));
    assertThat(page.verdict()).isEqualTo(Verdict.INCOMPLETE);
    Document document = parsed(page);
    assertThat(withClass(document, "span", "missing")).hasSize(2);
    assertThat(withClass(document, "a", "shown")).hasSize(CELLS - 1);
    assertThat(page.html()).contains("1 could have been, and were not", "deleteOmfConnection v1");
  }

  @Test
  void what_no_one_can_make_happen_from_outside_is_named_and_no_fault() throws Exception {
    ReportPage page = page(true, cell -> !cell.isFault());
    assertThat(page.verdict()).isEqualTo(Verdict.HOLDS);
    long faults = new Coverage(CONTRACT).cells().stream().filter(Coverage.Cell::isFault).count();
    assertThat(withClass(parsed(page), "span", "beyond")).hasSize((int) faults + 1);
    assertThat(page.html()).contains(faults + " are faults of the server");
    assertThat(page(true, cell -> cell.status() != 404).verdict()).isEqualTo(Verdict.INCOMPLETE);
  }

  @Test
  void a_violation_is_shown_with_its_exchange_its_rule_and_its_place() throws Exception {
    Exchange exchange = RIGHT.of("getOmfConnection", 404);
    Violation violation = new Violation(Rule.ERROR_MEMBERS, "Reason is empty", "#/components/x");
    ReportPage page = page(false, cell -> true, List.of(finding(exchange, violation)));
    assertThat(page.verdict()).isEqualTo(Verdict.BROKEN);
    Document document = parsed(page);
    assertThat(byId(document, "fault-1").getTextContent())
        .contains(
            Rule.ERROR_MEMBERS.sentence(),
            "ERROR_MEMBERS",
            "Reason is empty",
            "#/components/x",
            "GET /api/v1/",
            "404",
            "Operation-Id:");
    List<Element> marks = withClass(document, "a", "broken");
    assertThat(marks).hasSize(1);
    assertThat(marks.get(0).getAttribute("href")).isEqualTo("#fault-1");
    assertThat(marks.get(0).getAttribute("aria-label")).contains("v1 404");
  }

  @Test
  void a_test_that_failed_without_a_violation_is_a_verdict_too() throws Exception {
    List<Failure> failures = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      failures.add(new Failure("suite > test " + i, "Expected " + SCRIPT));
    }
    ReportPage page = run(coverage(cell -> true), failures, "");
    assertThat(page.verdict()).isEqualTo(Verdict.BROKEN);
    assertThat(page.html())
        .contains("The server breaks the contract", "Tests that failed: 120.", "suite &gt; test 0")
        .contains("… and 20 more.");
    assertThat(elements(parsed(page), "script")).hasSize(1);
  }

  @Test
  void a_part_is_called_a_part() {
    Coverage some = coverage(cell -> cell.toString().equals("getOmfConnections v1 200"));
    ReportPage page = run(some, List.of(), "Only lists were tested.");
    assertThat(page.verdict()).isEqualTo(Verdict.PARTIAL);
    assertThat(page.html())
        .contains("Nothing broke the contract in the part that was tested")
        .contains("Only lists were tested. 1 of ")
        .doesNotContain("could have been, and", "but some of it was not shown");
    assertThat(run(coverage(cell -> true), List.of(), "Half.").verdict())
        .isEqualTo(Verdict.PARTIAL);
  }

  @Test
  void only_the_versions_that_were_tested_are_on_the_page() throws Exception {
    Coverage one = coverage(cell -> true).under(List.of("v1"));
    ReportPage page = run(one, List.of(), "");
    assertThat(page.verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(page.html())
        .contains(CELLS / 2 + " of " + CELLS / 2 + " documented cells were shown.")
        .doesNotContain("createOmfConnection-v2-preview");
    assertThat(withClass(parsed(page), "span", "missing")).hasSize(1); // in the legend
  }

  @Test
  void violations_of_one_kind_are_counted_and_some_of_them_shown() throws Exception {
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      Exchange exchange = RIGHT.of("getOmfConnection", 404);
      findings.add(
          finding(
              new Exchange(exchange.request().withTarget("/api/v1/x" + i), exchange.response()),
              new Violation(Rule.ADDRESS_OUTSIDE, "number " + i, "#/paths")));
    }
    Document document = parsed(page(false, cell -> true, findings));
    assertThat(elements(document, "article")).hasSize(3);
    assertThat(byId(document, "fault-1").getTextContent()).contains("7 times", "and 4 more");
  }

  @Test
  void what_an_exchange_holds_is_text_and_never_runs() throws Exception {
    Exchange exchange =
        new Exchange(
            Request.of("POST", "/api/v1/" + SCRIPT)
                .withHeader("X-Odd", SCRIPT)
                .withBody("{\"Name\":\"" + SCRIPT.replace("\"", "\\\"") + "\"}"),
            new Response(
                400,
                Headers.none().plus("X-Odd", SCRIPT + "\u0000\u001B\u202E\uFFFF\u0085"),
                Body.of(SCRIPT + "\u0000")));
    ReportPage page =
        page(
            false,
            cell -> true,
            List.of(finding(exchange, new Violation(Rule.INSIDES, SCRIPT, "#/" + SCRIPT))));
    Document document = parsed(page);
    assertThat(elements(document, "script")).hasSize(1);
    assertThat(elements(document, "img")).isEmpty();
    String text = byId(document, "fault-1").getTextContent();
    assertThat(text.split("<script>", -1)).hasSize(8);
    assertThat(text).contains(SCRIPT + "\u2400\u241B\uFFFD\uFFFD\uFFFD");
    assertThat(
            parsed(
                new ReportPage(
                    SCRIPT, true, CONTRACT, coverage(cell -> true), 1, List.of(), List.of(), "")))
        .isNotNull();
  }

  @Test
  void tokens_and_secrets_are_not_on_the_page() {
    Exchange exchange = RIGHT.of("getOmfConnection", 200);
    Exchange told =
        new Exchange(
            exchange
                .request()
                .withHeader("Authorization", "Bearer " + TOKEN)
                .withBody("client_secret=hush-hush"),
            new Response(200, Headers.none().plus("X-Echo", TOKEN), Body.of("\"" + TOKEN + "\"")));
    ReportPage page =
        page(
            false,
            cell -> true,
            List.of(finding(told, new Violation(Rule.TOKEN_SHOWN, "it is " + TOKEN, "#/x"))));
    assertThat(page.html())
        .doesNotContain(
            TOKEN, "hush-hush", exchange.request().headers().all("Authorization").get(0))
        .contains("it is (not shown)", "X-Echo:");
  }

  @Test
  void bodies_that_are_long_deep_or_no_text_are_shown_as_far_as_it_helps() throws Exception {
    for (Body body :
        List.of(
            Body.of("{\"long\":\"" + "x".repeat(5_000_000) + "\"}"),
            Body.of("[".repeat(100_000)),
            Body.of("[".repeat(1_000) + "]".repeat(1_000)),
            Body.of(new byte[] {(byte) 0xC3, 0x28, (byte) 0xFF, 0}))) {
      Exchange exchange =
          new Exchange(
              Request.of("POST", "/api/v1").withBody(body),
              new Response(400, Headers.none(), Body.empty()));
      ReportPage page =
          page(
              false,
              cell -> false,
              List.of(finding(exchange, new Violation(Rule.INSIDES, "x", "#/x"))));
      assertThat(page.html().length()).isLessThan(200_000);
      String shown = byId(parsed(page), "fault-1").getTextContent();
      if (body.size() > 3_000) {
        assertThat(shown).contains("cut off here; " + body.size() + " bytes in all");
      }
    }
  }

  @Test
  void the_page_needs_nothing_but_itself() {
    assertThat(page(false, cell -> true).html())
        .doesNotContain("<link", " src=", "@import", "url(", "fetch(", "XMLHttpRequest");
  }

  // ---------------------------------------------------------------------------------------------

  private static ReportPage page(boolean outside, Predicate<Coverage.Cell> shown) {
    return page(outside, shown, List.of());
  }

  private static ReportPage page(
      boolean outside, Predicate<Coverage.Cell> shown, List<Finding> findings) {
    return new ReportPage(
        "a server", outside, CONTRACT, coverage(shown), CELLS, findings, List.of(), "");
  }

  private static ReportPage run(Coverage coverage, List<Failure> failures, String untried) {
    return new ReportPage("x", true, CONTRACT, coverage, CELLS, List.of(), failures, untried);
  }

  private static Coverage coverage(Predicate<Coverage.Cell> shown) {
    Coverage coverage = new Coverage(CONTRACT);
    RIGHT
        .all()
        .forEach(
            (name, exchange) -> {
              String[] words = name.split(" ", 4);
              if (shown.test(new Coverage.Cell(words[0], words[1], Integer.parseInt(words[2])))) {
                coverage.add(exchange);
              }
            });
    return coverage;
  }

  private static Finding finding(Exchange exchange, Violation violation) {
    return new Finding(exchange, List.of(violation));
  }

  /** The page is XML, too, so that an unclosed or a smuggled element can't hide. */
  private static Document parsed(ReportPage page) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(page.html().getBytes(UTF_8)));
  }

  private static List<Element> withClass(Document document, String name, String type) {
    return elements(document, name).stream()
        .filter(element -> element.getAttribute("class").equals(type))
        .toList();
  }

  private static List<String> ids(Document document) {
    return elements(document, "*").stream()
        .map(element -> element.getAttribute("id"))
        .filter(id -> !id.isEmpty())
        .toList();
  }

  private static Element byId(Document document, String id) {
    return elements(document, "*").stream()
        .filter(element -> element.getAttribute("id").equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static List<Element> elements(Document document, String name) {
    List<Element> elements = new ArrayList<>();
    NodeList nodes = document.getElementsByTagName(name);
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }
}

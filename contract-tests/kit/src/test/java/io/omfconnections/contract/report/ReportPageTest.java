package io.omfconnections.contract.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.contract.check.ValidExchanges;
import io.omfconnections.contract.check.Violation;
import io.omfconnections.contract.check.rules.Rule;
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

/** Tests the report of a run. Long because each part of the page is a test. */
class ReportPageTest {
  private static final Contract CONTRACT = Contract.load();
  private static final int STATUS_CASES = new Coverage(CONTRACT).statusCases().size();
  private static final ValidExchanges VALID = new ValidExchanges(CONTRACT);
  private static final String TOKEN = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJzIn0.c2lnbmF0dXJl";
  private static final String SCRIPT = "<script>alert('1')</script>\"><img onerror=x>]]>&amp;";

  @Test
  void covered_status_cases_link_to_an_exchange() throws Exception {
    ReportPage page = page(false, statusCase -> true);
    assertThat(page.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(page.html())
        .contains(STATUS_CASES + " of " + STATUS_CASES + " documented status cases were covered.");
    Document document = parsed(page);
    assertThat(withClass(document, "td", "none edge")).isNotEmpty();
    assertThat(withClass(document, "span", "missing")).hasSize(1); // in the legend
    List<Element> covered = withClass(document, "a", "covered");
    assertThat(covered).hasSize(STATUS_CASES);
    Set<String> targets = new HashSet<>();
    for (Element link : elements(document, "a")) {
      targets.add(link.getAttribute("href"));
    }
    assertThat(ids(document))
        .doesNotHaveDuplicates()
        .containsAll(targets.stream().map(target -> target.substring(1)).toList());
    Element example = byId(document, "exchange-createOmfConnection-v2-preview-202");
    assertThat(example.getTextContent())
        .contains("POST /api/v2-preview/", "202", "Operation-Id:", "\"State\" : ", "ClientIds");
  }

  @Test
  void missing_status_case_is_marked_and_listed() throws Exception {
    ReportPage page =
        page(false, statusCase -> !statusCase.toString().equals("deleteOmfConnection v1 503"));
    assertThat(page.verdict()).isEqualTo(Verdict.INCOMPLETE);
    Document document = parsed(page);
    assertThat(withClass(document, "span", "missing")).hasSize(2);
    assertThat(withClass(document, "a", "covered")).hasSize(STATUS_CASES - 1);
    assertThat(page.html()).contains("were covered. 1 were not.", "deleteOmfConnection v1");
  }

  @Test
  void server_errors_that_clients_cannot_provoke_do_not_fail_the_run() throws Exception {
    ReportPage page = page(true, statusCase -> !statusCase.isServerError());
    assertThat(page.verdict()).isEqualTo(Verdict.PASSED);
    long faults =
        new Coverage(CONTRACT)
            .statusCases().stream().filter(Coverage.StatusCase::isServerError).count();
    assertThat(withClass(parsed(page), "span", "external")).hasSize((int) faults + 1);
    assertThat(page.html()).contains(faults + " are server errors (500, 503, 504)");
    assertThat(page(true, statusCase -> statusCase.status() != 404).verdict())
        .isEqualTo(Verdict.INCOMPLETE);
  }

  @Test
  void violation_is_shown_with_rule_pointer_and_exchange() throws Exception {
    Exchange exchange = VALID.of("getOmfConnection", 404);
    Violation violation = new Violation(Rule.ERROR_PROPERTIES, "Reason is empty", "#/components/x");
    ReportPage page = page(false, statusCase -> true, List.of(finding(exchange, violation)));
    assertThat(page.verdict()).isEqualTo(Verdict.FAILED);
    Document document = parsed(page);
    assertThat(byId(document, "violation-1").getTextContent())
        .contains(
            Rule.ERROR_PROPERTIES.sentence(),
            "ERROR_PROPERTIES",
            "Reason is empty",
            "#/components/x",
            "GET /api/v1/",
            "404",
            "Operation-Id:");
    List<Element> marks = withClass(document, "a", "broken");
    assertThat(marks).hasSize(1);
    assertThat(marks.get(0).getAttribute("href")).isEqualTo("#violation-1");
    assertThat(marks.get(0).getAttribute("aria-label")).contains("v1 404");
  }

  @Test
  void failed_test_without_violation_fails_the_run() throws Exception {
    List<Failure> failures = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      failures.add(new Failure("suite > test " + i, "Expected " + SCRIPT));
    }
    ReportPage page = run(coverage(statusCase -> true), failures, "");
    assertThat(page.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(page.html())
        .contains("The server breaks the contract", "Failed tests: 120.", "suite &gt; test 0")
        .contains("… and 20 more.");
    assertThat(elements(parsed(page), "script")).hasSize(1);
  }

  @Test
  void partial_run_is_reported_as_partial() {
    Coverage some =
        coverage(statusCase -> statusCase.toString().equals("getOmfConnections v1 200"));
    ReportPage page = run(some, List.of(), "Only lists were tested.");
    assertThat(page.verdict()).isEqualTo(Verdict.PARTIAL);
    assertThat(page.html())
        .contains("No violations in the tests that were run")
        .contains("Only lists were tested. 1 of ")
        .doesNotContain("coverage is incomplete");
    assertThat(run(coverage(statusCase -> true), List.of(), "Half.").verdict())
        .isEqualTo(Verdict.PARTIAL);
  }

  @Test
  void page_contains_only_the_tested_versions() throws Exception {
    Coverage one = coverage(statusCase -> true).ofVersions(List.of("v1"));
    ReportPage page = run(one, List.of(), "");
    assertThat(page.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(page.html())
        .contains(
            STATUS_CASES / 2 + " of " + STATUS_CASES / 2 + " documented status cases were covered.")
        .doesNotContain("createOmfConnection-v2-preview");
    assertThat(withClass(parsed(page), "span", "missing")).hasSize(1); // in the legend
  }

  @Test
  void violations_of_the_same_requirement_are_counted_and_three_of_them_shown() throws Exception {
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      Exchange exchange = VALID.of("getOmfConnection", 404);
      findings.add(
          finding(
              new Exchange(exchange.request().withTarget("/api/v1/x" + i), exchange.response()),
              new Violation(Rule.UNKNOWN_PATH, "number " + i, "#/paths")));
    }
    Document document = parsed(page(false, statusCase -> true, findings));
    assertThat(elements(document, "article")).hasSize(3);
    assertThat(byId(document, "violation-1").getTextContent()).contains("7 times", "… and 4 more.");
  }

  @Test
  void content_of_exchanges_is_escaped() throws Exception {
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
            statusCase -> true,
            List.of(
                finding(exchange, new Violation(Rule.INTERNALS_EXPOSED, SCRIPT, "#/" + SCRIPT))));
    Document document = parsed(page);
    assertThat(elements(document, "script")).hasSize(1);
    assertThat(elements(document, "img")).isEmpty();
    String text = byId(document, "violation-1").getTextContent();
    assertThat(text.split("<script>", -1)).hasSize(8);
    assertThat(text).contains(SCRIPT + "\u2400\u241B\uFFFD\uFFFD\uFFFD");
    assertThat(
            parsed(
                new ReportPage(
                    SCRIPT,
                    true,
                    CONTRACT,
                    coverage(statusCase -> true),
                    1,
                    List.of(),
                    List.of(),
                    "")))
        .isNotNull();
  }

  @Test
  void page_contains_no_tokens_or_secrets() {
    Exchange exchange = VALID.of("getOmfConnection", 200);
    Exchange exchangeWithSecrets =
        new Exchange(
            exchange
                .request()
                .withHeader("Authorization", "Bearer " + TOKEN)
                .withBody("client_secret=hush-hush"),
            new Response(200, Headers.none().plus("X-Echo", TOKEN), Body.of("\"" + TOKEN + "\"")));
    ReportPage page =
        page(
            false,
            statusCase -> true,
            List.of(
                finding(
                    exchangeWithSecrets,
                    new Violation(Rule.TOKEN_EXPOSED, "it is " + TOKEN, "#/x"))));
    assertThat(page.html())
        .doesNotContain(
            TOKEN, "hush-hush", exchange.request().headers().all("Authorization").get(0))
        .contains("it is (not shown)", "X-Echo:");
  }

  @Test
  void bodies_that_are_long_deep_or_binary_are_truncated() throws Exception {
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
              statusCase -> false,
              List.of(finding(exchange, new Violation(Rule.INTERNALS_EXPOSED, "x", "#/x"))));
      assertThat(page.html().length()).isLessThan(200_000);
      String shown = byId(parsed(page), "violation-1").getTextContent();
      if (body.size() > 3_000) {
        assertThat(shown).contains("truncated; " + body.size() + " bytes in total");
      }
    }
  }

  @Test
  void page_is_self_contained() {
    assertThat(page(false, statusCase -> true).html())
        .doesNotContain("<link", " src=", "@import", "url(", "fetch(", "XMLHttpRequest");
  }

  // ---------------------------------------------------------------------------------------------

  private static ReportPage page(boolean fromOutside, Predicate<Coverage.StatusCase> shown) {
    return page(fromOutside, shown, List.of());
  }

  private static ReportPage page(
      boolean fromOutside, Predicate<Coverage.StatusCase> shown, List<Finding> findings) {
    return new ReportPage(
        "a server", fromOutside, CONTRACT, coverage(shown), STATUS_CASES, findings, List.of(), "");
  }

  private static ReportPage run(Coverage coverage, List<Failure> failures, String notRun) {
    return new ReportPage("x", true, CONTRACT, coverage, STATUS_CASES, List.of(), failures, notRun);
  }

  private static Coverage coverage(Predicate<Coverage.StatusCase> shown) {
    Coverage coverage = new Coverage(CONTRACT);
    VALID
        .all()
        .forEach(
            (name, exchange) -> {
              String[] words = name.split(" ", 4);
              if (shown.test(
                  new Coverage.StatusCase(words[0], words[1], Integer.parseInt(words[2])))) {
                coverage.add(exchange);
              }
            });
    return coverage;
  }

  private static Finding finding(Exchange exchange, Violation violation) {
    return new Finding(exchange, List.of(violation));
  }

  /** Parses the page as XML, so that unclosed and injected elements are detected. */
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

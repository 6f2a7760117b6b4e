package io.omfconnections.contract.report;

import io.omfconnections.contract.model.Operation;
import io.omfconnections.contract.recording.Coverage;
import io.omfconnections.contract.recording.Coverage.StatusCase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** The values of the template {@code report.mustache}, which calls the methods by name. */
final class PageModel {
  private static final int FAILURES_SHOWN = 100;

  record Total(String name, long covered, long documented, String state) {}

  record CaseList(String title, int count, List<CaseListItem> items) {}

  record CaseListItem(String operation, String statuses) {}

  record CoveredCase(
      String id,
      String previous,
      String next,
      String summary,
      int status,
      String version,
      String operationId,
      String times,
      String description,
      String pointer,
      ExchangeView exchange) {}

  private final ReportPage page;
  private final Coverage coverage;
  private final Labels labels;
  private final ViolationList violations;

  PageModel(ReportPage page) {
    this.page = page;
    this.coverage = page.coverage();
    this.labels = new Labels(page.contract());
    this.violations = new ViolationList(page.contract(), page.findings());
  }

  // ------------------------------------------------------------------------------------ Header

  String css() {
    return ReportPage.resource("report.css");
  }

  String js() {
    return ReportPage.resource("report.js");
  }

  String subject() {
    return page.subject();
  }

  boolean fromOutside() {
    return page.fromOutside();
  }

  String verdict() {
    return page.verdict().name().toLowerCase(Locale.ROOT);
  }

  String headline() {
    return switch (page.verdict()) {
      case PASSED -> "The server follows the contract";
      case INCOMPLETE -> "No violations, but the coverage is incomplete";
      case PARTIAL -> "No violations in the tests that were run";
      case FAILED -> "The server breaks the contract";
    };
  }

  String summary() {
    StringBuilder text = new StringBuilder();
    int broken = page.findings().size();
    text.append(Labels.number(page.exchanges())).append(" exchanges were checked; ");
    text.append(broken == 0 ? "all follow the contract. " : Labels.number(broken) + " break it. ");
    if (!page.failures().isEmpty()) {
      text.append("Failed tests: ").append(page.failures().size()).append(". ");
    }
    if (!page.notRun().isEmpty()) {
      text.append(page.notRun()).append(' ');
    }
    text.append(coverage.covered().size()).append(" of ").append(coverage.statusCases().size());
    text.append(" documented status cases were covered.");
    if (!page.missing().isEmpty()) {
      text.append(' ').append(page.missing().size()).append(" were not.");
    }
    if (!page.outOfReach().isEmpty()) {
      text.append(' ').append(page.outOfReach().size());
      text.append(" are server errors (500, 503, 504), which clients cannot provoke.");
    }
    return text.toString();
  }

  List<Total> totals() {
    List<Total> totals = new ArrayList<>();
    totals.add(total("Success, 2xx", StatusCase::isSuccess));
    totals.add(total("Client errors, 4xx", StatusCase::isClientError));
    coverage.statusCases().stream()
        .filter(StatusCase::isServerError)
        .map(StatusCase::status)
        .distinct()
        .sorted()
        .forEach(
            status ->
                totals.add(total("Server errors, " + status, each -> each.status() == status)));
    return totals;
  }

  private Total total(String name, Predicate<StatusCase> group) {
    long documented = coverage.statusCases().stream().filter(group).count();
    long covered = coverage.covered().stream().filter(group).count();
    boolean missing = page.missing().stream().anyMatch(group);
    return new Total(
        name,
        covered,
        documented,
        covered == documented ? "complete" : missing ? "missing" : "external");
  }

  // ------------------------------------------------------------------- Violations and failures

  List<ViolationList.Group> violations() {
    return violations.groups();
  }

  boolean hasViolations() {
    return !page.findings().isEmpty();
  }

  List<Failure> failures() {
    return page.failures().stream().limit(FAILURES_SHOWN).toList();
  }

  boolean hasFailures() {
    return !page.failures().isEmpty();
  }

  int moreFailures() {
    return Math.max(0, page.failures().size() - FAILURES_SHOWN);
  }

  StatusTable table() {
    return new StatusTable(page, labels, violations);
  }

  // --------------------------------------------------------------------------------- Coverage

  List<CaseList> lists() {
    List<CaseList> lists = new ArrayList<>();
    if (!page.missing().isEmpty()) {
      lists.add(list("Status cases that were not covered", page.missing()));
    }
    if (!page.outOfReach().isEmpty()) {
      lists.add(list("Status cases that clients cannot provoke", page.outOfReach()));
    }
    return lists;
  }

  private static CaseList list(String title, List<StatusCase> cases) {
    Map<String, List<String>> byOperation = new LinkedHashMap<>();
    for (StatusCase each : cases) {
      byOperation
          .computeIfAbsent(each.operationId() + " " + each.version(), key -> new ArrayList<>())
          .add(String.valueOf(each.status()));
    }
    List<CaseListItem> items = new ArrayList<>();
    byOperation.forEach(
        (operation, found) -> items.add(new CaseListItem(operation, String.join(", ", found))));
    return new CaseList(title, cases.size(), items);
  }

  // ---------------------------------------------------------------------------------- Exchanges

  List<CoveredCase> covered() {
    List<StatusCase> cases =
        labels.operationsByTag().values().stream()
            .flatMap(List::stream)
            .flatMap(
                operation ->
                    coverage.covered().stream()
                        .filter(each -> each.operationId().equals(operation.id())))
            .toList();
    List<CoveredCase> covered = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      covered.add(
          coveredCase(
              cases.get(i),
              Labels.id(cases.get(Math.max(i - 1, 0))),
              Labels.id(cases.get(Math.min(i + 1, cases.size() - 1)))));
    }
    return covered;
  }

  private CoveredCase coveredCase(StatusCase statusCase, String previous, String next) {
    Operation operation = page.contract().operation(statusCase.operationId());
    Operation.ResponseSpec response = operation.responses().get(statusCase.status());
    String pointer = response == null ? operation.pointer() : response.pointer();
    return new CoveredCase(
        Labels.id(statusCase),
        previous,
        next,
        labels.summary(operation),
        statusCase.status(),
        statusCase.version(),
        statusCase.operationId(),
        Labels.times(coverage.count(statusCase)),
        page.contract().at(pointer).path("description").asText().strip(),
        pointer,
        ExchangeView.of(coverage.example(statusCase).orElseThrow()));
  }
}

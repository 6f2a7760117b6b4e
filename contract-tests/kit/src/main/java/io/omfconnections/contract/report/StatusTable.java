package io.omfconnections.contract.report;

import io.omfconnections.contract.model.Operation;
import io.omfconnections.contract.recording.Coverage;
import io.omfconnections.contract.recording.Coverage.StatusCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The table of the report: a row for each operation and version, a column for each status. The
 * template {@code report.mustache} calls the methods by name.
 */
final class StatusTable {
  record ColumnGroup(String name, long columns) {}

  record Tag(String name, int columns, List<Row> rows) {}

  /** A row of the table. {@code operation} has one element in the first row of an operation. */
  record Row(String position, List<RowHeader> operation, String version, List<Cell> cells) {}

  record RowHeader(int rows, String summary, String method, String path) {}

  /**
   * A cell of the table.
   *
   * @param violation the id of the violation with this status case; empty if there is none
   * @param count the number of exchanges; empty if there are none
   */
  record Cell(
      boolean documented,
      int status,
      String style,
      String id,
      String label,
      String violation,
      String count,
      String times,
      boolean external,
      boolean missing) {}

  private final ReportPage page;
  private final Coverage coverage;
  private final Labels labels;
  private final ViolationList violations;
  private final TreeSet<Integer> statuses = new TreeSet<>();

  StatusTable(ReportPage page, Labels labels, ViolationList violations) {
    this.page = page;
    this.coverage = page.coverage();
    this.labels = labels;
    this.violations = violations;
    coverage.statusCases().forEach(each -> statuses.add(each.status()));
  }

  String pathPrefix() {
    return page.contract()
            .path(page.contract().operations().get(0), "{version}")
            .split("\\{version}", 2)[0]
        + "{version}"
        + commonPath();
  }

  Set<Integer> statuses() {
    return statuses;
  }

  List<ColumnGroup> columnGroups() {
    return List.of(
        columns("success", StatusCase::isSuccess),
        columns("client errors", StatusCase::isClientError),
        columns("server errors", StatusCase::isServerError));
  }

  private ColumnGroup columns(String name, Predicate<StatusCase> group) {
    return new ColumnGroup(
        name,
        coverage.statusCases().stream().filter(group).map(StatusCase::status).distinct().count());
  }

  List<Tag> tags() {
    List<Tag> tags = new ArrayList<>();
    labels
        .operationsByTag()
        .forEach(
            (tag, operations) ->
                tags.add(
                    new Tag(
                        tag,
                        statuses.size() + 2,
                        operations.stream().flatMap(each -> rows(each).stream()).toList())));
    return tags;
  }

  private List<Row> rows(Operation operation) {
    List<Row> rows = new ArrayList<>();
    List<String> versions = coverage.versions();
    for (String version : versions) {
      boolean first = rows.isEmpty();
      RowHeader header =
          new RowHeader(
              versions.size(),
              labels.summary(operation),
              operation.method(),
              "…" + operation.path().substring(commonPath().length()));
      rows.add(
          new Row(
              first ? "first" : "next",
              first ? List.of(header) : List.of(),
              version,
              statuses.stream()
                  .map(status -> cell(operation, new StatusCase(operation.id(), version, status)))
                  .toList()));
    }
    return rows;
  }

  private Cell cell(Operation operation, StatusCase statusCase) {
    int status = statusCase.status();
    boolean documented = operation.responses().containsKey(status);
    int count = coverage.count(statusCase);
    String violation = documented ? violations.idOf(statusCase) : "";
    boolean uncovered = documented && count == 0;
    boolean outOfReach = page.isOutOfReach(statusCase);
    // Separates 2xx, 4xx and 5xx.
    Integer before = statuses.lower(status);
    String edge = before == null || before / 100 != status / 100 ? "edge" : "";
    return new Cell(
        documented,
        status,
        documented ? edge : "none " + edge,
        Labels.id(statusCase),
        labels.summary(operation) + " " + statusCase.version() + " " + status,
        violation,
        count == 0 ? "" : Labels.number(count),
        Labels.times(count),
        uncovered && outOfReach,
        uncovered && !outOfReach && violation.isEmpty());
  }

  /** Returns the longest common prefix of all paths that ends before a slash. */
  private String commonPath() {
    String common = page.contract().operations().get(0).path();
    for (Operation operation : page.contract().operations()) {
      while (!operation.path().startsWith(common + "/")) {
        common = common.substring(0, common.lastIndexOf('/'));
      }
    }
    return common;
  }
}

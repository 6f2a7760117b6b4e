package io.omfconnections.contract.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.omfconnections.contract.model.Contract;
import io.omfconnections.contract.recording.Coverage;
import io.omfconnections.contract.recording.Coverage.StatusCase;
import io.omfconnections.contract.recording.Finding;
import io.omfconnections.contract.recording.Recorder;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The HTML report of a test run: the verdict, each violation, and the coverage of the contract with
 * an exchange for each status case. The page is self-contained, and contains no tokens or secrets.
 *
 * @param subject the server: a name or a URL
 * @param fromOutside whether the tests had no control over the server, so that they could not
 *     provoke server errors
 * @param contract the contract
 * @param coverage the coverage by the exchanges that follow the contract
 * @param exchanges the number of checked exchanges
 * @param findings the exchanges that break the contract
 * @param failures the failed tests
 * @param notRun why only a part of the tests was run, in a sentence; empty if all were run
 */
public record ReportPage(
    String subject,
    boolean fromOutside,
    Contract contract,
    Coverage coverage,
    int exchanges,
    List<Finding> findings,
    List<Failure> failures,
    String notRun) {

  private static final Template TEMPLATE =
      Mustache.compiler()
          .withEscaper(new HtmlEscaper())
          .withLoader(name -> new StringReader(resource(name + ".mustache")))
          .emptyStringIsFalse(true)
          .zeroIsFalse(true)
          .strictSections(true)
          .compile(resource("report.mustache"));

  /** The result of a run. */
  public enum Verdict {
    /** No violations, no failed tests, and every status case that can be covered is covered. */
    PASSED,
    /** No violations and no failed tests, but status cases are not covered. */
    INCOMPLETE,
    /** No violations and no failed tests, but only a part of the tests was run. */
    PARTIAL,
    /** At least one violation or failed test. */
    FAILED
  }

  /** Returns the report of a complete run, without failed tests. */
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

  /** Returns the result of the run. */
  public Verdict verdict() {
    if (!findings.isEmpty() || !failures.isEmpty()) {
      return Verdict.FAILED;
    }
    if (!notRun.isEmpty()) {
      return Verdict.PARTIAL;
    }
    return missing().isEmpty() ? Verdict.PASSED : Verdict.INCOMPLETE;
  }

  /**
   * Writes the page. Creates missing parent directories and replaces an existing file.
   *
   * @throws UncheckedIOException if the file cannot be written
   */
  public void write(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, html());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the page as HTML that is also well-formed XML. */
  public String html() {
    return TEMPLATE.execute(new PageModel(this));
  }

  /** Returns the status cases that the tests could have covered, but did not. */
  List<StatusCase> missing() {
    return coverage.missing().stream().filter(missing -> !isOutOfReach(missing)).toList();
  }

  /** Returns the status cases that are not covered and cannot be provoked by clients. */
  List<StatusCase> outOfReach() {
    return coverage.missing().stream().filter(this::isOutOfReach).toList();
  }

  /** Whether the tests cannot cover a status case. */
  boolean isOutOfReach(StatusCase statusCase) {
    return fromOutside && statusCase.isServerError();
  }

  /** Reads a text file of this package. */
  static String resource(String name) {
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

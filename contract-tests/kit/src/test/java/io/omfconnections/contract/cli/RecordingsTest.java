package io.omfconnections.contract.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Tests that replay checks the recordings of other tools: see README.md beside the recordings. */
class RecordingsTest {
  @TempDir private Path directory = Path.of("replaced");
  private final StringWriter output = new StringWriter();

  /**
   * @param checked the number of exchanges of the API, without preflights
   * @param unknown how many of them have a body that the file does not contain
   */
  @ParameterizedTest
  @CsvSource({
    "playwright-embed.har, 7, 0",
    "playwright-worker.har, 14, 7",
    "playwright-omit.har, 7, 7",
    "playwright-minimal.har, 7, 0",
    "playwright-attach.zip, 7, 0",
    "mitmproxy.har, 12, 0",
    "mitmproxy.zhar, 12, 0",
  })
  void recording_of_correct_service_is_checked_without_violation(
      String name, int checked, int unknown) throws Exception {
    assertThat(replay(recording(name))).as(output.toString()).isZero();
    assertThat(output.toString()).contains(checked + " exchanges checked, 0 broke");
    if (unknown == 0) {
      assertThat(output.toString()).doesNotContain("file does not contain them");
    } else {
      assertThat(output.toString()).contains("file does not contain them: " + unknown + ".");
    }
  }

  @Test
  void preflights_of_browsers_are_ignored_and_counted() throws Exception {
    // Playwright records those of service workers only.
    replay(recording("playwright-worker.har"));
    assertThat(output.toString())
        .contains("preflight requests ignored, which browsers send", ": 5.");
  }

  @Test
  void wrong_body_in_a_file_of_its_own_is_a_violation() throws Exception {
    Path changed = changed(recording("playwright-attach.zip"), "\"State\"", "\"state\"");
    assertThat(replay(changed)).isEqualTo(1);
    assertThat(output.toString()).contains("UNDOCUMENTED_PROPERTY");
  }

  @Test
  void unpacked_recording_is_read_with_the_files_beside_it() throws Exception {
    try (ZipFile zip = new ZipFile(recording("playwright-attach.zip").toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        Files.write(directory.resolve(entry.getName()), zip.getInputStream(entry).readAllBytes());
      }
    }
    assertThat(replay(directory.resolve("har.har"))).isZero();
    assertThat(output.toString()).doesNotContain("file does not contain them");
  }

  @Test
  void compressed_recording_is_read() throws Exception {
    Path compressed = directory.resolve("recording.har.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
      Files.copy(recording("playwright-embed.har"), out);
    }
    assertThat(replay(compressed)).isZero();
    assertThat(output.toString()).contains("7 exchanges checked");
  }

  @Test
  void body_in_a_file_of_another_folder_is_not_read() throws Exception {
    Files.writeString(directory.resolve("outside.json"), "{}");
    Path folder = Files.createDirectory(directory.resolve("folder"));
    Path har = folder.resolve("recording.har");
    Files.writeString(
        har,
        """
        {"log":{"entries":[{
          "request":{"method":"GET","url":"http://h/api/v1/tenants/T/namespaces/N/omfConnections",
            "headers":[{"name":"Authorization","value":"Bearer x"}]},
          "response":{"status":200,"headers":[{"name":"Content-Type","value":"application/json"},
            {"name":"Operation-Id","value":"00000000-0000-4000-8000-000000000001"}],
            "content":{"_file":"../outside.json"}}}]}}
        """);
    replay(har);
    assertThat(output.toString()).contains("file does not contain them: 1.");
  }

  @Test
  void zip_file_without_recording_cannot_be_checked() throws Exception {
    Path zip = directory.resolve("empty.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("readme.txt"));
    }
    assertThat(replay(zip)).isEqualTo(2);
    assertThat(output.toString()).contains("is a ZIP file with 0 files *.har. It must have");
  }

  private Path changed(Path zip, String text, String replacement) throws IOException {
    Path changed = directory.resolve("changed.zip");
    try (ZipFile in = new ZipFile(zip.toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(changed))) {
      for (ZipEntry entry : in.stream().toList()) {
        out.putNextEntry(new ZipEntry(entry.getName()));
        String content = new String(in.getInputStream(entry).readAllBytes(), UTF_8);
        out.write(content.replace(text, replacement).getBytes(UTF_8));
      }
    }
    return changed;
  }

  private static Path recording(String name) {
    return Path.of("src/test/resources/recordings", name);
  }

  private int replay(Path file) {
    CommandLine commandLine = Main.commandLine(Map.of());
    commandLine.setOut(new PrintWriter(output));
    commandLine.setErr(new PrintWriter(output));
    return commandLine.execute("replay", file.toString());
  }
}

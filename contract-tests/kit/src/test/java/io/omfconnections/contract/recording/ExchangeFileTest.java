package io.omfconnections.contract.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omfconnections.contract.check.ValidExchanges;
import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.exchange.Exchange.Response;
import io.omfconnections.contract.exchange.Headers;
import io.omfconnections.contract.model.Contract;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExchangeFileTest {
  @TempDir private Path directory;

  @Test
  void exchanges_are_read_as_they_were_written() {
    List<Exchange> exchanges = List.copyOf(new ValidExchanges(Contract.load()).all().values());

    assertThat(writtenAndRead(exchanges)).isEqualTo(exchanges);
    assertThat(exchanges.get(0).request().headers().all("Authorization")).isNotEmpty();
  }

  @Test
  void header_fields_keep_order_duplicates_and_case() {
    Headers headers =
        Headers.none()
            .plus("Allow", "GET")
            .plus("X-Other", "")
            .plus("allow", "PUT")
            .plus("Allow", "GET");

    assertSurvives(exchange(Request.of("GET", "/"), new Response(405, headers, Body.empty())));
  }

  @Test
  void binary_bodies_and_malformed_requests_keep_every_byte() {
    byte[] bytes = new byte[256];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    Request malformed = new Request("", "", Headers.none(), Body.of(bytes), false);

    assertSurvives(exchange(malformed, new Response(400, Headers.none(), Body.of(bytes))));
  }

  @Test
  void strings_outside_of_ascii_are_kept_even_if_they_are_not_valid_unicode() {
    Request request =
        Request.of("M\u00dcLL", "/\ud83d\ude00?\ud83d\r\n\u0000\"\\")
            .plusHeader("\u2028", "\u00ff");

    assertSurvives(exchange(request, new Response(400, Headers.none(), Body.empty())));
  }

  @Test
  void bodies_of_many_megabytes_are_kept() {
    byte[] large = new byte[24_000_000];
    new Random(1).nextBytes(large);

    List<Exchange> read =
        writtenAndRead(
            List.of(
                exchange(
                    Request.of("POST", "/").withBody(Body.of(large)),
                    new Response(413, Headers.none(), Body.empty()))));

    assertThat(Arrays.equals(read.get(0).request().body().bytes(), large)).isTrue();
  }

  @Test
  void empty_list_makes_a_file_without_exchanges() {
    assertThat(writtenAndRead(List.of())).isEmpty();
  }

  @Test
  void missing_directories_are_created_and_existing_files_replaced() {
    Path file = directory.resolve("a/b/exchanges.jsonl.gz");
    Exchange exchange =
        exchange(Request.of("GET", "/"), new Response(404, Headers.none(), Body.empty()));
    ExchangeFile.write(file, List.of(exchange, exchange));
    ExchangeFile.write(file, List.of(exchange));

    assertThat(ExchangeFile.read(file)).containsExactly(exchange);
  }

  @Test
  void truncated_file_is_rejected() throws Exception {
    Path file = directory.resolve("exchanges.jsonl.gz");
    ExchangeFile.write(file, List.copyOf(new ValidExchanges(Contract.load()).all().values()));
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));

    assertThatThrownBy(() -> ExchangeFile.read(file)).isInstanceOf(UncheckedIOException.class);
  }

  private void assertSurvives(Exchange exchange) {
    assertThat(writtenAndRead(List.of(exchange))).containsExactly(exchange);
  }

  private List<Exchange> writtenAndRead(List<Exchange> exchanges) {
    Path file = directory.resolve("exchanges.jsonl.gz");
    ExchangeFile.write(file, exchanges);
    return ExchangeFile.read(file);
  }

  private static Exchange exchange(Request request, Response response) {
    return new Exchange(request, response);
  }
}

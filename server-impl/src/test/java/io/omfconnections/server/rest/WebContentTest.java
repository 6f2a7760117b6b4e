package io.omfconnections.server.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebContentTest {
  private static final byte[] BYTES = "content ".repeat(1_000).getBytes(UTF_8);

  private final WebContent content = new WebContent("text/css", BYTES);

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "br, GZIP;q=0.5", "deflate,gzip", "gzip;q=1.000"})
  void client_that_accepts_gzip_gets_compressed_content(String accepted) throws IOException {
    Response response = get(HttpHeaders.ACCEPT_ENCODING, accepted);

    byte[] body = (byte[]) response.getEntity();
    assertThat(response.getHeaderString(HttpHeaders.CONTENT_ENCODING)).isEqualTo("gzip");
    assertThat(response.getHeaderString(HttpHeaders.VARY)).isEqualTo("Accept-Encoding");
    assertThat(body.length).isLessThan(BYTES.length / 10);
    assertThat(new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes()).isEqualTo(BYTES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "br", "gzip;q=0", "gzip; q=0.000", "xgzip", "identity"})
  void other_client_gets_the_content_as_it_is(String accepted) {
    Response response = get(HttpHeaders.ACCEPT_ENCODING, accepted);

    assertThat(response.getEntity()).isEqualTo(BYTES);
    assertThat(response.getMediaType()).hasToString("text/css");
    assertThat(response.getHeaderString(HttpHeaders.CONTENT_ENCODING)).isNull();
  }

  @Test
  void client_that_has_the_content_gets_304() {
    String tag = get("X", "").getHeaderString(HttpHeaders.ETAG);

    for (String known : new String[] {tag, "\"a\", " + tag, tag.substring(2), "*"}) {
      Response response = get(HttpHeaders.IF_NONE_MATCH, known);
      assertThat(response.getStatus()).as(known).isEqualTo(304);
      assertThat(response.hasEntity()).isFalse();
      assertThat(response.getHeaderString(HttpHeaders.ETAG)).isEqualTo(tag);
    }
    assertThat(get(HttpHeaders.IF_NONE_MATCH, "W/\"a\"").getStatus()).isEqualTo(200);
  }

  @Test
  void changed_content_has_another_tag() {
    assertThat(
            new WebContent("text/css", "other".getBytes(UTF_8))
                .response(TestRequests.to("GET", "/"), "no-cache")
                .getHeaderString(HttpHeaders.ETAG))
        .isNotEqualTo(get("X", "").getHeaderString(HttpHeaders.ETAG));
  }

  private Response get(String header, String value) {
    RequestContext request = TestRequests.to("GET", "/");
    TestRequests.addHeader(request, header, value);
    return content.response(request, "no-cache");
  }
}

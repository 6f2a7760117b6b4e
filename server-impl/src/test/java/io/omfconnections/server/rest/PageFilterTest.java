package io.omfconnections.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.glassfish.grizzly.nio.transport.TCPNIOTransportBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageFilterTest {
  private final FairShares places = new FairShares(PageFilter.MAX_PAGES + 1);
  private final PageFilter filter = new PageFilter();
  private final Timer timer = new Timer();
  private final RequestProcessor processor =
      new RequestProcessor(
          new ErrorWriter(Json.mapper(Contract.load())),
          new RequestMetrics(new SimpleMeterRegistry(), Set.of()),
          200,
          TcpConnectionLimit.of(TCPNIOTransportBuilder.newInstance().build(), 100, timer),
          timer);

  @AfterEach
  void stop() {
    timer.close();
  }

  @Test
  void page_has_a_place_of_its_own_until_there_is_none() {
    for (int i = 0; i < PageFilter.MAX_PAGES; i++) {
      RequestContext page = request(WebPages.DOCS);
      filter.filter(page);
      assertThat(page.hasPlace()).isTrue();
    }
    assertThat(places.free()).isEqualTo(PageFilter.MAX_PAGES + 1);

    assertThatThrownBy(() -> filter.filter(request(WebPages.DOCS)))
        .isInstanceOfSatisfying(
            ApiException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE));
  }

  /** Browsers on slow networks load pages without a token. */
  @ParameterizedTest
  @ValueSource(strings = {WebPages.DOCS_FILE, WebPages.OPENAPI_JSON})
  void page_has_the_write_timeout_of_clients_with_a_token(String template) {
    RequestContext page = request(template);
    filter.filter(page);
    assertThat(processor.writeTimeout(page)).isEqualTo(RestServer.WRITE_TIMEOUT);

    page.leavePlace();
    assertThat(processor.writeTimeout(page)).isEqualTo(RestServer.SHORT_WRITE_TIMEOUT);
  }

  @Test
  void other_request_keeps_its_place_and_the_short_write_timeout() {
    RequestContext request = request(IdentityResource.DISCOVERY);
    filter.filter(request);

    assertThat(places.free()).isEqualTo(PageFilter.MAX_PAGES);
    assertThat(processor.writeTimeout(request))
        .isEqualTo(RestServer.SHORT_WRITE_TIMEOUT)
        .isLessThan(Duration.ofSeconds(1));
  }

  private RequestContext request(String template) {
    RequestContext request = TestRequests.to("GET", "/");
    request.route(template, null, Map.of(), template);
    FairShares.Part place = places.part();
    assertThat(place.take(1, 0)).isEqualTo(FairShares.Result.TAKEN);
    request.place(place);
    return request;
  }
}

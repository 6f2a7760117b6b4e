package io.omfconnections.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omfconnections.server.access.Identity;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.identity.TenantDirectory;
import io.omfconnections.server.identity.TenantDirectory.Tenant;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.glassfish.grizzly.Connection;
import org.junit.jupiter.api.Test;

class ShareFilterTest {
  private final Contract contract = Contract.load();
  private final FairShares places = new FairShares(4);
  private TenantDirectory directory = directory("a", "b");

  @Test
  void request_beyond_the_share_of_its_tenant_is_503_and_has_no_place() {
    ShareFilter filter = new ShareFilter();
    for (int i = 0; i < 3; i++) {
      filter.filter(request("a"));
    }
    RequestContext refused = request("a");

    assertThatThrownBy(() -> filter.filter(refused))
        .isInstanceOfSatisfying(
            ApiException.class,
            error -> {
              assertThat(error.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
              assertThat(error.reason()).contains("of the same tenant");
            });
    assertThat(refused.hasPlace()).isFalse();

    RequestContext other = request("b");
    filter.filter(other);
    assertThat(other.hasPlace()).isTrue();
    assertThat(places.free()).isZero();
  }

  @Test
  void only_tenant_has_no_share_until_there_is_another() {
    directory = directory("a");
    ShareFilter filter = new ShareFilter();
    List<RequestContext> requests = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      RequestContext request = request("a");
      filter.filter(request);
      assertThat(places.free()).isEqualTo(3 - i);
      requests.add(request);
    }
    requests.forEach(RequestContext::leavePlace);

    directory = directory("a", "b");
    for (int i = 0; i < 3; i++) {
      filter.filter(request("a"));
    }
    assertThatThrownBy(() -> filter.filter(request("a")))
        .hasMessageContaining("of the same tenant");
  }

  @Test
  void request_without_operation_counts_for_its_network() {
    ShareFilter filter = new ShareFilter();
    for (int i = 0; i < 3; i++) {
      filter.filter(from("192.0.2.1"));
    }

    assertThatThrownBy(() -> filter.filter(from("192.0.2.1")))
        .hasMessageContaining("of the same tenant or network");

    RequestContext other = from("192.0.2.2");
    filter.filter(other);
    assertThat(other.hasPlace()).isTrue();
  }

  @Test
  void place_after_the_body_counts_for_the_same_caller() {
    ShareFilter filter = new ShareFilter();
    FairShares.Part beforeBody = place();
    RequestContext withBody = request("a", beforeBody);
    filter.filter(withBody);
    beforeBody.close();
    for (int i = 0; i < 3; i++) {
      filter.filter(request("a"));
    }

    assertThatThrownBy(() -> withBody.place(place())).hasMessageContaining("of the same tenant");

    assertThat(withBody.hasPlace()).isFalse();
    assertThat(places.free()).isEqualTo(1);
  }

  @Test
  void memory_for_a_form_counts_for_the_caller() {
    MemoryBudget forms = new MemoryBudget(1_000_000);
    RequestContext first = withForm("192.0.2.1", forms);
    first.memory().reserve(850_000);

    assertThatThrownBy(() -> withForm("192.0.2.1", forms).memory().reserve(1000))
        .hasMessageContaining("of the same tenant or network");
    withForm("192.0.2.2", forms).memory().reserve(1000);

    assertThat(forms.free()).isEqualTo(149_000);
  }

  private RequestContext withForm(String address, MemoryBudget forms) {
    RequestContext request = from(address);
    new ShareFilter().filter(request);
    request.expectBody(100, forms.reservation());
    return request;
  }

  private RequestContext from(String address) {
    RequestContext request = TestRequests.to("POST", "/identity/connect/token");
    request
        .request()
        .getRequest()
        .setConnection(
            (Connection<?>)
                Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {Connection.class},
                    (proxy, method, arguments) -> new InetSocketAddress(address, 1)));
    request.place(place());
    return request;
  }

  private static TenantDirectory directory(String... tenants) {
    return new TenantDirectory(
        Stream.of(tenants).map(id -> new Tenant(id, List.of(), "r1", List.of())).toList());
  }

  private FairShares.Part place() {
    FairShares.Part place = places.part();
    assertThat(place.take(1, 0)).isEqualTo(FairShares.Result.TAKEN);
    return place;
  }

  private RequestContext request(String tenant) {
    return request(tenant, place());
  }

  private RequestContext request(String tenant, FairShares.Part place) {
    RequestContext request =
        TestRequests.of(TestRequests.operation(contract, "getOmfConnections"), directory);
    request.identity(new Identity(TrusteeType.CLIENT, "client", tenant, Set.of()));
    request.place(place);
    return request;
  }
}

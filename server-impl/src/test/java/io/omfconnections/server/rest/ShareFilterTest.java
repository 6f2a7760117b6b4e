package io.omfconnections.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omfconnections.server.access.Identity;
import io.omfconnections.server.access.TrusteeType;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShareFilterTest {
  private final Contract contract = Contract.load();
  private final FairShares places = new FairShares(4);

  @Test
  void request_beyond_the_share_of_its_tenant_is_503_and_has_no_place() {
    ShareFilter filter = new ShareFilter(true);
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
  void only_tenant_has_no_share() {
    ShareFilter filter = new ShareFilter(false);
    for (int i = 0; i < 4; i++) {
      filter.filter(request("a"));
    }
    assertThat(places.free()).isZero();
  }

  private RequestContext request(String tenant) {
    RequestContext request = TestRequests.of(TestRequests.operation(contract, "getOmfConnections"));
    request.identity(new Identity(TrusteeType.CLIENT, "client", tenant, Set.of()));
    FairShares.Part place = places.part();
    assertThat(place.take(1, 0)).isEqualTo(FairShares.Result.TAKEN);
    request.place(place);
    return request;
  }
}

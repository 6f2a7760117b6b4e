package io.omfconnections.server.connections;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.server.access.AccessControlEntry;
import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.AccessRight;
import io.omfconnections.server.access.AccessRights;
import io.omfconnections.server.access.AccessType;
import io.omfconnections.server.access.Identity;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.access.TrusteeType;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadableFilterTest {
  private static final Identity IDENTITY =
      new Identity(TrusteeType.CLIENT, "me", "tenant", Set.of());
  private static final Trustee OTHER = new Trustee(TrusteeType.CLIENT, "other", "tenant");

  private final ReadableFilter filter = new ReadableFilter(IDENTITY);
  private int read;

  @Test
  void owner_is_accepted_without_reading_the_list() {
    assertThat(filter.accepts(IDENTITY.asTrustee(), "list", this::granting)).isTrue();
    assertThat(read).isZero();
  }

  @Test
  void list_decides_for_others_and_is_read_once() {
    for (int i = 0; i < 3; i++) {
      assertThat(filter.accepts(OTHER, "granting", this::granting)).isTrue();
      assertThat(filter.accepts(OTHER, "empty", this::empty)).isFalse();
    }
    assertThat(read).isEqualTo(2);
  }

  @Test
  void right_other_than_read_is_not_enough() {
    assertThat(filter.accepts(OTHER, "list", () -> granting(AccessRight.WRITE))).isFalse();
  }

  @Test
  void decisions_are_forgotten_when_there_are_too_many() {
    for (int i = 0; i < ReadableFilter.MAX_DECISIONS; i++) {
      filter.accepts(OTHER, "list" + i, this::granting);
    }
    filter.accepts(OTHER, "list0", this::granting);
    assertThat(read).isEqualTo(ReadableFilter.MAX_DECISIONS);

    filter.accepts(OTHER, "one more", this::granting);
    assertThat(filter.accepts(OTHER, "list0", this::granting)).isTrue();
    assertThat(read).isEqualTo(ReadableFilter.MAX_DECISIONS + 2);
  }

  private AccessControlList granting() {
    return granting(AccessRight.READ);
  }

  private AccessControlList granting(AccessRight right) {
    read++;
    return new AccessControlList(
        List.of(
            new AccessControlEntry(
                IDENTITY.asTrustee(), AccessType.ALLOWED, AccessRights.of(right))));
  }

  private AccessControlList empty() {
    read++;
    return new AccessControlList(List.of());
  }
}

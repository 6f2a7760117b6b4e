package io.omfconnections.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessRightsTest {
  @ParameterizedTest
  @CsvSource({
    "READ, Read, 1",
    "WRITE, Write, 2",
    "DELETE, Delete, 4",
    "MANAGE_ACCESS_CONTROL, ManageAccessControl, 8",
    "SHARE, Share, 16"
  })
  void right_has_documented_name_and_bit(AccessRight right, String name, long mask) {
    assertThat(right.displayName()).isEqualTo(name);
    assertThat(AccessRights.of(right).mask()).isEqualTo(mask);
  }

  @Test
  void all_is_31_and_none_is_0() {
    assertThat(AccessRights.ALL.mask()).isEqualTo(31);
    assertThat(AccessRights.NONE.mask()).isZero();
  }

  @Test
  void rights_are_listed_in_bit_order_for_every_mask() {
    for (int mask = 0; mask < 32; mask++) {
      List<AccessRight> expected = new ArrayList<>();
      for (int bit = 0; bit < 5; bit++) {
        if ((mask >> bit) % 2 == 1) {
          expected.add(List.of(AccessRight.values()).get(bit));
        }
      }
      AccessRights rights = new AccessRights(mask);
      assertThat(rights.toList()).containsExactlyElementsOf(expected);
      for (AccessRight right : AccessRight.values()) {
        assertThat(rights.contains(right)).isEqualTo(expected.contains(right));
      }
    }
  }

  @Test
  void union_and_minus_are_set_operations() {
    for (int one = 0; one < 32; one++) {
      for (int other = 0; other < 32; other++) {
        AccessRights left = new AccessRights(one);
        AccessRights right = new AccessRights(other);
        for (AccessRight each : AccessRight.values()) {
          assertThat(left.union(right).contains(each))
              .isEqualTo(left.contains(each) || right.contains(each));
          assertThat(left.minus(right).contains(each))
              .isEqualTo(left.contains(each) && !right.contains(each));
        }
      }
    }
  }

  @Test
  void unassigned_bits_are_preserved_and_grant_nothing() {
    AccessRights rights = new AccessRights(32 + 1);

    assertThat(rights.mask()).isEqualTo(33);
    assertThat(rights.toList()).containsExactly(AccessRight.READ);
  }

  @Test
  void duplicate_right_counts_once() {
    assertThat(AccessRights.of(AccessRight.READ, AccessRight.READ))
        .isEqualTo(AccessRights.of(AccessRight.READ));
  }
}

package io.omfconnections.contract.suites;

import static io.omfconnections.contract.harness.Bodies.allowed;
import static io.omfconnections.contract.harness.Bodies.denied;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ApiResponse;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.Caller;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Tries each row of the rights table with every kind of access control list.
 *
 * <p>{@code trustee} is how the lists name the caller: itself, or a role that it has. Every list
 * has an entry for the administrator, so that a test can look at what has happened.
 */
public final class RightsScenarios {
  private static final int ALL = RightsTable.ALL;

  private static final Set<String> ESSENTIAL =
      Set.of(
          "just the right",
          "every right but this",
          "no entry",
          "allowed, then denied",
          "denied, then allowed",
          "of another tenant",
          "without a tenant");

  private final Api administrator;
  private final Caller caller;
  private final String trustee;

  /** The scenarios of a caller, whom lists name as the given trustee. */
  public RightsScenarios(Api administrator, Caller caller, String trustee) {
    this.administrator = administrator;
    this.caller = caller;
    this.trustee = trustee;
  }

  /** The tests of all rows with all lists, under names that begin with the given one. */
  public Stream<DynamicTest> tests(String name) {
    return tests(name, list -> true);
  }

  /** The tests of all rows with the lists that differ for another kind of trustee. */
  public Stream<DynamicTest> essentialTests(String name) {
    return tests(name, list -> ESSENTIAL.contains(list) || list.contains("for the type"));
  }

  private Stream<DynamicTest> tests(String name, Predicate<String> wanted) {
    return Stream.of(RightsTable.values())
        .flatMap(
            row ->
                lists(row).entrySet().stream()
                    .filter(list -> wanted.test(list.getKey()))
                    .map(
                        list ->
                            DynamicTest.dynamicTest(
                                name + ", " + row + ": " + list.getKey(),
                                () -> run(row, list.getValue()))));
  }

  /** Gives a connection the list, and fails unless the caller then has exactly these rights. */
  public static void shows(Api api, String id, Api caller, String rights, String... entries) {
    api.updateAccessControlList(id, Bodies.accessControlList(entries)).expect(200);
    assertThat(RightsTable.names(caller.accessRights(id).expect(200))).isEqualTo(rights);
  }

  /** The identifier of the caller, or of its role. */
  private String id() {
    return trustee.replaceFirst(".*\"ObjectId\":\"([^\"]*)\".*", "$1");
  }

  /** A list for the caller, and whether it gives the right. */
  private record Case(boolean granted, List<String> entries) {
    Case(boolean granted, String... entries) {
      this(granted, List.of(entries));
    }
  }

  private Map<String, Case> lists(RightsTable row) {
    int right = row.right();
    int others = ALL - right;
    String other = Bodies.trustee(2, "someone-else", administrator.tenant());
    String foreign =
        trustee.replace(administrator.tenant(), "00000000-0000-4000-8000-000000000000");
    String withoutTenant = trustee.replaceFirst(",\"TenantId\":\"[^\"]*\"", "");
    String tenantNull = trustee.replaceFirst("\"TenantId\":\"[^\"]*\"", "\"TenantId\":null");
    Map<String, Case> lists = new LinkedHashMap<>();
    lists.put("just the right", new Case(true, allowed(trustee, right)));
    lists.put("every right", new Case(true, allowed(trustee, ALL)));
    lists.put("every right but this", new Case(false, allowed(trustee, others)));
    lists.put("no right", new Case(false, allowed(trustee, 0)));
    lists.put("no entry", new Case(false));
    lists.put("an entry for another", new Case(false, allowed(other, ALL)));
    lists.put(
        "allowed in the second of two",
        new Case(true, allowed(trustee, others), allowed(trustee, right)));
    lists.put(
        "allowed, then denied", new Case(false, allowed(trustee, ALL), denied(trustee, right)));
    lists.put(
        "denied, then allowed", new Case(false, denied(trustee, right), allowed(trustee, ALL)));
    lists.put(
        "denied between two that allow",
        new Case(false, allowed(trustee, ALL), denied(trustee, right), allowed(trustee, ALL)));
    lists.put("others denied", new Case(true, allowed(trustee, right), denied(trustee, others)));
    lists.put("another denied", new Case(true, denied(other, ALL), allowed(trustee, right)));
    lists.put("only denied", new Case(false, denied(trustee, ALL)));
    lists.put("of another tenant", new Case(false, allowed(foreign, ALL)));
    lists.put(
        "denied in another tenant", new Case(true, allowed(trustee, right), denied(foreign, ALL)));
    lists.put("without a tenant", new Case(true, allowed(withoutTenant, right)));
    lists.put("with a tenant that is null", new Case(true, allowed(tenantNull, right)));
    lists.put(
        "denied without a tenant",
        new Case(false, allowed(trustee, ALL), denied(withoutTenant, right)));
    for (int type = 1; type <= 3; type++) {
      String sameName = trustee.replaceFirst("\"Type\":\\d", "\"Type\":" + type);
      if (!sameName.equals(trustee)) {
        lists.put("for the type " + type, new Case(false, allowed(sameName, ALL)));
        lists.put(
            "denied for the type " + type,
            new Case(true, allowed(trustee, right), denied(sameName, ALL)));
      }
    }
    lists.put(
        "for no type", new Case(false, allowed(trustee.replaceFirst("\"Type\":\\d,", ""), ALL)));
    lists.put("for nobody", new Case(false, allowed("null", ALL), allowed("{}", ALL)));
    String capitals =
        trustee.replace(
            "\"ObjectId\":\"" + id(), "\"ObjectId\":\"" + id().toUpperCase(Locale.ROOT));
    lists.put("in other capitals", new Case(false, allowed(capitals, ALL)));
    lists.put(
        "access type absent",
        new Case(true, "{\"Trustee\":" + trustee + ",\"AccessRights\":" + right + "}"));
    lists.put("rights absent", new Case(false, "{\"Trustee\":" + trustee + ",\"AccessType\":0}"));
    return lists;
  }

  private void run(RightsTable row, Case list) {
    List<String> entries = new ArrayList<>(list.entries());
    entries.add(allowed(administrator.caller().trustee(administrator.tenant()), ALL));
    String forCaller = Bodies.accessControlList(entries.toArray(String[]::new));
    String forAdministrator = Bodies.accessControlList(entries.get(entries.size() - 1));
    administrator.updateCollectionAccessControlList(forAdministrator).expect(200);
    String id = administrator.createNamed("rights");
    // The caller's entries stand in the list that counts, and in no other.
    if (row.ofConnection()) {
      administrator.updateAccessControlList(id, forCaller).expect(200);
    } else {
      administrator.updateCollectionAccessControlList(forCaller).expect(200);
    }
    if (list.granted()) {
      ApiResponse answer = row.call(administrator.as(caller), id);
      assertThat(answer.status()).as(answer.exchange().describe()).isBetween(200, 299);
    } else {
      List<JsonNode> before = everything(id);
      row.call(administrator.as(caller), id).expect(403);
      assertThat(everything(id)).isEqualTo(before);
      assertThat(rights(row, id))
          .doesNotContain(RightsTable.NAMES.get(Integer.numberOfTrailingZeros(row.right())));
    }
    administrator.delete(id).expect(202, 404);
  }

  /** The caller's rights where the row needs one. */
  private List<String> rights(RightsTable row, String id) {
    Api api = administrator.as(caller);
    return List.of(
        RightsTable.names(
                (row.ofConnection() ? api.accessRights(id) : api.collectionAccessRights())
                    .expect(200))
            .split(",", -1));
  }

  /** All that a row could have changed; the state changes by itself. */
  private List<JsonNode> everything(String id) {
    JsonNode connection = administrator.get(id).expect(200);
    return List.of(
        connection.path("Name"),
        connection.path("ClientIds"),
        administrator.accessControlList(id).expect(200),
        administrator.owner(id).expect(200),
        administrator.collectionAccessControlList().expect(200));
  }
}

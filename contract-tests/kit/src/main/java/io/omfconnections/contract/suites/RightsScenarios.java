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
 * Generates tests that try each {@link ProtectedOperation} with every kind of access control list.
 *
 * <p>The entries name the caller by a given trustee: the caller itself or one of its roles. Each
 * list also has an entry for the administrator, which the tests need to inspect the outcome.
 */
public final class RightsScenarios {
  private static final int ALL = ProtectedOperation.ALL_RIGHTS;

  private static final Set<String> ESSENTIAL =
      Set.of(
          "required right only",
          "all rights but the required one",
          "no entry",
          "allowed, then denied",
          "denied, then allowed",
          "trustee of another tenant",
          "trustee without tenant");

  private final Api administrator;
  private final Caller caller;
  private final String trustee;

  /**
   * Creates the scenarios for a caller.
   *
   * @param administrator the API with all rights, which sets up and inspects
   * @param caller the caller whose rights are tested
   * @param trustee the trustee, in JSON, by which the entries name the caller
   */
  public RightsScenarios(Api administrator, Caller caller, String trustee) {
    this.administrator = administrator;
    this.caller = caller;
    this.trustee = trustee;
  }

  /** Returns the tests of all operations with all lists; their names start with the given one. */
  public Stream<DynamicTest> tests(String name) {
    return tests(name, list -> true);
  }

  /** Returns the tests of all operations with the lists that depend on the kind of trustee. */
  public Stream<DynamicTest> essentialTests(String name) {
    return tests(name, list -> ESSENTIAL.contains(list) || list.contains("trustee of type"));
  }

  private Stream<DynamicTest> tests(String name, Predicate<String> filter) {
    return Stream.of(ProtectedOperation.values())
        .flatMap(
            operation ->
                lists(operation).entrySet().stream()
                    .filter(list -> filter.test(list.getKey()))
                    .map(
                        list ->
                            DynamicTest.dynamicTest(
                                name + ", " + operation + ": " + list.getKey(),
                                () -> run(operation, list.getValue()))));
  }

  /**
   * Replaces the access control list of a connection and asserts the caller's rights.
   *
   * @param rights the names of the expected rights, in the order of their bits, separated by commas
   */
  public static void assertRights(
      Api api, String id, Api caller, String rights, String... entries) {
    api.updateAccessControlList(id, Bodies.accessControlList(entries)).expect(200);
    assertThat(ProtectedOperation.rightsIn(caller.accessRights(id).expect(200)))
        .as("rights of %s with the entries %s", caller.caller(), List.of(entries))
        .isEqualTo(rights);
  }

  /** Returns the ObjectId of the trustee. */
  private String objectId() {
    return trustee.replaceFirst(".*\"ObjectId\":\"([^\"]*)\".*", "$1");
  }

  /** Entries of a list, and whether they grant the required right. */
  private record Scenario(boolean granted, List<String> entries) {
    Scenario(boolean granted, String... entries) {
      this(granted, List.of(entries));
    }
  }

  private Map<String, Scenario> lists(ProtectedOperation operation) {
    int right = operation.right();
    int others = ALL - right;
    String other = Bodies.trustee(2, "someone-else", administrator.tenant());
    String foreign =
        trustee.replace(administrator.tenant(), "00000000-0000-4000-8000-000000000000");
    String withoutTenant = trustee.replaceFirst(",\"TenantId\":\"[^\"]*\"", "");
    String tenantNull = trustee.replaceFirst("\"TenantId\":\"[^\"]*\"", "\"TenantId\":null");
    Map<String, Scenario> lists = new LinkedHashMap<>();
    lists.put("required right only", new Scenario(true, allowed(trustee, right)));
    lists.put("all rights", new Scenario(true, allowed(trustee, ALL)));
    lists.put("all rights but the required one", new Scenario(false, allowed(trustee, others)));
    lists.put("no right", new Scenario(false, allowed(trustee, 0)));
    lists.put("no entry", new Scenario(false));
    lists.put("entry for another trustee", new Scenario(false, allowed(other, ALL)));
    lists.put(
        "allowed by the second entry",
        new Scenario(true, allowed(trustee, others), allowed(trustee, right)));
    lists.put(
        "allowed, then denied", new Scenario(false, allowed(trustee, ALL), denied(trustee, right)));
    lists.put(
        "denied, then allowed", new Scenario(false, denied(trustee, right), allowed(trustee, ALL)));
    lists.put(
        "denied by an entry between two that allow",
        new Scenario(false, allowed(trustee, ALL), denied(trustee, right), allowed(trustee, ALL)));
    lists.put(
        "other rights denied",
        new Scenario(true, allowed(trustee, right), denied(trustee, others)));
    lists.put(
        "another trustee denied", new Scenario(true, denied(other, ALL), allowed(trustee, right)));
    lists.put("only denied", new Scenario(false, denied(trustee, ALL)));
    lists.put("trustee of another tenant", new Scenario(false, allowed(foreign, ALL)));
    lists.put(
        "denied for trustee of another tenant",
        new Scenario(true, allowed(trustee, right), denied(foreign, ALL)));
    lists.put("trustee without tenant", new Scenario(true, allowed(withoutTenant, right)));
    lists.put("trustee with null tenant", new Scenario(true, allowed(tenantNull, right)));
    lists.put(
        "denied for trustee without tenant",
        new Scenario(false, allowed(trustee, ALL), denied(withoutTenant, right)));
    for (int type = 1; type <= 3; type++) {
      String otherType = trustee.replaceFirst("\"Type\":\\d", "\"Type\":" + type);
      if (!otherType.equals(trustee)) {
        lists.put("trustee of type " + type, new Scenario(false, allowed(otherType, ALL)));
        lists.put(
            "denied for trustee of type " + type,
            new Scenario(true, allowed(trustee, right), denied(otherType, ALL)));
      }
    }
    lists.put(
        "trustee without type",
        new Scenario(false, allowed(trustee.replaceFirst("\"Type\":\\d,", ""), ALL)));
    lists.put("no trustee", new Scenario(false, allowed("null", ALL), allowed("{}", ALL)));
    String otherCase =
        trustee.replace(
            "\"ObjectId\":\"" + objectId(),
            "\"ObjectId\":\"" + objectId().toUpperCase(Locale.ROOT));
    lists.put("trustee in other case", new Scenario(false, allowed(otherCase, ALL)));
    lists.put(
        "absent access type",
        new Scenario(true, "{\"Trustee\":" + trustee + ",\"AccessRights\":" + right + "}"));
    lists.put(
        "absent access rights",
        new Scenario(false, "{\"Trustee\":" + trustee + ",\"AccessType\":0}"));
    return lists;
  }

  private void run(ProtectedOperation operation, Scenario scenario) {
    List<String> entries = new ArrayList<>(scenario.entries());
    entries.add(allowed(administrator.caller().trustee(administrator.tenant()), ALL));
    String forCaller = Bodies.accessControlList(entries.toArray(String[]::new));
    String forAdministrator = Bodies.accessControlList(entries.get(entries.size() - 1));
    administrator.updateCollectionAccessControlList(forAdministrator).expect(200);
    String id = administrator.createNamed("rights");
    // Puts the caller's entries only into the access control list on which the operation depends.
    if (operation.appliesToConnection()) {
      administrator.updateAccessControlList(id, forCaller).expect(200);
    } else {
      administrator.updateCollectionAccessControlList(forCaller).expect(200);
    }
    if (scenario.granted()) {
      ApiResponse response = operation.send(administrator.as(caller), id);
      assertThat(response.status()).as(response.exchange().describe()).isBetween(200, 299);
    } else {
      List<JsonNode> before = currentState(id);
      operation.send(administrator.as(caller), id).expect(403);
      assertThat(currentState(id)).isEqualTo(before);
      assertThat(rights(operation, id))
          .doesNotContain(
              ProtectedOperation.RIGHTS.get(Integer.numberOfTrailingZeros(operation.right())));
    }
    administrator.delete(id).expect(202, 404);
  }

  /** Returns the caller's rights on the connection or the collection, whichever is decisive. */
  private List<String> rights(ProtectedOperation operation, String id) {
    Api api = administrator.as(caller);
    return List.of(
        ProtectedOperation.rightsIn(
                (operation.appliesToConnection()
                        ? api.accessRights(id)
                        : api.collectionAccessRights())
                    .expect(200))
            .split(",", -1));
  }

  /**
   * Returns everything that an operation could have changed, except State, which changes by itself.
   */
  private List<JsonNode> currentState(String id) {
    JsonNode connection = administrator.get(id).expect(200);
    return List.of(
        connection.path("Name"),
        connection.path("ClientIds"),
        administrator.accessControlList(id).expect(200),
        administrator.owner(id).expect(200),
        administrator.collectionAccessControlList().expect(200));
  }
}

package io.omfconnections.contract.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Builds request bodies as JSON text. Text, not model classes, because tests also need bodies that
 * no model class can represent.
 */
public final class Bodies {
  private static final JsonMapper MAPPER = new JsonMapper();

  private Bodies() {}

  /** Returns a client identifier that no connection has. */
  public static String newClient() {
    return "client-" + UUID.randomUUID();
  }

  /** Returns a connection with the given name and a new client identifier. */
  public static String connection(String name) {
    return connection(name, "created by the contract tests", List.of(newClient()));
  }

  /** Returns a connection with the given properties. */
  public static String connection(
      @Nullable String name, @Nullable String description, List<String> clientIds) {
    return "{\"Name\":"
        + json(name)
        + ",\"Description\":"
        + json(description)
        + ",\"ClientIds\":"
        + json(clientIds)
        + "}";
  }

  /** Returns a connection with the given client identifiers. */
  public static String connectionFor(String... clientIds) {
    return connection("contract test", null, List.of(clientIds));
  }

  /**
   * Returns a trustee.
   *
   * @param type 1 for a user, 2 for a client, 3 for a role
   */
  public static String trustee(int type, String id, @Nullable String tenant) {
    return "{\"Type\":"
        + type
        + ",\"ObjectId\":"
        + json(id)
        + ",\"TenantId\":"
        + json(tenant)
        + "}";
  }

  /** Returns an access control list with the given entries. */
  public static String accessControlList(String... entries) {
    return "{\"RoleTrusteeAccessControlEntries\":"
        + Arrays.stream(entries).collect(Collectors.joining(",", "[", "]"))
        + "}";
  }

  /** Returns an entry that allows the rights, a bit mask of {@code AccessRights}. */
  public static String allowed(String trustee, int rights) {
    return entry(trustee, 0, rights);
  }

  /** Returns an entry that denies the rights, a bit mask of {@code AccessRights}. */
  public static String denied(String trustee, int rights) {
    return entry(trustee, 1, rights);
  }

  /** Serializes a string, a list or null as JSON. */
  public static String json(@Nullable Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String entry(String trustee, int accessType, int rights) {
    return "{\"Trustee\":"
        + trustee
        + ",\"AccessType\":"
        + accessType
        + ",\"AccessRights\":"
        + rights
        + "}";
  }
}

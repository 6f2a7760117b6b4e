package io.omfconnections.contract.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Request bodies, as text: a test must be able to write what no class of the contract could hold.
 */
public final class Bodies {
  private static final JsonMapper MAPPER = new JsonMapper();

  private Bodies() {}

  /** A client identifier that no connection has. */
  public static String newClient() {
    return "client-" + UUID.randomUUID();
  }

  /** A connection of that name, for a client that no other connection has. */
  public static String connection(String name) {
    return connection(name, "made by the contract tests", List.of(newClient()));
  }

  /** A connection. */
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

  /** A connection for these clients. */
  public static String connectionFor(String... clientIds) {
    return connection("contract test", null, List.of(clientIds));
  }

  /** A trustee. */
  public static String trustee(int type, String id, @Nullable String tenant) {
    return "{\"Type\":"
        + type
        + ",\"ObjectId\":"
        + json(id)
        + ",\"TenantId\":"
        + json(tenant)
        + "}";
  }

  /** An access control list of these entries. */
  public static String list(String... entries) {
    return "{\"RoleTrusteeAccessControlEntries\":"
        + Arrays.stream(entries).collect(Collectors.joining(",", "[", "]"))
        + "}";
  }

  /** An entry that allows a trustee the rights. */
  public static String allowed(String trustee, int rights) {
    return entry(trustee, 0, rights);
  }

  /** An entry that denies a trustee the rights. */
  public static String denied(String trustee, int rights) {
    return entry(trustee, 1, rights);
  }

  /** A text or list in JSON. */
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

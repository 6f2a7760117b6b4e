package io.omfconnections.server.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.omfconnections.server.access.AccessControlEntry;
import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.AccessRights;
import io.omfconnections.server.access.AccessType;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.access.TrusteeType;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Converts lists to and from the JSON of columns. The property names are part of the stored data:
 * each release must read what earlier releases wrote.
 */
final class JsonColumns {
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();
  // Made once: a mapper looks the type up for each value.
  private static final ObjectReader STRINGS = MAPPER.readerForArrayOf(String.class);
  private static final ObjectReader ENTRIES = MAPPER.readerForArrayOf(StoredEntry.class);
  private static final ObjectMapper WITHOUT_NULLS =
      JsonMapper.builder().defaultPropertyInclusion(JsonInclude.Value.ALL_NON_NULL).build();

  private JsonColumns() {}

  private record StoredTrustee(
      @JsonProperty("type") @Nullable TrusteeType type,
      @JsonProperty("id") @Nullable String id,
      @JsonProperty("tenant") @Nullable String tenant) {}

  /**
   * An entry.
   *
   * @param access null denotes ALLOWED
   * @param rights null denotes 0
   */
  private record StoredEntry(
      @JsonProperty("trustee") @Nullable StoredTrustee trustee,
      @JsonProperty("access") @Nullable AccessType access,
      @JsonProperty("rights") @Nullable Long rights) {

    static StoredEntry of(AccessControlEntry entry) {
      Trustee trustee = entry.trustee();
      return new StoredEntry(
          trustee == null
              ? null
              : new StoredTrustee(trustee.type(), trustee.objectId(), trustee.tenantId()),
          entry.accessType(),
          entry.accessRights().mask());
    }

    StoredEntry withoutDefaults() {
      return new StoredEntry(
          trustee,
          access == AccessType.ALLOWED ? null : access,
          Objects.equals(rights, 0L) ? null : rights);
    }
  }

  static String write(List<String> clientIds) {
    return json(MAPPER, clientIds);
  }

  /**
   * Returns the list without properties that are null or have their default value, so that it is
   * not much larger than in the request.
   */
  static String write(AccessControlList list) {
    return json(
        WITHOUT_NULLS,
        list.entries().stream().map(StoredEntry::of).map(StoredEntry::withoutDefaults).toList());
  }

  /**
   * Returns the list with all properties: the form that earlier releases stored, and whose hash
   * identifies a list.
   */
  static String fullForm(AccessControlList list) {
    return json(MAPPER, list.entries().stream().map(StoredEntry::of).toList());
  }

  static List<String> clientIds(String json) {
    return List.of(parse(json, STRINGS, String[].class));
  }

  static AccessControlList accessControlList(String json) {
    return new AccessControlList(
        Arrays.stream(parse(json, ENTRIES, StoredEntry[].class))
            .map(
                entry -> {
                  StoredTrustee trustee = entry.trustee();
                  return new AccessControlEntry(
                      trustee == null
                          ? null
                          : new Trustee(trustee.type(), trustee.id(), trustee.tenant()),
                      Objects.requireNonNullElse(entry.access(), AccessType.ALLOWED),
                      new AccessRights(Objects.requireNonNullElse(entry.rights(), 0L)));
                })
            .toList());
  }

  private static String json(ObjectMapper mapper, Object value) {
    try {
      return mapper.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A column can't be written as JSON", e);
    }
  }

  private static <T> T parse(String json, ObjectReader reader, Class<T> type) {
    try {
      return type.cast(reader.readValue(json));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A stored column is not the expected JSON", e);
    }
  }
}

package io.omfconnections.server.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.omfconnections.server.access.AccessControlEntry;
import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.AccessRights;
import io.omfconnections.server.access.AccessType;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.access.TrusteeType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Converts lists to and from the JSON of columns. The property names are part of the stored data:
 * each release must read what earlier releases wrote.
 */
final class JsonColumns {
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();
  private static final TypeReference<List<String>> STRINGS = new TypeReference<>() {};
  private static final TypeReference<List<StoredEntry>> ENTRIES = new TypeReference<>() {};

  private JsonColumns() {}

  private record StoredTrustee(
      @JsonProperty("type") @Nullable TrusteeType type,
      @JsonProperty("id") @Nullable String id,
      @JsonProperty("tenant") @Nullable String tenant) {}

  private record StoredEntry(
      @JsonProperty("trustee") @Nullable StoredTrustee trustee,
      @JsonProperty("access") AccessType access,
      @JsonProperty("rights") long rights) {}

  static String write(List<String> clientIds) {
    return json(clientIds);
  }

  static String write(AccessControlList list) {
    return json(
        list.entries().stream()
            .map(
                entry -> {
                  Trustee trustee = entry.trustee();
                  return new StoredEntry(
                      trustee == null
                          ? null
                          : new StoredTrustee(
                              trustee.type(), trustee.objectId(), trustee.tenantId()),
                      entry.accessType(),
                      entry.accessRights().mask());
                })
            .toList());
  }

  static List<String> clientIds(String json) {
    return parse(json, STRINGS);
  }

  static AccessControlList accessControlList(String json) {
    return new AccessControlList(
        parse(json, ENTRIES).stream()
            .map(
                entry -> {
                  StoredTrustee trustee = entry.trustee();
                  return new AccessControlEntry(
                      trustee == null
                          ? null
                          : new Trustee(trustee.type(), trustee.id(), trustee.tenant()),
                      entry.access(),
                      new AccessRights(entry.rights()));
                })
            .toList());
  }

  private static String json(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A column can't be written as JSON", e);
    }
  }

  private static <T> T parse(String json, TypeReference<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A stored column is not the expected JSON", e);
    }
  }
}

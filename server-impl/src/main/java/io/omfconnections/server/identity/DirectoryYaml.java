package io.omfconnections.server.identity;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The structure of a directory file. */
final class DirectoryYaml {
  /** The content of a file. */
  record Content(@JsonProperty("tenants") @Nullable List<TenantEntry> tenants) {}

  /** A tenant in a file. */
  record TenantEntry(
      @JsonProperty("id") @Nullable String id,
      @JsonProperty("namespaces") @Nullable List<NamespaceEntry> namespaces,
      @JsonProperty("roles") @Nullable List<RoleEntry> roles,
      @JsonProperty("clients") @Nullable List<ClientEntry> clients) {}

  /** A namespace in a file. */
  record NamespaceEntry(@JsonProperty("id") @Nullable String id) {}

  /** A role in a file. */
  record RoleEntry(
      @JsonProperty("id") @Nullable String id,
      @JsonProperty("name") @Nullable String name,
      @JsonProperty("administrator") boolean administrator) {}

  /** A client in a file. */
  record ClientEntry(
      @JsonProperty("id") @Nullable String id,
      @JsonProperty("secret") @Nullable String secret,
      @JsonProperty("secretHash") @Nullable String secretHash,
      @JsonProperty("secrets") @Nullable List<String> secrets,
      @JsonProperty("secretHashes") @Nullable List<String> secretHashes,
      @JsonProperty("roles") @Nullable List<String> roles,
      @JsonProperty("tokenLifetime") @Nullable String tokenLifetime) {
    /** Omits the secrets, so that no message can contain them. */
    @Override
    public String toString() {
      return "client " + id;
    }
  }

  private DirectoryYaml() {}

  /**
   * Parses the text of a file.
   *
   * @return the content, or null if the file contains nothing
   * @throws IllegalArgumentException if the text is not YAML of the expected structure
   */
  static @Nullable Content parse(String text) {
    return StrictYaml.parse(text, Content.class);
  }
}

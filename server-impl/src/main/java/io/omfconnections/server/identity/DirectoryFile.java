package io.omfconnections.server.identity;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.omfconnections.server.identity.TenantDirectory.Client;
import io.omfconnections.server.identity.TenantDirectory.Tenant;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the directory of tenants from YAML, and refuses what it does not understand. */
public final class DirectoryFile {
  /**
   * The secret of every client of the development directory. It is published and protects nothing.
   */
  public static final String DEVELOPMENT_SECRET = "development-secret-not-for-production";

  private static final Duration MIN_TOKEN_LIFETIME = Duration.ofSeconds(60);
  private static final Duration MAX_TOKEN_LIFETIME = Duration.ofHours(1);

  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private record FileContent(@JsonProperty("tenants") @Nullable List<TenantEntry> tenants) {}

  private record TenantEntry(
      @JsonProperty("id") @Nullable String id,
      @JsonProperty("namespaces") @Nullable List<NamespaceEntry> namespaces,
      @JsonProperty("roles") @Nullable List<RoleEntry> roles,
      @JsonProperty("clients") @Nullable List<ClientEntry> clients) {}

  private record NamespaceEntry(@JsonProperty("id") @Nullable String id) {}

  private record RoleEntry(
      @JsonProperty("id") @Nullable String id,
      @JsonProperty("name") @Nullable String name,
      @JsonProperty("administrator") boolean administrator) {}

  private record ClientEntry(
      @JsonProperty("id") @Nullable String id,
      @JsonProperty("secret") @Nullable String secret,
      @JsonProperty("secretHash") @Nullable String secretHash,
      @JsonProperty("roles") @Nullable List<String> roles,
      @JsonProperty("tokenLifetime") @Nullable String tokenLifetime) {
    /** Keeps the secret out of every message. */
    @Override
    public String toString() {
      return "client " + id;
    }
  }

  private DirectoryFile() {}

  /** The directory that is published with the service, for development on one machine. */
  public static TenantDirectory development() {
    try (InputStream in =
        Objects.requireNonNull(
            DirectoryFile.class.getResourceAsStream("development-directory.yaml"))) {
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a directory from a file.
   *
   * @throws IllegalArgumentException when the file can't be read or is wrong; the message says
   *     where and what would be right
   */
  public static TenantDirectory read(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new IllegalArgumentException("The directory file " + file + " can't be read: " + e, e);
    }
    try {
      return parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("The directory file " + file + ": " + e.getMessage(), e);
    }
  }

  private static TenantDirectory parse(String text) {
    FileContent content;
    try {
      if (YAML.readTree(text).isMissingNode()) {
        throw noTenants();
      }
      refuseAliases(text);
      content = YAML.readValue(text, FileContent.class);
    } catch (IOException e) {
      // Said anew, and without a cause: the messages of the parser repeat what stands in the file,
      // which may be a secret in the wrong place.
      throw new IllegalArgumentException(mistake(e));
    }
    List<Tenant> tenants = new ArrayList<>();
    Set<String> tenantIds = new HashSet<>();
    Set<String> clientIds = new HashSet<>();
    List<TenantEntry> entries = content == null ? null : content.tenants();
    if (entries == null || entries.isEmpty()) {
      throw noTenants();
    }
    for (int i = 0; i < entries.size(); i++) {
      String at = "tenants[" + i + "]";
      tenants.add(tenant(at, present(at, entries.get(i)), tenantIds, clientIds));
    }
    return new TenantDirectory(tenants);
  }

  /** An alias would be taken for a text: a secret {@code *shared} would be the secret "shared". */
  private static void refuseAliases(String text) throws IOException {
    try (YAMLParser parser = (YAMLParser) YAML.getFactory().createParser(text)) {
      while (parser.nextToken() != null) {
        if (parser.isCurrentAlias()) {
          throw new IllegalArgumentException(
              "line "
                  + parser.currentLocation().getLineNr()
                  + ": aliases are not understood here; write the value itself");
        }
      }
    }
  }

  private static String mistake(IOException error) {
    JsonLocation location =
        error instanceof JsonProcessingException processing ? processing.getLocation() : null;
    return "line " + (location == null ? 1 : location.getLineNr()) + ": " + what(error);
  }

  private static String what(IOException error) {
    String original =
        error instanceof JsonProcessingException processing
            ? String.valueOf(processing.getOriginalMessage())
            : "";
    if (original.startsWith("Duplicate field")) {
      return original.lines().findFirst().orElse("");
    }
    if (original.startsWith("Trailing token")) {
      return "the file must hold one document";
    }
    if (error instanceof UnrecognizedPropertyException unknown) {
      return place(unknown.getPath())
          + " is not known; known here are "
          + unknown.getKnownPropertyIds();
    }
    if (error instanceof MismatchedInputException mismatched) {
      return place(mismatched.getPath()) + " must be " + kind(mismatched.getTargetType());
    }
    return "this is not YAML that can be read";
  }

  private static String place(List<JsonMappingException.Reference> path) {
    StringBuilder place = new StringBuilder();
    for (JsonMappingException.Reference step : path) {
      if (step.getFieldName() == null) {
        place.append('[').append(step.getIndex()).append(']');
      } else {
        place.append(place.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return place.isEmpty() ? "the file" : place.toString();
  }

  private static String kind(@Nullable Class<?> type) {
    if (type == String.class) {
      return "a text";
    }
    if (type == boolean.class) {
      return "true or false";
    }
    return type != null && List.class.isAssignableFrom(type) ? "a list" : "a mapping of members";
  }

  private static IllegalArgumentException noTenants() {
    return new IllegalArgumentException("'tenants' must list at least one tenant");
  }

  private static Tenant tenant(
      String at, TenantEntry entry, Set<String> tenantIds, Set<String> clientIds) {
    String id = identifier(at + ".id", entry.id());
    unique(at + ".id", id, tenantIds);
    Set<String> namespaceIds = new HashSet<>();
    List<String> namespaces = new ArrayList<>();
    List<NamespaceEntry> namespaceEntries = orEmpty(entry.namespaces());
    for (int i = 0; i < namespaceEntries.size(); i++) {
      String where = at + ".namespaces[" + i + "]";
      String namespace = present(where, namespaceEntries.get(i)).id();
      namespaces.add(unique(where + ".id", identifier(where + ".id", namespace), namespaceIds));
    }
    Set<String> roleIds = new HashSet<>();
    List<String> administrators = new ArrayList<>();
    List<RoleEntry> roleEntries = orEmpty(entry.roles());
    for (int i = 0; i < roleEntries.size(); i++) {
      String where = at + ".roles[" + i + "]";
      RoleEntry roleEntry = present(where, roleEntries.get(i));
      String role = unique(where + ".id", identifier(where + ".id", roleEntry.id()), roleIds);
      if (roleEntry.administrator()) {
        administrators.add(role);
      }
    }
    if (administrators.size() != 1) {
      throw new IllegalArgumentException(
          at
              + ".roles must have exactly one role with 'administrator: true', and has "
              + administrators.size());
    }
    List<Client> clients = new ArrayList<>();
    List<ClientEntry> clientEntries = orEmpty(entry.clients());
    for (int i = 0; i < clientEntries.size(); i++) {
      String where = at + ".clients[" + i + "]";
      clients.add(client(where, id, present(where, clientEntries.get(i)), roleIds, clientIds));
    }
    return new Tenant(id, namespaces, administrators.get(0), clients);
  }

  private static Client client(
      String at, String tenantId, ClientEntry entry, Set<String> roleIds, Set<String> clientIds) {
    String id = identifier(at + ".id", entry.id());
    unique(at + ".id", id, clientIds);
    List<String> roles = orEmpty(entry.roles());
    for (String role : roles) {
      if (!roleIds.contains(role)) {
        throw new IllegalArgumentException(
            at + ".roles names " + role + ", which is no id of a role of this tenant");
      }
    }
    return new Client(id, tenantId, secret(at, entry), roles, lifetime(at, entry));
  }

  private static SecretCheck secret(String at, ClientEntry entry) {
    String secret = entry.secret();
    String hash = entry.secretHash();
    if ((secret == null) == (hash == null)) {
      throw new IllegalArgumentException(at + " must have either 'secret' or 'secretHash'");
    }
    if (secret != null) {
      if (secret.isEmpty()) {
        throw new IllegalArgumentException(at + ".secret must not be empty");
      }
      return SecretCheck.ofSecret(secret);
    }
    try {
      return SecretCheck.ofHash(Objects.requireNonNull(hash));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(at + ".secretHash " + e.getMessage(), e);
    }
  }

  private static Duration lifetime(String at, ClientEntry entry) {
    String text = entry.tokenLifetime();
    if (text == null) {
      return MAX_TOKEN_LIFETIME;
    }
    try {
      Duration lifetime = Duration.parse(text);
      if (lifetime.compareTo(MIN_TOKEN_LIFETIME) >= 0
          && lifetime.compareTo(MAX_TOKEN_LIFETIME) <= 0) {
        return lifetime;
      }
    } catch (DateTimeParseException e) {
      // answered below, like a duration out of range
    }
    throw new IllegalArgumentException(
        at + ".tokenLifetime must be a duration from PT60S to PT1H, and is " + text);
  }

  private static String identifier(String at, @Nullable String value) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(at + " is missing");
    }
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(at + " must not hold control characters");
    }
    return value;
  }

  private static String unique(String at, String value, Set<String> seen) {
    if (!seen.add(value)) {
      throw new IllegalArgumentException(at + " stands more than once: " + value);
    }
    return value;
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  private static <T> T present(String at, @Nullable T entry) {
    if (entry == null) {
      throw new IllegalArgumentException(at + " is empty");
    }
    return entry;
  }
}

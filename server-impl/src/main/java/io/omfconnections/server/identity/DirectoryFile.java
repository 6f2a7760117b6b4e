package io.omfconnections.server.identity;

import io.omfconnections.server.identity.DirectoryYaml.ClientEntry;
import io.omfconnections.server.identity.DirectoryYaml.NamespaceEntry;
import io.omfconnections.server.identity.DirectoryYaml.RoleEntry;
import io.omfconnections.server.identity.DirectoryYaml.TenantEntry;
import io.omfconnections.server.identity.TenantDirectory.Client;
import io.omfconnections.server.identity.TenantDirectory.Tenant;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the directory of tenants from a YAML file and validates it. Unknown properties are errors,
 * so that a misspelled setting can't be overlooked.
 */
public final class DirectoryFile {
  /** The secret of every client of the development directory. It is public: it protects nothing. */
  public static final String DEVELOPMENT_SECRET = "development-secret-not-for-production";

  private static final Duration MIN_TOKEN_LIFETIME = Duration.ofSeconds(60);
  static final Duration MAX_TOKEN_LIFETIME = Duration.ofHours(1);

  /**
   * The maximum number of valid secrets of a client: two while a secret is being replaced. Each
   * costs a hash.
   */
  private static final int MAX_SECRETS = 2;

  /** The identifiers of clients, which must be unique across all tenants. */
  private final Set<String> clientIds = new HashSet<>();

  private DirectoryFile() {}

  /** Returns the directory that is part of the service, for development on a single machine. */
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
   * @throws IllegalArgumentException if the file can't be read or is invalid; the message names the
   *     property and says what is expected
   */
  public static TenantDirectory read(Path file) {
    String text = StrictYaml.read(file, "directory file", "--directory");
    try {
      return parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("The directory file " + file + ": " + e.getMessage(), e);
    }
  }

  private static TenantDirectory parse(String text) {
    DirectoryYaml.Content content = DirectoryYaml.parse(text);
    List<TenantEntry> entries = content == null ? null : content.tenants();
    if (entries == null || entries.isEmpty()) {
      throw new IllegalArgumentException("'tenants' must list at least one tenant");
    }
    try {
      return new TenantDirectory(new DirectoryFile().tenants(entries));
    } catch (EntryException e) {
      throw new IllegalArgumentException(
          "line " + StrictYaml.tree(text).line(e.path) + ": " + e.getMessage(), e);
    }
  }

  /** Thrown for an invalid entry. The message begins with its path. */
  @SuppressWarnings("serial") // never serialized
  private static final class EntryException extends RuntimeException {
    private final String path;

    EntryException(String path, String problem) {
      super(path + " " + problem);
      this.path = path;
    }
  }

  private List<Tenant> tenants(List<TenantEntry> entries) {
    List<Tenant> tenants = new ArrayList<>();
    Set<String> tenantIds = new HashSet<>();
    for (int i = 0; i < entries.size(); i++) {
      String path = "tenants[" + i + "]";
      TenantEntry entry = requireEntry(path, entries.get(i));
      String id = uniqueIdentifier(path + ".id", entry.id(), tenantIds);
      List<String> namespaces = namespaces(path + ".namespaces", orEmpty(entry.namespaces()));
      Set<String> roleIds = new HashSet<>();
      String administrator = administrator(path + ".roles", orEmpty(entry.roles()), roleIds);
      List<Client> clients = clients(path + ".clients", orEmpty(entry.clients()), id, roleIds);
      tenants.add(new Tenant(id, namespaces, administrator, clients));
    }
    return tenants;
  }

  private static List<String> namespaces(String path, List<NamespaceEntry> entries) {
    List<String> ids = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < entries.size(); i++) {
      String entryPath = path + "[" + i + "]";
      String id = requireEntry(entryPath, entries.get(i)).id();
      ids.add(uniqueIdentifier(entryPath + ".id", id, seen));
    }
    return ids;
  }

  /** Collects the identifiers of the roles, and returns the one of the administrator role. */
  private static String administrator(String path, List<RoleEntry> entries, Set<String> roleIds) {
    List<String> administrators = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      String entryPath = path + "[" + i + "]";
      RoleEntry entry = requireEntry(entryPath, entries.get(i));
      String id = uniqueIdentifier(entryPath + ".id", entry.id(), roleIds);
      if (entry.administrator()) {
        administrators.add(id);
      }
    }
    if (administrators.size() != 1) {
      throw new EntryException(
          path,
          "must have exactly one role with 'administrator: true', but has "
              + administrators.size());
    }
    return administrators.get(0);
  }

  private List<Client> clients(
      String path, List<ClientEntry> entries, String tenantId, Set<String> roleIds) {
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      String entryPath = path + "[" + i + "]";
      ClientEntry entry = requireEntry(entryPath, entries.get(i));
      String id = uniqueIdentifier(entryPath + ".id", entry.id(), clientIds);
      List<String> roles = orEmpty(entry.roles());
      for (String role : roles) {
        if (!roleIds.contains(role)) {
          throw new EntryException(
              entryPath + ".roles", "contains " + role + ", which is not a role of this tenant");
        }
      }
      clients.add(
          new Client(
              id, tenantId, secrets(entryPath, entry), roles, tokenLifetime(entryPath, entry)));
    }
    return clients;
  }

  /** Returns the checks of a client's secrets: two while a secret is being replaced. */
  private static List<SecretCheck> secrets(String path, ClientEntry entry) {
    long given =
        Stream.of(entry.secret(), entry.secretHash(), entry.secrets(), entry.secretHashes())
            .filter(Objects::nonNull)
            .count();
    if (given != 1) {
      throw new EntryException(
          path, "must have exactly one of 'secret', 'secretHash', 'secrets' and 'secretHashes'");
    }
    if (entry.secret() != null) {
      return List.of(secret(path + ".secret", entry.secret()));
    }
    if (entry.secretHash() != null) {
      return List.of(hash(path + ".secretHash", entry.secretHash()));
    }
    return entry.secrets() != null
        ? checks(path + ".secrets", entry.secrets(), DirectoryFile::secret)
        : checks(path + ".secretHashes", orEmpty(entry.secretHashes()), DirectoryFile::hash);
  }

  private static List<SecretCheck> checks(
      String path, List<String> entries, BiFunction<String, String, SecretCheck> check) {
    if (entries.isEmpty() || entries.size() > MAX_SECRETS) {
      throw new EntryException(
          path, "must have 1 to " + MAX_SECRETS + " entries, but has " + entries.size());
    }
    List<SecretCheck> checks = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      String entryPath = path + "[" + i + "]";
      checks.add(check.apply(entryPath, requireEntry(entryPath, entries.get(i))));
    }
    return checks;
  }

  private static SecretCheck secret(String path, String secret) {
    if (secret.isEmpty()) {
      throw new EntryException(path, "must not be empty");
    }
    return SecretCheck.ofSecret(secret);
  }

  private static SecretCheck hash(String path, String hash) {
    try {
      return SecretCheck.ofHash(hash);
    } catch (IllegalArgumentException e) {
      throw new EntryException(path, String.valueOf(e.getMessage()));
    }
  }

  private static Duration tokenLifetime(String path, ClientEntry entry) {
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
      // rejected below, like a duration out of range
    }
    throw new EntryException(
        path + ".tokenLifetime", "must be a duration from PT60S to PT1H, such as PT15M");
  }

  private static String uniqueIdentifier(String path, @Nullable String value, Set<String> seen) {
    if (value == null || value.isBlank()) {
      throw new EntryException(path, "is missing");
    }
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw new EntryException(path, "must not contain control characters");
    }
    if (!seen.add(value)) {
      throw new EntryException(path, "is used more than once: " + value);
    }
    return value;
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  private static <T> T requireEntry(String path, @Nullable T entry) {
    if (entry == null) {
      throw new EntryException(path, "is empty");
    }
    return entry;
  }
}

package io.omfconnections.server.rest;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omfconnections.generated.model.OmfConnectionCreate;
import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.connections.ConnectionState;
import io.omfconnections.server.connections.Namespace;
import io.omfconnections.server.connections.OperationException;
import io.omfconnections.server.connections.Seed;
import io.omfconnections.server.identity.StrictYaml;
import io.omfconnections.server.identity.TenantDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads connections from a YAML file. They have the form of the contract's JSON, and are validated
 * against the schemas of the contract, as the bodies of requests are. Long because each property
 * has a check with its own message.
 */
public final class SeedFile {
  private static final Pattern GUID =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", Pattern.CASE_INSENSITIVE);

  /** Properties of a connection that are not in the body of a create request. */
  private static final Set<String> OTHER_PROPERTIES =
      Set.of("Id", "State", "CreatedDate", "Owner", "AccessControlList");

  private static final Instant FIRST_TIME = Instant.EPOCH;
  private static final Instant LAST_TIME = Instant.parse("9999-12-31T23:59:59.9999999Z");

  private final Contract contract = Contract.load();
  private final ObjectMapper mapper = Json.mapper(contract);
  private final StrictYaml.Document document;
  private final TenantDirectory directory;

  private SeedFile(StrictYaml.Document document, TenantDirectory directory) {
    this.document = document;
    this.directory = directory;
  }

  /**
   * Reads a file.
   *
   * @param directory the tenants and namespaces, of which the file names some
   * @throws IllegalArgumentException if the file can't be read or is invalid; the message names the
   *     file, the line and the property, and says what is expected
   */
  public static Seed read(Path file, TenantDirectory directory) {
    String text = StrictYaml.read(file, "seed file", "--seed");
    try {
      return new SeedFile(StrictYaml.tree(text), directory).seed();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("The seed file " + file + ": " + e.getMessage(), e);
    }
  }

  /** A value in the file. */
  private record Entry(String path, JsonNode value) {
    Entry property(String name) {
      return new Entry(path.isEmpty() ? name : path + "." + name, value.path(name));
    }

    boolean isAbsent() {
      return value.isMissingNode() || value.isNull();
    }
  }

  private Seed seed() {
    Entry root = new Entry("", document.root());
    if (root.isAbsent()) {
      throw invalid(root, "the file is empty; it must have the property 'tenants'");
    }
    requireProperties(root, Set.of("tenants"));
    List<Seed.Collection> collections = new ArrayList<>();
    Set<Namespace> seen = new HashSet<>();
    for (Entry tenant : elements(root.property("tenants"))) {
      requireProperties(tenant, Set.of("id", "namespaces"));
      String tenantId = tenantId(tenant.property("id"));
      for (Entry entry : elements(tenant.property("namespaces"))) {
        requireProperties(entry, Set.of("id", "accessControlList", "connections"));
        Namespace namespace = namespace(tenantId, entry.property("id"));
        if (!seen.add(namespace)) {
          throw invalid(entry.property("id"), "is used more than once; join the entries");
        }
        collections.add(collection(namespace, entry));
      }
    }
    return new Seed(collections);
  }

  private String tenantId(Entry entry) {
    String id = text(entry);
    if (directory.tenants().stream().noneMatch(tenant -> tenant.id().equals(id))) {
      throw invalid(entry, "is " + id + ", which is not a tenant of the directory file");
    }
    return id;
  }

  private Namespace namespace(String tenantId, Entry entry) {
    String id = text(entry);
    return directory
        .namespace(tenantId, id)
        .orElseThrow(
            () ->
                invalid(
                    entry,
                    "is "
                        + id
                        + ", which is not a namespace of this tenant in the directory file"));
  }

  private Seed.Collection collection(Namespace namespace, Entry entry) {
    Entry list = entry.property("accessControlList");
    Seed.Collection collection =
        new Seed.Collection(namespace, list.isAbsent() ? null : accessControlList(list));
    for (Entry each : elements(entry.property("connections"))) {
      try {
        collection.add(connection(each));
      } catch (OperationException e) {
        throw first(each, e.parameters());
      }
    }
    return collection;
  }

  private Seed.Connection connection(Entry entry) {
    if (!(entry.value() instanceof ObjectNode object)) {
      throw invalid(entry, "must be a mapping");
    }
    ObjectNode content = object.deepCopy().remove(OTHER_PROPERTIES);
    OmfConnectionCreate create =
        convert(new Entry(entry.path(), content), "createOmfConnection", OmfConnectionCreate.class);
    Entry list = entry.property("AccessControlList");
    Entry owner = entry.property("Owner");
    if (owner.isAbsent()) {
      throw invalid(owner, "is missing: the user or client that owns the OMF connection");
    }
    return new Seed.Connection(
        id(entry.property("Id")),
        create.getName(),
        create.getDescription(),
        create.getClientIds(),
        createdDate(entry.property("CreatedDate")),
        state(entry.property("State")),
        owner(owner),
        list.isAbsent() ? null : accessControlList(list));
  }

  private String id(Entry entry) {
    if (entry.isAbsent()) {
      return UUID.randomUUID().toString();
    }
    String id = text(entry);
    if (!GUID.matcher(id).matches()) {
      throw invalid(entry, "must be a GUID, such as 009d8600-fb20-4a6a-8368-e74863a83c4c");
    }
    return id;
  }

  private ConnectionState state(Entry entry) {
    if (entry.isAbsent()) {
      return ConnectionState.ACTIVE;
    }
    String name = text(entry);
    return Arrays.stream(ConnectionState.values())
        .filter(state -> ModelConverter.toModel(state).value().equals(name))
        .findFirst()
        .orElseThrow(() -> invalid(entry, "must be Active (the default), Creating or Deleting"));
  }

  private @Nullable Instant createdDate(Entry entry) {
    if (entry.isAbsent()) {
      return null;
    }
    try {
      Instant time = OffsetDateTime.parse(text(entry)).toInstant();
      if (!time.isBefore(FIRST_TIME) && !time.isAfter(LAST_TIME)) {
        return time;
      }
    } catch (DateTimeParseException e) {
      // rejected below, like a time out of range
    }
    throw invalid(entry, "must be a time from 1970 to 9999, such as 2021-03-18T23:57:44.6109361Z");
  }

  private Trustee owner(Entry entry) {
    return ModelConverter.fromModel(
        convert(
            entry, "updateOmfConnectionOwner", io.omfconnections.generated.model.Trustee.class));
  }

  private AccessControlList accessControlList(Entry entry) {
    return ModelConverter.fromModel(
        convert(
            entry,
            "updateOmfConnectionAccessControlList",
            io.omfconnections.generated.model.AccessControlList.class));
  }

  /** Validates a value like the body of an operation, and binds it to the operation's model. */
  private <T> T convert(Entry entry, String operationId, Class<T> type) {
    try {
      Json.requireValidText(entry.value());
      BodyValidator.validate(
          entry.value(), Objects.requireNonNull(contract.operation(operationId).body()));
      return mapper
          .readerFor(type)
          .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .readValue(entry.value());
    } catch (ApiException e) {
      throw first(entry, e.parameters());
    } catch (UnrecognizedPropertyException e) {
      Set<String> known = new TreeSet<>();
      e.getKnownPropertyIds().forEach(name -> known.add(String.valueOf(name)));
      if (type == OmfConnectionCreate.class) {
        known.addAll(OTHER_PROPERTIES);
      }
      throw unknown(new Entry(StrictYaml.path(entry.path(), e.getPath()), entry.value()), known);
    } catch (IOException e) {
      throw new IllegalStateException("The schema accepts a value that the model can't hold", e);
    }
  }

  private List<Entry> elements(Entry list) {
    if (!list.isAbsent() && !list.value().isArray()) {
      throw invalid(list, "must be a list");
    }
    List<Entry> elements = new ArrayList<>();
    for (JsonNode value : list.value()) {
      elements.add(new Entry(list.path() + "[" + elements.size() + "]", value));
    }
    return elements;
  }

  private String text(Entry entry) {
    if (!entry.value().isTextual()) {
      throw invalid(
          entry, entry.isAbsent() ? "is missing" : "must be a string: put the value in quotes");
    }
    return entry.value().textValue();
  }

  private void requireProperties(Entry entry, Set<String> known) {
    if (!entry.value().isObject()) {
      throw invalid(entry, "must be a mapping");
    }
    entry
        .value()
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                throw unknown(entry.property(name), known);
              }
            });
  }

  private IllegalArgumentException unknown(Entry entry, Set<String> known) {
    return invalid(entry, "is not a known property; known properties are " + new TreeSet<>(known));
  }

  /** Returns the exception for the error that comes first in the file. */
  private IllegalArgumentException first(Entry entry, Map<String, String> errors) {
    return errors.entrySet().stream()
        .map(
            error -> {
              String name = error.getKey();
              return Map.entry(
                  name.equals(BodyValidator.BODY) ? entry : entry.property(name), error.getValue());
            })
        .min(Comparator.comparingInt(error -> document.line(error.getKey().path())))
        .map(error -> error(error.getKey().path(), ": " + error.getValue()))
        .orElseThrow();
  }

  private IllegalArgumentException invalid(Entry entry, String fault) {
    return error(entry.path(), entry.path().isEmpty() ? fault : " " + fault);
  }

  private IllegalArgumentException error(String path, String fault) {
    return new IllegalArgumentException("line " + document.line(path) + ": " + path + fault);
  }
}

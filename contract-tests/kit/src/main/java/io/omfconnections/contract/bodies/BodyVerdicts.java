package io.omfconnections.contract.bodies;

import com.fasterxml.jackson.databind.JsonNode;
import dev.harrel.jsonschema.JsonNodeFactory;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import io.omfconnections.contract.bodies.BodyParser.RejectedException;
import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.model.Contract;
import io.omfconnections.contract.model.Operation;
import io.omfconnections.contract.model.Operation.BodySpec;
import java.net.URI;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides whether a server must accept a request body, with Gson and dev.harrel's json-schema:
 * libraries that neither the service nor the contract check uses.
 *
 * <p>Safe for use by multiple threads.
 */
public final class BodyVerdicts {
  private final Validator validator;
  private final String tenant;
  private final Map<String, URI> schemas = new LinkedHashMap<>();

  /**
   * Prepares the schemas of a contract.
   *
   * @param tenant the tenant in the paths to which the bodies are sent; owners must belong to it
   * @throws IllegalArgumentException if the contract has unsupported schemas or request bodies
   */
  public BodyVerdicts(Contract contract, String tenant) {
    this.tenant = tenant;
    this.validator =
        new ValidatorFactory().withJsonNodeFactory(new ValueFactory()).createValidator();
    JsonNode document = contract.document();
    for (Operation operation : contract.operations()) {
      BodySpec body = operation.requestBody();
      if (body != null) {
        String schema = SchemaTranslation.translate(document, schemaPointer(operation, body));
        schemas.put(
            operation.id(), validator.registerSchema(URI.create("urn:" + operation.id()), schema));
      }
    }
  }

  /** Returns the pointer of the schema of an operation's JSON bodies. */
  static String schemaPointer(Operation operation, BodySpec body) {
    String schema = body.schemas().get("application/json");
    if (schema == null || body.schemas().size() != 1 || !body.required()) {
      throw new IllegalArgumentException("Unsupported request body: " + operation);
    }
    return schema;
  }

  /** Returns the verdict on a body that is sent to an operation. */
  public Verdict of(String operationId, Body body) {
    JsonValue value;
    try {
      value = BodyParser.parse(body.bytes());
    } catch (RejectedException e) {
      return e.verdict();
    }
    Validator.Result result = validator.validate(schema(operationId), value);
    if (!result.isValid()) {
      return Verdict.rejected("violates its schema at " + location(result));
    }
    // The value is valid according to its schema, so the types are as expected.
    List<String> clientIds = clientIds(operationId, value);
    if (new HashSet<>(clientIds).size() < clientIds.size()) {
      return Verdict.rejected(ProseRule.REPEATED_CLIENT_ID);
    }
    if (operationId.equals("updateOmfConnectionOwner") && !canOwn(value)) {
      return Verdict.rejected(ProseRule.OWNER);
    }
    return Verdict.accepted();
  }

  /** Returns the client identifiers in a body; none if it is invalid, or has none. */
  public List<String> clientIds(String operationId, Body body) {
    try {
      return of(operationId, body).valid()
          ? clientIds(operationId, BodyParser.parse(body.bytes()))
          : List.of();
    } catch (RejectedException e) {
      throw new IllegalStateException(e);
    }
  }

  private URI schema(String operationId) {
    URI schema = schemas.get(operationId);
    if (schema == null) {
      throw new IllegalArgumentException("Not an operation with a request body: " + operationId);
    }
    return schema;
  }

  private static String location(Validator.Result result) {
    return result.getErrors().stream()
        .map(error -> "'" + error.getInstanceLocation() + "': " + error.getKeyword())
        .findFirst()
        .orElse("an unknown location");
  }

  private boolean canOwn(JsonValue trustee) {
    Map<String, dev.harrel.jsonschema.JsonNode> properties = trustee.asObject();
    dev.harrel.jsonschema.JsonNode type = properties.get("Type");
    dev.harrel.jsonschema.JsonNode id = properties.get("ObjectId");
    dev.harrel.jsonschema.JsonNode ownerTenant = properties.get("TenantId");
    return type != null
        && (type.asInteger().intValueExact() == 1 || type.asInteger().intValueExact() == 2)
        && id != null
        && !id.isNull()
        && !id.asString().isEmpty()
        && (ownerTenant == null || ownerTenant.isNull() || ownerTenant.asString().equals(tenant));
  }

  private static List<String> clientIds(String operationId, JsonValue value) {
    dev.harrel.jsonschema.JsonNode list = value.asObject().get("ClientIds");
    return list != null
            && (operationId.equals("createOmfConnection")
                || operationId.equals("updateOmfConnection"))
        ? list.asArray().stream().map(dev.harrel.jsonschema.JsonNode::asString).toList()
        : List.of();
  }

  /** Lets the validator use the same parser and values for its schemas as for the bodies. */
  private static final class ValueFactory implements JsonNodeFactory {
    @Override
    public dev.harrel.jsonschema.JsonNode wrap(Object value) {
      return (JsonValue) value;
    }

    @Override
    public dev.harrel.jsonschema.JsonNode create(String text) {
      try {
        return BodyParser.parse(text);
      } catch (RejectedException e) {
        throw new IllegalArgumentException(e);
      }
    }
  }
}

package io.omfconnections.contract.bodies;

import com.fasterxml.jackson.databind.JsonNode;
import dev.harrel.jsonschema.JsonNodeFactory;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import io.omfconnections.contract.bodies.BodyReader.RefusedException;
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
 * Says of a body whether a server has to accept it: with Gson and dev.harrel's json-schema, which
 * neither the service nor the check of exchanges uses.
 *
 * <p>Any number of threads may use one.
 */
public final class BodyVerdicts {
  private final Validator validator;
  private final String tenant;
  private final Map<String, URI> schemas = new LinkedHashMap<>();

  /**
   * The verdicts by a contract.
   *
   * @param tenant the tenant in the addresses to which the bodies are sent; an owner has to be of
   *     it
   */
  public BodyVerdicts(Contract contract, String tenant) {
    this.tenant = tenant;
    this.validator = new ValidatorFactory().withJsonNodeFactory(new Values()).createValidator();
    JsonNode document = contract.document();
    for (Operation operation : contract.operations()) {
      BodySpec body = operation.requestBody();
      if (body != null) {
        String schema = SchemaTranslation.translate(document, onlySchema(operation, body));
        schemas.put(
            operation.id(), validator.registerSchema(URI.create("urn:" + operation.id()), schema));
      }
    }
  }

  /** The place of the schema that JSON bodies of an operation have. */
  static String onlySchema(Operation operation, BodySpec body) {
    String schema = body.schemas().get("application/json");
    if (schema == null || body.schemas().size() != 1 || !body.required()) {
      throw new IllegalArgumentException("Not understood: the body of " + operation);
    }
    return schema;
  }

  /** The verdict on a body that is sent to an operation. */
  public Verdict of(String operationId, Body body) {
    JsonValue value;
    try {
      value = BodyReader.read(body.bytes());
    } catch (RefusedException e) {
      return e.verdict();
    }
    Validator.Result result = validator.validate(schema(operationId), value);
    if (!result.isValid()) {
      return Verdict.refused("breaks its schema at " + place(result));
    }
    // What follows has kept to its schema, so it is of the types that are expected.
    List<String> clients = clients(operationId, value);
    if (new HashSet<>(clients).size() < clients.size()) {
      return Verdict.refused(Exemption.CLIENT_TWICE);
    }
    if (operationId.equals("updateOmfConnectionOwner") && !canOwn(value)) {
      return Verdict.refused(Exemption.OWNER);
    }
    return Verdict.accepted();
  }

  /** The clients that a body names; none if it is refused, or is about something else. */
  public List<String> clients(String operationId, Body body) {
    try {
      return of(operationId, body).valid()
          ? clients(operationId, BodyReader.read(body.bytes()))
          : List.of();
    } catch (RefusedException e) {
      throw new IllegalStateException(e);
    }
  }

  private URI schema(String operationId) {
    URI schema = schemas.get(operationId);
    if (schema == null) {
      throw new IllegalArgumentException("No operation with a body: " + operationId);
    }
    return schema;
  }

  private static String place(Validator.Result result) {
    return result.getErrors().stream()
        .map(error -> "'" + error.getInstanceLocation() + "': " + error.getKeyword())
        .findFirst()
        .orElse("no place");
  }

  private boolean canOwn(JsonValue trustee) {
    Map<String, dev.harrel.jsonschema.JsonNode> members = trustee.asObject();
    dev.harrel.jsonschema.JsonNode type = members.get("Type");
    dev.harrel.jsonschema.JsonNode id = members.get("ObjectId");
    dev.harrel.jsonschema.JsonNode of = members.get("TenantId");
    return type != null
        && (type.asInteger().intValueExact() == 1 || type.asInteger().intValueExact() == 2)
        && id != null
        && !id.isNull()
        && !id.asString().isEmpty()
        && (of == null || of.isNull() || of.asString().equals(tenant));
  }

  private static List<String> clients(String operationId, JsonValue value) {
    dev.harrel.jsonschema.JsonNode list = value.asObject().get("ClientIds");
    return list != null
            && (operationId.equals("createOmfConnection")
                || operationId.equals("updateOmfConnection"))
        ? list.asArray().stream().map(dev.harrel.jsonschema.JsonNode::asString).toList()
        : List.of();
  }

  /** Makes the validator read its own schemas as it is given bodies. */
  private static final class Values implements JsonNodeFactory {
    @Override
    public dev.harrel.jsonschema.JsonNode wrap(Object value) {
      return (JsonValue) value;
    }

    @Override
    public dev.harrel.jsonschema.JsonNode create(String text) {
      try {
        return BodyReader.read(text);
      } catch (RefusedException e) {
        throw new IllegalArgumentException(e);
      }
    }
  }
}

package io.omfconnections.server.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.omfconnections.server.identity.BuiltInIssuer;
import io.omfconnections.server.identity.TenantDirectory.Tenant;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * The contract as this service publishes it: with its own URLs, and with the identifiers of the
 * development directory as examples, if that is served. With an external issuer, it describes
 * bearer tokens without saying where they come from.
 */
final class PublishedContract {
  /** Anyone can request the contract under any number of names of this machine. */
  private static final int MAX_CACHED = 16;

  private final JsonNode document;
  private final boolean builtInIssuer;
  private final LoadingCache<URI, WebContent> yaml = cache(new YAMLMapper(), "application/yaml");
  private final LoadingCache<URI, WebContent> json =
      cache(new JsonMapper(), MediaType.APPLICATION_JSON);

  PublishedContract(Contract contract, RestServer.Parts parts) {
    this.document = contract.document();
    this.builtInIssuer = parts.identityProvider() instanceof BuiltInIssuer;
    if (builtInIssuer && parts.site().development()) {
      Tenant tenant = parts.directory().get().tenants().get(0);
      example("tenantId", tenant.id());
      example("namespaceId", tenant.namespaceIds().get(0));
    }
  }

  /**
   * Returns the contract in YAML.
   *
   * @param base the base URL of the service, as seen by the client
   */
  WebContent yaml(URI base) {
    return yaml.get(base);
  }

  /** As {@link #yaml}, in JSON. */
  WebContent json(URI base) {
    return json.get(base);
  }

  private void example(String parameter, String value) {
    object(document, "/components/parameters/" + parameter).put("example", value);
  }

  private LoadingCache<URI, WebContent> cache(ObjectMapper mapper, String type) {
    return Caffeine.newBuilder()
        .maximumSize(MAX_CACHED)
        .build(base -> new WebContent(type, write(mapper, base)));
  }

  private byte[] write(ObjectMapper mapper, URI base) throws JsonProcessingException {
    JsonNode copy = document.deepCopy();
    prefix(object(copy, "/servers/0"), "url", base);
    ObjectNode scheme = object(copy, "/components/securitySchemes/clientCredentials");
    if (builtInIssuer) {
      prefix(object(scheme, "/flows/clientCredentials"), "tokenUrl", base);
    } else {
      scheme.put("type", "http").put("scheme", "bearer").remove("flows");
    }
    return mapper.writeValueAsString(copy).getBytes(StandardCharsets.UTF_8);
  }

  private static void prefix(ObjectNode object, String property, URI base) {
    object.put(property, base + object.path(property).asText());
  }

  private static ObjectNode object(JsonNode node, String pointer) {
    return (ObjectNode) node.at(pointer);
  }
}

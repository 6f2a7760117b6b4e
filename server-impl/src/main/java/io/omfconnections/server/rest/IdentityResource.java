package io.omfconnections.server.rest;

import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import io.omfconnections.server.identity.BuiltInIssuer;
import io.omfconnections.server.identity.ExternalIssuerProvider;
import io.omfconnections.server.identity.IdentityProvider;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How tokens are got. Outside the contract, at the addresses where clients of the API look:
 * discovery (OpenID Connect Discovery 1.0), the key set, and the token endpoint (RFC 6749).
 *
 * <p>With an external issuer, discovery leads there, and the other two do not exist.
 */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public final class IdentityResource {
  static final String DISCOVERY = "/identity/.well-known/openid-configuration";
  static final String KEY_SET = DISCOVERY + "/jwks";
  static final String TOKEN = "/identity/connect/token";

  private static final long MAX_FORM_BYTES = 64 * 1024;
  private static final Duration MAX_FORM_TIME = Duration.ofSeconds(5);

  private final IdentityProvider provider;
  private final Endpoints endpoints;
  private final Call call;

  /**
   * Where the service is reached.
   *
   * @param publicUri its address for clients, without a slash at its end, or null: the one that the
   *     caller used
   */
  record Endpoints(@Nullable URI publicUri) {
    URI at(Call call, String path) {
      return URI.create((publicUri == null ? "http://" + call.authority() : publicUri) + path);
    }
  }

  @Inject
  IdentityResource(
      IdentityProvider provider, Endpoints endpoints, @Context ContainerRequestContext context) {
    this.provider = provider;
    this.endpoints = endpoints;
    this.call = Call.of(context);
  }

  /** The addresses that this resource serves. */
  static List<Route> routes() {
    return List.of(Route.of("GET", DISCOVERY), Route.of("GET", KEY_SET), Route.of("POST", TOKEN));
  }

  /** The discovery document. */
  @GET
  @Path(DISCOVERY)
  public Response discovery() {
    if (provider instanceof ExternalIssuerProvider external) {
      return Response.temporaryRedirect(external.discoveryUri()).build();
    }
    return Response.ok(builtIn().metadata(endpoints.at(call, TOKEN), endpoints.at(call, KEY_SET)))
        .build();
  }

  /** The public keys. */
  @GET
  @Path(KEY_SET)
  public Response keySet() {
    return Response.ok(builtIn().keySet()).build();
  }

  /** The token endpoint. */
  @POST
  @Path(TOKEN)
  public Response token(@Context ContainerRequestContext context, @Context HttpHeaders headers) {
    HTTPRequest request = new HTTPRequest(HTTPRequest.Method.POST, endpoints.at(call, TOKEN));
    for (String name : List.of(HttpHeaders.CONTENT_TYPE, HttpHeaders.AUTHORIZATION)) {
      List<String> values = headers.getRequestHeader(name);
      if (values != null) {
        request.setHeader(name, values.toArray(new String[0]));
      }
    }
    // Who has no token yet may not keep a thread waiting for long.
    if (call.deadline().remaining().compareTo(MAX_FORM_TIME) > 0) {
      call.limit(MAX_FORM_TIME);
    }
    request.setBody(
        new String(
            call.readBody(context.getEntityStream(), MAX_FORM_BYTES), StandardCharsets.UTF_8));
    TokenResponse answer = builtIn().token(request);
    HTTPResponse http = answer.toHTTPResponse();
    Response.ResponseBuilder response =
        Response.status(http.getStatusCode())
            .type(MediaType.APPLICATION_JSON_TYPE)
            .entity(http.getBody());
    http.getHeaderMap()
        .forEach(
            (name, values) -> {
              if (!name.equalsIgnoreCase(HttpHeaders.CONTENT_TYPE)) {
                values.forEach(value -> response.header(name, value));
              }
            });
    if (http.getStatusCode() == Response.Status.UNAUTHORIZED.getStatusCode()
        && headers.getRequestHeader(HttpHeaders.AUTHORIZATION) != null) {
      // Who tried with the header is told so (RFC 6749, section 5.2).
      response.header(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"omf-connections\"");
    }
    return response.build();
  }

  private BuiltInIssuer builtIn() {
    if (provider instanceof BuiltInIssuer builtIn) {
      return builtIn;
    }
    throw RoutingFilter.addressUnknown();
  }
}

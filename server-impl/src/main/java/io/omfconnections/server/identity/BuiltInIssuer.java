package io.omfconnections.server.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.PlainClientSecret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.Tokens;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.nimbusds.openid.connect.sdk.SubjectType;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.micrometer.core.instrument.MeterRegistry;
import io.omfconnections.server.access.Identity;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.identity.TenantDirectory.Client;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Issues access tokens to the clients of the directory, for installations without an identity
 * provider. Supports discovery (OpenID Connect Discovery 1.0), a key set (RFC 7517) and the client
 * credentials grant (RFC 6749, section 4.4). The tokens are JWTs (RFC 9068).
 */
public final class BuiltInIssuer implements IdentityProvider {
  /** The audience of the issued tokens. */
  private static final String AUDIENCE = "omf-connections";

  /** The path of the issuer identifier, below the base URL of the service. */
  private static final String PATH = "/identity";

  private static final JsonMapper JSON = new JsonMapper();

  private final ServiceUrls urls;
  private final SigningKeys keys;
  private final TokenVerifier verifier;
  private final ClientAuthenticator authenticator;
  private final Clock clock;

  /**
   * Creates an issuer.
   *
   * @param urls the base URLs of the service: each has an issuer identifier below it, and tokens of
   *     all of them are accepted
   * @param keys the keys that sign the tokens
   */
  public BuiltInIssuer(ServiceUrls urls, SigningKeys keys, Clock clock) {
    this.urls = urls;
    this.keys = keys;
    this.clock = clock;
    this.authenticator = new ClientAuthenticator();
    this.verifier =
        new TokenVerifier(
            issuer(urls.base()),
            this::canonicalIssuer,
            Set.of(AUDIENCE),
            keys,
            ClaimNames.DEFAULT,
            clock,
            Duration.ZERO);
  }

  /** Registers the metrics of the secrets that are checked. */
  public void measure(MeterRegistry registry) {
    authenticator.measure(registry);
  }

  private static String issuer(URI base) {
    return base + PATH;
  }

  /** Returns the identifier below the first base URL in place of one below another base URL. */
  private String canonicalIssuer(String issuer) {
    return issuer.endsWith(PATH)
            && urls.contains(issuer.substring(0, issuer.length() - PATH.length()))
        ? issuer(urls.base())
        : issuer;
  }

  /**
   * Verifies a token. The client and its roles are those of the directory, not those of the token,
   * so that a removed client or role has no effect any more.
   */
  @Override
  public Identity authenticate(String token, TenantDirectory directory)
      throws InvalidTokenException {
    Identity identity = verifier.verify(token);
    Client client =
        directory
            .client(identity.id())
            .filter(known -> known.tenantId().equals(identity.tenantId()))
            .orElseThrow(() -> new InvalidTokenException("The token's client no longer exists."));
    return new Identity(
        TrusteeType.CLIENT, client.id(), client.tenantId(), Set.copyOf(client.roles()));
  }

  /**
   * Returns the discovery document as JSON.
   *
   * @param base the base URL of the service, as seen by the client
   * @param tokenEndpoint the URL of the token endpoint, as seen by the client
   * @param jwksUri the URL of the key set, as seen by the client
   */
  public String metadata(URI base, URI tokenEndpoint, URI jwksUri) {
    OIDCProviderMetadata metadata =
        new OIDCProviderMetadata(new Issuer(issuer(base)), List.of(SubjectType.PUBLIC), jwksUri);
    metadata.setTokenEndpointURI(tokenEndpoint);
    metadata.setGrantTypes(List.of(GrantType.CLIENT_CREDENTIALS));
    metadata.setTokenEndpointAuthMethods(
        List.of(
            ClientAuthenticationMethod.CLIENT_SECRET_POST,
            ClientAuthenticationMethod.CLIENT_SECRET_BASIC));
    metadata.setIDTokenJWSAlgs(List.of(JWSAlgorithm.RS256));
    metadata.setResponseTypes(List.of());
    try {
      // Not toString(), which escapes every slash: scripts that use sed would not expect that.
      return JSON.writeValueAsString(metadata.toJSONObject());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The discovery document can't be written as JSON", e);
    }
  }

  /** Returns the public keys as a JSON Web Key Set. */
  public String keySet() {
    return keys.published().toString(true);
  }

  /**
   * Handles a token request.
   *
   * @param request a POST request with its Content-Type, Authorization, body, and the IP address of
   *     the client
   * @param base the base URL of the service, as seen by the client; the token's issuer is below it
   * @param directory the directory of the request
   * @return the token, or the error response (RFC 6749, section 5.2); {@code
   *     temporarily_unavailable} with status 429 or 503 and {@code Retry-After} if the secret was
   *     not checked
   */
  public TokenResponse token(HTTPRequest request, URI base, TenantDirectory directory) {
    TokenRequest parsed;
    BasicCredentials basic = BasicCredentials.of(request.getAuthorization());
    try {
      // RFC 6749, section 3.2: fields must not be repeated; a field without a value counts as
      // omitted.
      Map<String, List<String>> form = new LinkedHashMap<>(request.getBodyAsFormParameters());
      if (form.values().stream().anyMatch(values -> values.size() > 1)) {
        return new TokenErrorResponse(
            OAuth2Error.INVALID_REQUEST.setDescription("A form field is repeated."));
      }
      form.values().removeIf(values -> values.get(0).isEmpty());
      request.setBody(URLUtils.serializeParameters(form));
      if (basic != null) {
        request.setAuthorization(basic.encoded());
      }
      parsed = TokenRequest.parse(request);
    } catch (ParseException e) {
      ErrorObject error = e.getErrorObject();
      return error == null
          ? malformed(String.valueOf(e.getMessage()))
          : new TokenErrorResponse(error);
    } catch (IllegalArgumentException e) {
      // The library quotes the request in the description of an error, and then rejects that.
      return malformed("A form field has an invalid value.");
    }
    if (!parsed.getAuthorizationGrant().getType().equals(GrantType.CLIENT_CREDENTIALS)) {
      return new TokenErrorResponse(OAuth2Error.UNSUPPORTED_GRANT_TYPE);
    }
    if (!(parsed.getClientAuthentication() instanceof PlainClientSecret credentials)) {
      return new TokenErrorResponse(
          OAuth2Error.INVALID_CLIENT.setDescription("client_id and client_secret are required."));
    }
    try {
      String secret = credentials.getClientSecret().getValue();
      Optional<Client> client =
          authenticator.authenticate(
              directory,
              credentials.getClientID().getValue(),
              basic != null && credentials instanceof ClientSecretBasic
                  ? basic.secrets()
                  : Set.of(secret),
              request.getClientIPAddress());
      return client.isPresent()
          ? tokenFor(client.get(), base)
          : new TokenErrorResponse(
              OAuth2Error.INVALID_CLIENT.setDescription(
                  "The client is unknown or its secret is wrong."));
    } catch (RetryLaterException e) {
      return new RetryLaterResponse(e);
    }
  }

  private static TokenResponse malformed(String description) {
    return new TokenErrorResponse(
        OAuth2Error.INVALID_REQUEST.setDescription(ErrorObject.removeIllegalChars(description)));
  }

  /** Error response with the header field {@code Retry-After}. */
  private static final class RetryLaterResponse extends TokenErrorResponse {
    private final long seconds;

    RetryLaterResponse(RetryLaterException e) {
      // RFC 6749 has no error code of the token endpoint for this.
      super(
          OAuth2Error.TEMPORARILY_UNAVAILABLE
              .setDescription(e.getMessage())
              .setHTTPStatusCode(e.status()));
      this.seconds = e.seconds();
    }

    @Override
    public HTTPResponse toHTTPResponse() {
      HTTPResponse response = super.toHTTPResponse();
      response.setHeader("Retry-After", Long.toString(seconds));
      return response;
    }
  }

  private TokenResponse tokenFor(Client client, URI base) {
    Instant now = clock.instant();
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer(base))
            .audience(AUDIENCE)
            .subject(client.id())
            .claim(ClaimNames.DEFAULT.client(), client.id())
            .claim(ClaimNames.DEFAULT.tenant(), client.tenantId())
            .claim(ClaimNames.DEFAULT.roles(), client.roles())
            .issueTime(Date.from(now))
            .notBeforeTime(Date.from(now))
            // Rounded up to whole seconds, so that the token is valid as long as expires_in says.
            .expirationTime(
                Date.from(
                    now.plus(client.tokenLifetime())
                        .plusNanos(999_999_999)
                        .truncatedTo(ChronoUnit.SECONDS)))
            .jwtID(UUID.randomUUID().toString())
            .build();
    SigningKey key = keys.signing();
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .type(new JOSEObjectType("at+jwt"))
                .keyID(key.id())
                .build(),
            claims);
    try {
      token.sign(key.signer());
    } catch (JOSEException e) {
      throw new IllegalStateException("The token can't be signed", e);
    }
    return new AccessTokenResponse(
        new Tokens(
            new BearerAccessToken(token.serialize(), client.tokenLifetime().toSeconds(), null),
            null));
  }
}

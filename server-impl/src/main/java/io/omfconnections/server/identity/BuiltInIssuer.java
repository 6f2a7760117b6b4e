package io.omfconnections.server.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
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
import com.nimbusds.oauth2.sdk.auth.PlainClientSecret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.Tokens;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.nimbusds.openid.connect.sdk.SubjectType;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.omfconnections.server.identity.TenantDirectory.Client;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An issuer of access tokens for the clients of the directory, for where there is no other:
 * discovery (OpenID Connect Discovery 1.0), key set (RFC 7517) and the client-credentials grant
 * (RFC 6749, section 4.4). Its tokens are JWTs after RFC 9068.
 */
public final class BuiltInIssuer implements IdentityProvider {
  /** The audience of its tokens. */
  private static final String AUDIENCE = "omf-connections";

  private static final JsonMapper JSON = new JsonMapper();

  private final TenantDirectory directory;
  private final URI issuer;
  private final RSAKey key;
  private final JWSSigner signer;
  private final TokenVerifier verifier;
  private final Clock clock;

  /**
   * An issuer for the clients of a directory.
   *
   * @param issuer its identifier, which stands in its tokens
   * @param keyFolder where its key is kept; null: nowhere
   */
  public BuiltInIssuer(
      TenantDirectory directory, URI issuer, @Nullable Path keyFolder, Clock clock) {
    this.directory = directory;
    this.issuer = issuer;
    this.clock = clock;
    this.key = keyFolder == null ? SigningKeys.inMemory() : SigningKeys.inFolder(keyFolder);
    try {
      this.signer = new RSASSASigner(key);
    } catch (JOSEException e) {
      throw new IllegalArgumentException("the signing key is no RSA private key", e);
    }
    this.verifier =
        new TokenVerifier(
            issuer.toString(),
            Set.of(AUDIENCE),
            new ImmutableJWKSet<>(new JWKSet(key.toPublicJWK())),
            ClaimNames.DEFAULT,
            clock);
  }

  @Override
  public TokenVerifier verifier() {
    return verifier;
  }

  /**
   * The discovery document, in JSON.
   *
   * @param tokenEndpoint the token endpoint's address, as the caller reaches it
   * @param jwksUri the key set's address, as the caller reaches it
   */
  public String metadata(URI tokenEndpoint, URI jwksUri) {
    OIDCProviderMetadata metadata =
        new OIDCProviderMetadata(new Issuer(issuer), List.of(SubjectType.PUBLIC), jwksUri);
    metadata.setTokenEndpointURI(tokenEndpoint);
    metadata.setGrantTypes(List.of(GrantType.CLIENT_CREDENTIALS));
    metadata.setTokenEndpointAuthMethods(
        List.of(
            ClientAuthenticationMethod.CLIENT_SECRET_POST,
            ClientAuthenticationMethod.CLIENT_SECRET_BASIC));
    metadata.setIDTokenJWSAlgs(List.of(JWSAlgorithm.RS256));
    metadata.setResponseTypes(List.of());
    try {
      // Its own writer escapes every slash, which people who read JSON with sed do not expect.
      return JSON.writeValueAsString(metadata.toJSONObject());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of strings and lists is JSON", e);
    }
  }

  /** The public keys, in JSON. */
  public String keySet() {
    return new JWKSet(key).toString(true);
  }

  /**
   * Answers a token request, or says in the answer what was wrong with it (RFC 6749, section 5.2).
   *
   * @param request a POST, with its Content-Type, Authorization and body
   */
  public TokenResponse token(HTTPRequest request) {
    TokenRequest parsed;
    try {
      // A field comes once, and one without a value counts as left out (RFC 6749, section 3.2).
      Map<String, List<String>> form = new LinkedHashMap<>(request.getBodyAsFormParameters());
      if (form.values().stream().anyMatch(values -> values.size() > 1)) {
        return new TokenErrorResponse(
            OAuth2Error.INVALID_REQUEST.setDescription("a field is there more than once"));
      }
      form.values().removeIf(values -> values.get(0).isEmpty());
      request.setBody(URLUtils.serializeParameters(form));
      parsed = TokenRequest.parse(request);
    } catch (ParseException e) {
      ErrorObject error = e.getErrorObject();
      return new TokenErrorResponse(
          error == null ? OAuth2Error.INVALID_REQUEST.setDescription(e.getMessage()) : error);
    }
    if (!parsed.getAuthorizationGrant().getType().equals(GrantType.CLIENT_CREDENTIALS)) {
      return new TokenErrorResponse(OAuth2Error.UNSUPPORTED_GRANT_TYPE);
    }
    if (!(parsed.getClientAuthentication() instanceof PlainClientSecret credentials)) {
      return new TokenErrorResponse(
          OAuth2Error.INVALID_CLIENT.setDescription("client_id and client_secret are needed"));
    }
    Optional<Client> client =
        directory
            .client(credentials.getClientID().getValue())
            .filter(known -> known.secret().accepts(credentials.getClientSecret().getValue()));
    return client.isPresent()
        ? tokenFor(client.get())
        : new TokenErrorResponse(
            OAuth2Error.INVALID_CLIENT.setDescription("unknown client or wrong secret"));
  }

  private TokenResponse tokenFor(Client client) {
    Instant now = clock.instant();
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer.toString())
            .audience(AUDIENCE)
            .subject(client.id())
            .claim(ClaimNames.DEFAULT.client(), client.id())
            .claim(ClaimNames.DEFAULT.tenant(), client.tenantId())
            .claim(ClaimNames.DEFAULT.roles(), client.roles())
            .issueTime(Date.from(now))
            .notBeforeTime(Date.from(now))
            // Tokens know whole seconds. Rounded up, so that it lives as long as expires_in says.
            .expirationTime(
                Date.from(
                    now.plus(client.tokenLifetime())
                        .plusNanos(999_999_999)
                        .truncatedTo(ChronoUnit.SECONDS)))
            .jwtID(UUID.randomUUID().toString())
            .build();
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .type(new JOSEObjectType("at+jwt"))
                .keyID(key.getKeyID())
                .build(),
            claims);
    try {
      token.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("can't sign", e);
    }
    return new AccessTokenResponse(
        new Tokens(
            new BearerAccessToken(token.serialize(), client.tokenLifetime().toSeconds(), null),
            null));
  }
}

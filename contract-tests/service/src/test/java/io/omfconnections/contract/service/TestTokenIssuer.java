package io.omfconnections.contract.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.omfconnections.contract.harness.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * An external token issuer: serves a discovery document and rotating keys on loopback, and creates
 * valid tokens as well as the invalid ones that an attacker might send.
 */
public final class TestTokenIssuer implements AutoCloseable {
  /** The audience of the tokens. */
  public static final String AUDIENCE = "omf-connections";

  private final HttpServer server;
  private final List<RSAKey> published = new ArrayList<>();
  private final AtomicInteger fetches = new AtomicInteger();
  private RSAKey current;

  private TestTokenIssuer(HttpServer server) {
    this.server = server;
    this.current = newKey();
    published.add(current);
  }

  /** Starts an issuer on a free port of the loopback interface. */
  public static TestTokenIssuer start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      TestTokenIssuer issuer = new TestTokenIssuer(server);
      server.createContext(
          "/.well-known/openid-configuration",
          exchange ->
              respond(
                  exchange,
                  "{\"issuer\":\""
                      + issuer.uri()
                      + "\",\"jwks_uri\":\""
                      + issuer.jwksUri()
                      + "\",\"subject_types_supported\":[\"public\"]"
                      + ",\"id_token_signing_alg_values_supported\":[\"RS256\"]"
                      + ",\"response_types_supported\":[\"token\"]}"));
      server.createContext("/keys", exchange -> respond(exchange, issuer.keys()));
      server.start();
      return issuer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the issuer identifier. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Returns the URL of the JSON Web Key Set (RFC 7517). */
  public URI jwksUri() {
    return URI.create(uri() + "/keys");
  }

  /** Returns how often the keys were fetched. */
  public int fetches() {
    return fetches.get();
  }

  /** Signs with a new key from now on. The old key stays published. */
  public synchronized void rotateKey() {
    current = newKey();
    published.add(current);
  }

  /** Returns a client of {@link TestTenants#TENANT} with the given roles. */
  public Caller client(String id, String... roles) {
    String token =
        token(claims -> claims.subject(id).claim("client_id", id).claim("roles", List.of(roles)));
    return Caller.withToken(id, 2, id, token);
  }

  /** Returns a user of {@link TestTenants#TENANT} with the given roles. */
  public Caller user(String id, String... roles) {
    String token =
        token(
            claims ->
                claims.subject(id).claim("client_id", "a-browser").claim("roles", List.of(roles)));
    return Caller.withToken(id, 1, id, token);
  }

  /**
   * Creates a signed token of an administrator.
   *
   * @param change changes the claims before the token is signed
   */
  public String token(UnaryOperator<JWTClaimsSet.Builder> change) {
    return signed(current(), claims(change));
  }

  /** Creates a token without a signature. */
  public String unsigned() {
    return new PlainJWT(claims(UnaryOperator.identity())).serialize();
  }

  /**
   * Creates a token that is signed with an unknown key, under the identifier of the issuer's key.
   */
  public String signedWithUnknownKey() {
    RSAKey unknown = newKey(current().getKeyID());
    return signed(unknown, claims(UnaryOperator.identity()));
  }

  /** Creates a token that is signed with HMAC, with the issuer's public key as the secret. */
  public String signedWithPublicKeyAsSecret() {
    try {
      byte[] secret = current().toPublicJWK().toJSONString().getBytes(UTF_8);
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(current().getKeyID()).build(),
              claims(UnaryOperator.identity()));
      token.sign(new MACSigner(secret));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private JWTClaimsSet claims(UnaryOperator<JWTClaimsSet.Builder> change) {
    Instant now = Instant.now();
    return change
        .apply(
            new JWTClaimsSet.Builder()
                .issuer(uri().toString())
                .audience(AUDIENCE)
                .subject("administrator")
                .claim("tid", TestTenants.TENANT)
                .claim("client_id", "administrator")
                .claim("roles", List.of(TestTenants.ADMINISTRATOR_ROLE))
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now.minusSeconds(10)))
                .expirationTime(Date.from(now.plusSeconds(3600)))
                .jwtID(UUID.randomUUID().toString()))
        .build();
  }

  private static String signed(RSAKey key, JWTClaimsSet claims) {
    try {
      JWSSigner signer = new RSASSASigner(key);
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims);
      token.sign(signer);
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private synchronized RSAKey current() {
    return current;
  }

  private synchronized String keys() {
    fetches.incrementAndGet();
    return new JWKSet(published.stream().<JWK>map(RSAKey::toPublicJWK).toList()).toString();
  }

  private static RSAKey newKey() {
    return newKey(UUID.randomUUID().toString());
  }

  private static RSAKey newKey(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void respond(HttpExchange exchange, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}

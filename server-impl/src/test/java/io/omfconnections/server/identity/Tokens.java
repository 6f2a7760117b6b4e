package io.omfconnections.server.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;

/** Creates tokens for tests. */
public final class Tokens {
  /** The issuer of the tokens. */
  public static final String ISSUER = "https://issuer.example";

  /** The audience of the tokens. */
  public static final String AUDIENCE = "omf-connections";

  private Tokens() {}

  /** Returns the claims of a client's token that is valid for an hour. */
  public static JWTClaimsSet.Builder claims(Instant now) {
    return new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .audience(AUDIENCE)
        .claim("tid", "tenant")
        .claim("client_id", "client")
        .expirationTime(Date.from(now.plusSeconds(3600)));
  }

  /** Returns a token with these claims. */
  public static String signed(RSAKey key, JWTClaimsSet claims) {
    return signed(
        key, new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims);
  }

  /** Returns a token whose header has this type ({@code typ}). */
  static String typed(RSAKey key, String type, JWTClaimsSet claims) {
    return signed(
        key,
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID(key.getKeyID())
            .type(new JOSEObjectType(type))
            .build(),
        claims);
  }

  /** Returns a token whose claims are these bytes, valid or not. */
  static String signed(RSAKey key, byte[] claims) {
    JWSObject token =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
            new Payload(claims));
    try {
      token.sign(new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return token.serialize();
  }

  static String signed(RSAKey key, JWSHeader header, JWTClaimsSet claims) {
    SignedJWT token = new SignedJWT(header, claims);
    try {
      token.sign(new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return token.serialize();
  }
}

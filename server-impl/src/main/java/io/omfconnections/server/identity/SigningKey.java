package io.omfconnections.server.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.omfconnections.server.identity.SigningKeyStore.StoredKey;
import java.text.ParseException;

/**
 * A key that signs tokens.
 *
 * @param stored the stored form
 * @param publicKey the part that verifies tokens
 * @param signer signs tokens
 */
record SigningKey(StoredKey stored, RSAKey publicKey, JWSSigner signer) {
  private static final int BITS = 2048;

  /** Returns a new key, with the private key. */
  static RSAKey generate() {
    try {
      return new RSAKeyGenerator(BITS)
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(JWSAlgorithm.RS256)
          .keyIDFromThumbprint(true)
          .generate();
    } catch (JOSEException e) {
      throw new IllegalStateException("An RSA key can't be generated", e);
    }
  }

  /**
   * Reads a stored key.
   *
   * @throws ParseException if it is damaged: it is not a private RSA key of at least 2048 bits, or
   *     a token that is signed with it can't be verified with it
   */
  static SigningKey of(StoredKey stored) throws ParseException {
    try {
      RSAKey key = JWK.parse(stored.jwk()).toRSAKey();
      JWSSigner signer = new RSASSASigner(key);
      // The parts of a key that was changed do not match.
      JWSObject token = new JWSObject(new JWSHeader(JWSAlgorithm.RS256), new Payload("check"));
      token.sign(signer);
      if (!token.verify(new RSASSAVerifier(key))) {
        throw new ParseException("The private key does not match the public key", 0);
      }
      return new SigningKey(stored, key.toPublicJWK(), signer);
    } catch (JOSEException | RuntimeException e) {
      // nimbus-jose-jwt throws unchecked exceptions for some malformed keys.
      ParseException damaged = new ParseException("The key is damaged", 0);
      damaged.initCause(e);
      throw damaged;
    }
  }

  /** Returns the identifier of the key, which the header of a token names. */
  String id() {
    return publicKey.getKeyID();
  }
}

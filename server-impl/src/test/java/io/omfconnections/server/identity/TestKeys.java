package io.omfconnections.server.identity;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import io.omfconnections.server.identity.SigningKeyStore.StoredKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.text.ParseException;
import java.time.Clock;
import java.util.Objects;

/**
 * RSA keys for tests, read from a file: generating one takes up to a second. They are public and
 * protect nothing.
 */
public final class TestKeys {
  private static final JWKSet KEYS = read();

  private TestKeys() {}

  /** Returns one of the keys, with the private key. */
  public static RSAKey get(int index) {
    return KEYS.getKeys().get(index).toRSAKey();
  }

  /** Returns one of the keys in its stored form. */
  static StoredKey stored(long number, int index, Clock clock) {
    return new StoredKey(number, clock.instant(), get(index).toJSONString());
  }

  /** Returns signing keys, of which there is one. */
  public static SigningKeys signing(Clock clock) {
    SigningKeyStore store = new InMemorySigningKeys();
    store.add(stored(1, 0, clock));
    return SigningKeys.open(store, null, clock);
  }

  private static JWKSet read() {
    try (InputStream in =
        Objects.requireNonNull(TestKeys.class.getResourceAsStream("test-keys.json"))) {
      return JWKSet.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }
}

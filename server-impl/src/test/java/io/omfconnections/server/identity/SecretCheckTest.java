package io.omfconnections.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretCheckTest {
  private static final String SALT = Base64.getEncoder().encodeToString(new byte[16]);
  private static final String HASH = Base64.getEncoder().encodeToString(new byte[32]);

  @Test
  void plain_secret_accepts_only_itself() {
    SecretCheck check = SecretCheck.ofSecret("größe \uD83D\uDE00");

    assertThat(check.accepts("größe \uD83D\uDE00")).isTrue();
    for (String other : new String[] {"", "größe", "größe \uD83D\uDE01", "GRÖSSE \uD83D\uDE00"}) {
      assertThat(check.accepts(other)).isFalse();
    }
  }

  @Test
  void hash_accepts_only_its_secret() {
    SecretCheck check = SecretCheck.ofHash(SecretCheck.hash("the secret", 10));

    assertThat(check.accepts("the secret")).isTrue();
    assertThat(check.accepts("the secret ")).isFalse();
    assertThat(check.accepts("")).isFalse();
  }

  @Test
  void hash_has_a_unique_salt_and_does_not_contain_the_secret() {
    String one = SecretCheck.hash("the secret", 10);

    assertThat(one).isNotEqualTo(SecretCheck.hash("the secret", 10)).doesNotContain("the secret");
  }

  @Test
  void hash_has_600000_iterations() {
    assertThat(SecretCheck.hash("the secret").split("\\$"))
        .hasSize(4)
        .startsWith("pbkdf2-sha256", "600000");
  }

  /** The expected hash was computed with Python's hashlib.pbkdf2_hmac. */
  @Test
  void hash_is_pbkdf2_with_hmac_sha256() {
    SecretCheck check =
        SecretCheck.ofHash("pbkdf2-sha256$2$c2FsdA==$0XrKJH+7G+vSdwm7TXcmjVAronQ1r5Klu/F/UjYmq84=");

    assertThat(check.accepts("pässword")).isTrue();
    assertThat(check.accepts("password")).isFalse();
  }

  /**
   * A verified secret is remembered by this value, and must be checked again if the check changes.
   */
  @Test
  void fingerprint_depends_on_the_secret_the_salt_and_the_hash() throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
    String otherSalt = SALT.replaceFirst("A", "B");
    String otherHash = HASH.replaceFirst("A", "B");
    // The end of its salt is the beginning of the other's hash.
    String shorterSalt = Base64.getEncoder().encodeToString(new byte[15]);

    assertThat(
            Stream.of(
                    new String[] {SALT, HASH, "secret"},
                    new String[] {SALT, HASH, "other"},
                    new String[] {otherSalt, HASH, "secret"},
                    new String[] {SALT, otherHash, "secret"},
                    new String[] {shorterSalt, HASH, "\0secret"})
                .map(
                    each ->
                        SecretCheck.ofHash("pbkdf2-sha256$1$" + each[0] + "$" + each[1])
                            .fingerprint(mac, each[2]))
                .map(Base64.getEncoder()::encodeToString))
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10_000_000})
  void hash_can_have_one_to_ten_million_iterations(int iterations) {
    assertThatCode(
            () -> SecretCheck.ofHash("pbkdf2-sha256$" + iterations + "$" + SALT + "$" + HASH))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "the secret",
        "$$$",
        "pbkdf2-sha256$1$@SALT@",
        "pbkdf2-sha256$1$@SALT@$@HASH@$",
        "pbkdf2-sha1$1$@SALT@$@HASH@",
        "pbkdf2-sha256$many$@SALT@$@HASH@",
        "pbkdf2-sha256$0$@SALT@$@HASH@",
        "pbkdf2-sha256$-1$@SALT@$@HASH@",
        "pbkdf2-sha256$10000001$@SALT@$@HASH@",
        "pbkdf2-sha256$99999999999$@SALT@$@HASH@",
        "pbkdf2-sha256$1$$@HASH@",
        "pbkdf2-sha256$1$@SALT@$",
        "pbkdf2-sha256$1$@SALT@$AAAA",
        "pbkdf2-sha256$1$@SALT@$!!!",
        "pbkdf2-sha256$1$!!!$@HASH@"
      })
  void malformed_hash_is_rejected(String text) {
    assertThatThrownBy(
            () -> SecretCheck.ofHash(text.replace("@SALT@", SALT).replace("@HASH@", HASH)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

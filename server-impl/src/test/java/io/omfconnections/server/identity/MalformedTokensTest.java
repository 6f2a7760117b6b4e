package io.omfconnections.server.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.omfconnections.server.access.Identity;
import io.omfconnections.server.access.TrusteeType;
import java.security.Signature;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Tests the verification of tokens that have been changed, or are no tokens. */
class MalformedTokensTest extends TokenVerifierFixture {
  @Test
  void tampered_payload_is_rejected() {
    String[] parts = token(claims()).split("\\.", -1);
    String payload = new Base64URL(parts[1]).decodeToString();
    assertThat(payload).contains("\"client_id\":\"client\"");

    assertRejected(
        parts[0]
            + "."
            + Base64URL.encode(payload.replace("\"client\"", "\"admin\""))
            + "."
            + parts[2]);
  }

  @Test
  void no_modification_of_a_token_yields_another_identity() {
    String token = token(claims().claim("roles", List.of("r1")));
    Identity expected = new Identity(TrusteeType.CLIENT, "client", "tenant", Set.of("r1"));
    Random random = new Random(11);
    int rejected = 0;
    for (int round = 0; round < 2_000; round++) {
      StringBuilder changed = new StringBuilder(token);
      int at = random.nextInt(token.length());
      switch (random.nextInt(4)) {
        case 0 -> changed.setCharAt(at, (char) (33 + random.nextInt(94)));
        case 1 -> changed.deleteCharAt(at);
        case 2 -> changed.insert(at, (char) random.nextInt(0x300));
        default -> changed.setLength(at);
      }
      try {
        // Accepted only if the change has no meaning: Base64 has unused bits, and the decoder skips
        // invalid characters.
        assertThat(verifier.verify(changed.toString())).isEqualTo(expected);
      } catch (InvalidTokenException e) {
        rejected++;
      }
    }
    assertThat(rejected).isGreaterThan(1_000);
  }

  static final List<String> MALFORMED_TOKENS =
      Stream.of(
              "",
              " ",
              ".",
              "..",
              "...",
              "....",
              "a.b.c",
              "e30.e30.e30",
              Base64URL.encode("null") + "..",
              Base64URL.encode("[]") + ".e30.e30",
              Base64URL.encode("{\"alg\":1}") + ".e30.e30",
              Base64URL.encode("{\"alg\":\"RS256\",\"alg\":\"none\"}") + ".e30.",
              Base64URL.encode("{\"alg\":\"RS256\",\"crit\":[\"b64\"],\"b64\":false}") + ".e30.e30",
              Base64URL.encode("{".repeat(5_000)) + ".e30.e30",
              "x".repeat(100_000))
          .toList();

  @ParameterizedTest
  @FieldSource("MALFORMED_TOKENS")
  void malformed_token_is_rejected(String text) {
    assertRejected(text);
  }

  /** Tests combinations that the builders of the library do not permit. */
  @Test
  void header_or_claim_with_any_value_never_fails_otherwise() throws Exception {
    String header = "{\"alg\":\"RS256\",\"kid\":\"" + KEY.getKeyID() + "\"}";
    String payload = claims().build().toString();
    List<String> names =
        List.of(
            "alg",
            "kid",
            "typ",
            "cty",
            "crit",
            "b64",
            "jwk",
            "x5c",
            "x5u",
            "x5t",
            "jku",
            "enc",
            "iss",
            "sub",
            "aud",
            "exp",
            "nbf",
            "iat",
            "jti",
            "tid",
            "client_id",
            "roles");
    for (String name : names) {
      for (String value : ODD_VALUES) {
        assertVerifiedOrRejected(with(header, name, value), payload);
        assertVerifiedOrRejected(header, with(payload, name, value));
      }
    }
  }

  private static final List<String> ODD_VALUES =
      List.of(
          "null",
          "true",
          "-1",
          "1.5",
          "1e400",
          "99999999999999999999",
          "\"\"",
          "\"text\"",
          "[]",
          "[null]",
          "[1]",
          "[[]]",
          "[{}]",
          "{}",
          "{\"a\":null}");

  /** Returns the object with a property instead of the one that has the same name, if any. */
  private static String with(String object, String name, String value) throws Exception {
    Map<String, Object> properties = JSONObjectUtils.parse(object);
    properties.remove(name);
    String rest = JSONObjectUtils.toJSONString(properties);
    return "{\"" + name + "\":" + value + (rest.equals("{}") ? "" : ",") + rest.substring(1);
  }

  private void assertVerifiedOrRejected(String header, String payload) throws Exception {
    String input = Base64URL.encode(header) + "." + Base64URL.encode(payload);
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(KEY.toPrivateKey());
    signature.update(input.getBytes(UTF_8));
    Throwable thrown =
        catchThrowable(() -> verifier.verify(input + "." + Base64URL.encode(signature.sign())));
    if (thrown != null) {
      assertThat(thrown).as(header + payload).isInstanceOf(InvalidTokenException.class);
    }
  }
}

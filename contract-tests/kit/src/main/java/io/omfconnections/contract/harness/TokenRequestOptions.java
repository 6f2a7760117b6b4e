package io.omfconnections.contract.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How token requests are made, for token endpoints that need more than client credentials.
 *
 * @param parameters parameters to add to the form, such as {@code scope} or {@code audience}
 * @param basic whether the credentials are sent with HTTP Basic (RFC 6749, section 2.3.1) instead
 *     of in the form
 */
public record TokenRequestOptions(Map<String, String> parameters, boolean basic) {
  /** Client credentials in the form, and nothing else. */
  public static final TokenRequestOptions DEFAULT = new TokenRequestOptions(Map.of(), false);

  /** Returns the parameters as the end of a form. */
  String form() {
    return parameters.entrySet().stream()
        .map(each -> "&" + encoded(each.getKey()) + "=" + encoded(each.getValue()))
        .collect(Collectors.joining());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}

package io.omfconnections.contract.exchange;

import java.util.regex.Pattern;

/** An HTTP request and its response, as they were transmitted. */
public record Exchange(Request request, Response response) {
  private static final int LONGEST_BODY_SHOWN = 2_000;
  private static final String REDACTED = "(not shown)";

  /** Secrets in token requests, token responses and raw messages. */
  private static final Pattern SECRET =
      Pattern.compile(
          "((?:client_secret|client_assertion|access_token)(?:=|\"\\s*:\\s*\")"
              + "|(?:Bearer|Basic) (?=[A-Za-z0-9._~+/=-]{20}))"
              // Text that is redacted already, as in some HAR files, stays as it is.
              + "(?:\\(not shown\\))?[^&\"\\s]*");

  /**
   * An HTTP request.
   *
   * @param method the method
   * @param target the path and query, not decoded, relative to the server's base URL
   * @param headers the header fields, without those of the framing, such as Content-Length
   * @param body the complete body, without the framing, even if the server responded before it was
   *     sent
   * @param wellFormed false for a message that is deliberately not valid HTTP
   */
  public record Request(
      String method, String target, Headers headers, Body body, boolean wellFormed) {

    /** Returns a well-formed request without header fields and body. */
    public static Request of(String method, String target) {
      return new Request(method, target, Headers.none(), Body.empty(), true);
    }

    /** Returns this request with another path and query. */
    public Request withTarget(String newTarget) {
      return new Request(method, newTarget, headers, body, wellFormed);
    }

    /** Returns this request with another method. */
    public Request withMethod(String newMethod) {
      return new Request(newMethod, target, headers, body, wellFormed);
    }

    /** Returns this request with a header field set: others of the same name are removed. */
    public Request withHeader(String name, String value) {
      return new Request(method, target, headers.with(name, value), body, wellFormed);
    }

    /** Returns this request with one more header field. Fields with the same name are kept. */
    public Request plusHeader(String name, String value) {
      return new Request(method, target, headers.plus(name, value), body, wellFormed);
    }

    /** Returns this request without the header fields of the given name. */
    public Request withoutHeader(String name) {
      return new Request(method, target, headers.without(name), body, wellFormed);
    }

    /** Returns this request with another body. */
    public Request withBody(Body newBody) {
      return new Request(method, target, headers, newBody, wellFormed);
    }

    /** Returns this request with another body: text in UTF-8. */
    public Request withBody(String newBody) {
      return withBody(Body.of(newBody));
    }
  }

  /**
   * An HTTP response.
   *
   * @param status the status code
   * @param headers the header fields, including those of the framing
   * @param body the body, without the framing
   */
  public record Response(int status, Headers headers, Body body) {}

  /** Returns this exchange with another response. */
  public Exchange withResponse(Response other) {
    return new Exchange(request, other);
  }

  /** Returns the status code of the response. */
  public int status() {
    return response.status();
  }

  /**
   * Returns this exchange without its access token and secrets, for people to read. They are
   * replaced in both messages, wherever they occur.
   */
  public Exchange redacted() {
    return new Exchange(
        new Request(
            request.method(),
            redact(request.target()),
            redact(request.headers()),
            redact(request.body()),
            request.wellFormed()),
        new Response(response.status(), redact(response.headers()), redact(response.body())));
  }

  /** Removes the access token of this exchange, and secrets, from a text about it. */
  public String redact(String text) {
    String[] credentials = request.headers().first("Authorization").orElse("").split(" ", 2);
    // A shorter text is not a token, and may occur by chance.
    boolean secret = credentials.length == 2 && credentials[1].length() >= 8;
    String withoutToken = secret ? text.replace(credentials[1], REDACTED) : text;
    return SECRET.matcher(withoutToken).replaceAll("$1" + REDACTED);
  }

  /** Describes both messages for people: redacted, and with long bodies truncated. */
  public String describe() {
    Exchange shown = redacted();
    StringBuilder text = new StringBuilder();
    text.append(request.method()).append(' ').append(shown.request.target()).append('\n');
    append(text, shown.request.headers(), shown.request.body());
    text.append("\n=> ").append(response.status()).append('\n');
    append(text, shown.response.headers(), shown.response.body());
    return text.toString();
  }

  /** Returns {@link #describe}, so that failed assertions expose no secrets. */
  @Override
  public String toString() {
    return describe();
  }

  private Headers redact(Headers headers) {
    Headers redacted = Headers.none();
    for (Headers.Field field : headers.fields()) {
      boolean secret = field.name().equalsIgnoreCase("Authorization");
      redacted = redacted.plus(field.name(), secret ? REDACTED : redact(field.value()));
    }
    return redacted;
  }

  private Body redact(Body body) {
    String text = body.text();
    String redacted = redact(text);
    return redacted.equals(text) ? body : Body.of(redacted);
  }

  private static void append(StringBuilder text, Headers headers, Body body) {
    headers.fields().forEach(field -> text.append(field).append('\n'));
    String shown = body.text();
    if (shown.length() > LONGEST_BODY_SHOWN) {
      shown = shown.substring(0, LONGEST_BODY_SHOWN) + "... (" + body.size() + " bytes in total)";
    }
    if (!shown.isEmpty()) {
      text.append('\n').append(shown).append('\n');
    }
  }
}

package io.omfconnections.contract.exchange;

import java.util.regex.Pattern;

/** One request and its response, as they went over the wire. */
public record Exchange(Request request, Response response) {
  private static final int SHOWN_OF_A_BODY = 2_000;
  private static final String NOT_SHOWN = "(not shown)";

  /** What a form, the answer to it or a raw message may hold that belongs in no build's log. */
  private static final Pattern SECRET =
      Pattern.compile(
          "((?:client_secret|client_assertion|access_token)(?:=|\"\\s*:\\s*\")"
              + "|(?:Bearer|Basic) (?=[A-Za-z0-9._~+/=-]{20}))"
              // What was left out already, as of an exchange out of a file, stays as it is.
              + "(?:\\(not shown\\))?[^&\"\\s]*");

  /**
   * What was asked.
   *
   * @param method the method, as it was sent
   * @param target the address from the server's base on, not decoded, with its query
   * @param headers the header fields; not those of the framing, such as Content-Length
   * @param body the body, without the framing; the whole of it, also when the server answered
   *     earlier
   * @param wellFormed false for what is not HTTP, and is sent to see what a server makes of it
   */
  public record Request(
      String method, String target, Headers headers, Body body, boolean wellFormed) {

    /** A well-formed request without header fields and body. */
    public static Request of(String method, String target) {
      return new Request(method, target, Headers.none(), Body.empty(), true);
    }

    /** The same request to another address. */
    public Request withTarget(String newTarget) {
      return new Request(method, newTarget, headers, body, wellFormed);
    }

    /** The same request with another method. */
    public Request withMethod(String newMethod) {
      return new Request(newMethod, target, headers, body, wellFormed);
    }

    /** The same request with exactly one header field of that name. */
    public Request withHeader(String name, String value) {
      return new Request(method, target, headers.with(name, value), body, wellFormed);
    }

    /** The same request with one header field more, beside any that has the same name. */
    public Request plusHeader(String name, String value) {
      return new Request(method, target, headers.plus(name, value), body, wellFormed);
    }

    /** The same request without any header field of that name. */
    public Request withoutHeader(String name) {
      return new Request(method, target, headers.without(name), body, wellFormed);
    }

    /** The same request with another body. */
    public Request withBody(Body newBody) {
      return new Request(method, target, headers, newBody, wellFormed);
    }

    /** The same request with another body, which is text in UTF-8. */
    public Request withBody(String newBody) {
      return withBody(Body.of(newBody));
    }
  }

  /**
   * What was answered.
   *
   * @param status the status
   * @param headers the header fields, with those of the framing
   * @param body the body, without the framing
   */
  public record Response(int status, Headers headers, Body body) {}

  /** The same request with another response. */
  public Exchange withResponse(Response other) {
    return new Exchange(request, other);
  }

  /** The response's status. */
  public int status() {
    return response.status();
  }

  /**
   * The same exchange for people to read: with the token and secrets left out wherever they stand.
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

  /** A text about this exchange without its token, and without secrets. */
  public String redact(String text) {
    String[] credentials = request.headers().first("Authorization").orElse("").split(" ", 2);
    // What is shorter is no secret, and may stand in a text by chance.
    boolean secret = credentials.length == 2 && credentials[1].length() >= 8;
    String withoutToken = secret ? text.replace(credentials[1], NOT_SHOWN) : text;
    return SECRET.matcher(withoutToken).replaceAll("$1" + NOT_SHOWN);
  }

  /** Both messages for people to read, without the token, and with long bodies cut off. */
  public String describe() {
    Exchange shown = redacted();
    StringBuilder text = new StringBuilder();
    text.append(request.method()).append(' ').append(shown.request.target()).append('\n');
    append(text, shown.request.headers(), shown.request.body());
    text.append("\n=> ").append(response.status()).append('\n');
    append(text, shown.response.headers(), shown.response.body());
    return text.toString();
  }

  /** As {@link #describe}: an assertion that fails shows no secret, either. */
  @Override
  public String toString() {
    return describe();
  }

  private Headers redact(Headers headers) {
    Headers redacted = Headers.none();
    for (Headers.Field field : headers.fields()) {
      boolean secret = field.name().equalsIgnoreCase("Authorization");
      redacted = redacted.plus(field.name(), secret ? NOT_SHOWN : redact(field.value()));
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
    if (shown.length() > SHOWN_OF_A_BODY) {
      shown = shown.substring(0, SHOWN_OF_A_BODY) + "... (" + body.size() + " bytes in all)";
    }
    if (!shown.isEmpty()) {
      text.append('\n').append(shown).append('\n');
    }
  }
}

package io.omfconnections.contract.mutants;

import static io.omfconnections.contract.mutants.ExchangeChanges.CONTENT_TYPE;
import static io.omfconnections.contract.mutants.ExchangeChanges.JSON;
import static io.omfconnections.contract.mutants.ExchangeChanges.OPERATION_ID;
import static io.omfconnections.contract.mutants.ExchangeChanges.OTHER_ID;

import io.omfconnections.contract.exchange.Headers;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** Changes the header fields of responses. */
final class ResponseHeaderChanges {
  private static final String CHALLENGE = "WWW-Authenticate";
  private static final String RETRY_AFTER = "Retry-After";

  private static final String[] CONTENT_TYPES = {
    "application/json;charset=utf-8",
    "application/json; charset=UTF-8",
    "Application/JSON",
    "text/plain",
    "text/json",
    "application/problem+json",
    "application/octet-stream",
    ""
  };

  private final ExchangeChanges changes;

  private ResponseHeaderChanges(ExchangeChanges changes) {
    this.changes = changes;
  }

  static void add(ExchangeChanges changes) {
    ResponseHeaderChanges headers = new ResponseHeaderChanges(changes);
    headers.operationId();
    if (changes.isDescribed()) {
      headers.contentType();
      if (changes.operation() != null) {
        headers.challenge();
        headers.retryAfter();
      }
      headers.otherFields();
    }
  }

  private void operationId() {
    String id = changes.original().response().headers().first(OPERATION_ID).orElse("");
    wrong("Operation-Id removed", h -> h.without(OPERATION_ID));
    wrong("Operation-Id repeated", h -> h.plus(OPERATION_ID, OTHER_ID));
    wrong("Operation-Id renamed", h -> h.without(OPERATION_ID).plus("X-Operation-Id", id));
    for (String other : new String[] {"", "17", "{" + OTHER_ID + "}", OTHER_ID.replace("-", "")}) {
      wrong("malformed Operation-Id", h -> h.with(OPERATION_ID, other));
    }
  }

  private void contentType() {
    if (changes.original().response().body().isEmpty()) {
      return;
    }
    for (String type : CONTENT_TYPES) {
      wrong("other Content-Type", h -> h.with(CONTENT_TYPE, type));
    }
    wrong("Content-Type removed", h -> h.without(CONTENT_TYPE));
    wrong("Content-Type repeated", h -> h.plus(CONTENT_TYPE, JSON));
  }

  private void challenge() {
    if (changes.original().status() != 401) {
      wrong("undocumented WWW-Authenticate", h -> h.with(CHALLENGE, "Bearer"));
      return;
    }
    wrong("WWW-Authenticate removed", h -> h.without(CHALLENGE));
    wrong("WWW-Authenticate repeated", h -> h.plus(CHALLENGE, "Bearer"));
    for (String value : new String[] {"", "Basic realm=\"x\"", "Bearer error=\"x", "x"}) {
      wrong("malformed WWW-Authenticate", h -> h.with(CHALLENGE, value));
    }
    correct("WWW-Authenticate without parameters", h -> h.with(CHALLENGE, "Bearer"));
  }

  private void retryAfter() {
    if (changes.original().status() != 503) {
      wrong("undocumented Retry-After", h -> h.with(RETRY_AFTER, "5"));
      return;
    }
    wrong("Retry-After removed", h -> h.without(RETRY_AFTER));
    wrong("Retry-After repeated", h -> h.plus(RETRY_AFTER, "5"));
    for (String value :
        new String[] {
          "", "-1", "1.5", "soon", "2147483648", "Fri, 31 Dec 1999 23:59:59 GMT", "1e1", "0x5"
        }) {
      wrong("malformed Retry-After", h -> h.with(RETRY_AFTER, value));
    }
    correct("Retry-After of 0 seconds", h -> h.with(RETRY_AFTER, "0"));
  }

  private void otherFields() {
    correct("unknown header field", h -> h.plus("X-Served-By", "cache-17"));
    correct(
        "header field names in lower case", h -> renamed(h, name -> name.toLowerCase(Locale.ROOT)));
    correct(
        "header field names in upper case", h -> renamed(h, name -> name.toUpperCase(Locale.ROOT)));
    String token = changes.token();
    if (token != null) {
      wrong("access token in a header field", h -> h.plus("X-Token", "got " + token));
    }
  }

  private static Headers renamed(Headers headers, UnaryOperator<String> rename) {
    Headers renamed = Headers.none();
    for (Headers.Field field : headers.fields()) {
      renamed = renamed.plus(rename.apply(field.name()), field.value());
    }
    return renamed;
  }

  private void wrong(String operator, UnaryOperator<Headers> edit) {
    changes.wrong(operator, changes.withHeaders(edit));
  }

  private void correct(String operator, UnaryOperator<Headers> edit) {
    changes.correct(operator, changes.withHeaders(edit));
  }
}

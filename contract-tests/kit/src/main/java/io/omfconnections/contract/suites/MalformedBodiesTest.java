package io.omfconnections.contract.suites;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ApiResponse;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.ContractSuite;
import io.omfconnections.contract.http.Delivery;
import io.omfconnections.contract.model.Operation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A body that is not one JSON text in UTF-8 is a bad request, and changes nothing. */
@ContractSuite
@Order(Integer.MAX_VALUE - 5)
class MalformedBodiesTest {
  private static final int DEEP = 100_000;

  private static Map<String, Function<String, byte[]>> malformed() {
    Map<String, Function<String, byte[]>> bodies = new LinkedHashMap<>();
    bodies.put("empty", right -> new byte[0]);
    bodies.put("blank", right -> bytes(" \n\t"));
    bodies.put("null", right -> bytes("null"));
    bodies.put("a number", right -> bytes("1"));
    bodies.put("a string", right -> bytes("\"{}\""));
    bodies.put("a list of it", right -> bytes("[" + right + "]"));
    bodies.put("not JSON", right -> bytes("Name=x"));
    bodies.put("XML", right -> bytes("<a/>"));
    bodies.put("truncated by one", right -> bytes(right.substring(0, right.length() - 1)));
    bodies.put("truncated in the middle", right -> bytes(right.substring(0, right.length() / 2)));
    bodies.put("followed by a letter", right -> bytes(right + "x"));
    bodies.put("followed by another", right -> bytes(right + right));
    bodies.put("followed by a closing brace", right -> bytes(right + "}"));
    bodies.put("with an unknown member twice", right -> bytes("{\"x\":1,\"x\":1," + tail(right)));
    bodies.put("with its first member twice", MalformedBodiesTest::firstMemberTwice);
    bodies.put(
        "with a member twice, once escaped",
        right -> bytes("{\"x\":1,\"\\u0078\":1," + tail(right)));
    bodies.put(
        "with a member twice, deeper", right -> bytes("{\"x\":[{\"y\":1,\"y\":2}]," + tail(right)));
    bodies.put("in ISO 8859-1", right -> ("{\"\u00fc\":1," + tail(right)).getBytes(ISO_8859_1));
    bodies.put("in UTF-16", right -> right.getBytes(UTF_16));
    bodies.put(
        "with an overlong character",
        right -> insert("{\"x\":\"", new byte[] {(byte) 0xc0, (byte) 0xaf}, "\"," + tail(right)));
    bodies.put(
        "with half a pair in UTF-8",
        right ->
            insert(
                "{\"x\":\"",
                new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
                "\"," + tail(right)));
    bodies.put(
        "with a cut character",
        right -> insert("{\"x\":\"", new byte[] {(byte) 0xe2}, "\"," + tail(right)));
    bodies.put("with half a pair, escaped", right -> bytes("{\"x\":\"\\ud800\"," + tail(right)));
    bodies.put("with a byte order mark", right -> bytes("\uFEFF" + right));
    bodies.put("with a comment", right -> bytes("{/* */" + tail(right)));
    bodies.put("with single quotes", right -> bytes(right.replace('"', '\'')));
    bodies.put("with a comma too many", right -> bytes(right.replaceFirst("}$", ",}")));
    bodies.put("with not a number", right -> bytes("{\"x\":NaN," + tail(right)));
    bodies.put("with a leading zero", right -> bytes("{\"x\":01," + tail(right)));
    bodies.put("with a raw line feed in a string", right -> bytes("{\"x\":\"\n\"," + tail(right)));
    bodies.put("too deep, and open", right -> bytes("{\"x\":" + "[".repeat(DEEP)));
    bodies.put(
        "too deep",
        right -> bytes("{\"x\":" + "[".repeat(DEEP) + "]".repeat(DEEP) + "," + tail(right)));
    return bodies;
  }

  @TestFactory
  Stream<DynamicTest> a_malformed_body_is_a_bad_request_and_changes_nothing(Api api) {
    String id = api.createActive(Bodies.connection("malformed"));
    return Api.CONTRACT.operations().stream()
        .filter(operation -> operation.requestBody() != null)
        .flatMap(
            operation ->
                malformed().entrySet().stream()
                    .map(
                        body ->
                            DynamicTest.dynamicTest(
                                operation.id() + ": " + body.getKey(),
                                () -> isRefused(api, operation, id, body.getValue()))));
  }

  private static void isRefused(
      Api api, Operation operation, String id, Function<String, byte[]> malformed) {
    List<String> identifiers = api.identifiers();
    JsonNode before = everything(api, id);
    Request right = api.request(operation.id(), id);
    Request wrong = right.withBody(Body.of(malformed.apply(right.body().text())));
    JsonNode error = api.send(wrong).expect(400);
    assertThat(error.path("Parameters").isEmpty()).isFalse();
    api.send(wrong, Delivery.CHUNKED).expect(400);
    assertThat(everything(api, id)).isEqualTo(before);
    assertThat(identifiers).containsAll(api.identifiers());
  }

  /** All that the operations could have changed of what is there. */
  private static JsonNode everything(Api api, String id) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    all.add(api.get(id).expect(200));
    all.add(api.accessControlList(id).expect(200));
    all.add(api.owner(id).expect(200));
    all.add(api.collectionAccessControlList().expect(200));
    return all;
  }

  @Test
  void a_bad_request_names_the_body(Api api) {
    JsonNode error = api.create("{\"ClientIds\":[]").expect(400);
    assertThat(error.path("Parameters").has("body")).isTrue();
  }

  @Test
  void the_same_body_in_chunks_is_accepted(Api api) {
    ApiResponse answer = api.send(api.request("createOmfConnection", ""), Delivery.CHUNKED);
    assertThat(answer.status()).isEqualTo(202);
  }

  private static byte[] bytes(String text) {
    return Body.of(text).bytes();
  }

  private static String tail(String right) {
    return right.substring(1);
  }

  private static byte[] firstMemberTwice(String right) {
    int end = right.indexOf(':');
    return bytes("{" + right.substring(1, end) + ":null," + tail(right));
  }

  private static byte[] insert(String before, byte[] middle, String after) {
    byte[] head = bytes(before);
    byte[] end = bytes(after);
    byte[] all = new byte[head.length + middle.length + end.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(middle, 0, all, head.length, middle.length);
    System.arraycopy(end, 0, all, head.length + middle.length, end.length);
    return all;
  }
}

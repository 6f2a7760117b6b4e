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

/** A body that is not exactly one well-formed JSON text in UTF-8 gets 400 and changes nothing. */
@ContractSuite
@Order(Integer.MAX_VALUE - 5)
class MalformedBodiesTest {
  private static final int DEPTH = 100_000;

  private static Map<String, Function<String, byte[]>> malformations() {
    Map<String, Function<String, byte[]>> bodies = new LinkedHashMap<>();
    bodies.put("empty", valid -> new byte[0]);
    bodies.put("blank", valid -> bytes(" \n\t"));
    bodies.put("null", valid -> bytes("null"));
    bodies.put("a number", valid -> bytes("1"));
    bodies.put("a string", valid -> bytes("\"{}\""));
    bodies.put("valid body inside an array", valid -> bytes("[" + valid + "]"));
    bodies.put("not JSON", valid -> bytes("Name=x"));
    bodies.put("XML", valid -> bytes("<a/>"));
    bodies.put(
        "truncated by one character", valid -> bytes(valid.substring(0, valid.length() - 1)));
    bodies.put("truncated in the middle", valid -> bytes(valid.substring(0, valid.length() / 2)));
    bodies.put("followed by a letter", valid -> bytes(valid + "x"));
    bodies.put("followed by the same body again", valid -> bytes(valid + valid));
    bodies.put("followed by a closing brace", valid -> bytes(valid + "}"));
    bodies.put(
        "with a duplicate unknown property", valid -> bytes("{\"x\":1,\"x\":1," + tail(valid)));
    bodies.put("with its first property duplicated", MalformedBodiesTest::duplicateFirstProperty);
    bodies.put(
        "with a duplicate property, one escaped",
        valid -> bytes("{\"x\":1,\"\\u0078\":1," + tail(valid)));
    bodies.put(
        "with a duplicate property in a nested object",
        valid -> bytes("{\"x\":[{\"y\":1,\"y\":2}]," + tail(valid)));
    bodies.put("in ISO 8859-1", valid -> ("{\"\u00fc\":1," + tail(valid)).getBytes(ISO_8859_1));
    bodies.put("in UTF-16", valid -> valid.getBytes(UTF_16));
    bodies.put(
        "with an overlong UTF-8 sequence",
        valid -> insert("{\"x\":\"", new byte[] {(byte) 0xc0, (byte) 0xaf}, "\"," + tail(valid)));
    bodies.put(
        "with an unpaired surrogate in UTF-8",
        valid ->
            insert(
                "{\"x\":\"",
                new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
                "\"," + tail(valid)));
    bodies.put(
        "with a truncated UTF-8 sequence",
        valid -> insert("{\"x\":\"", new byte[] {(byte) 0xe2}, "\"," + tail(valid)));
    bodies.put(
        "with an escaped unpaired surrogate", valid -> bytes("{\"x\":\"\\ud800\"," + tail(valid)));
    bodies.put("with a byte order mark", valid -> bytes("\uFEFF" + valid));
    bodies.put("with a comment", valid -> bytes("{/* */" + tail(valid)));
    bodies.put("with single quotes", valid -> bytes(valid.replace('"', '\'')));
    bodies.put("with a trailing comma", valid -> bytes(valid.replaceFirst("}$", ",}")));
    bodies.put("with NaN", valid -> bytes("{\"x\":NaN," + tail(valid)));
    bodies.put("with a leading zero", valid -> bytes("{\"x\":01," + tail(valid)));
    bodies.put("with a raw line feed in a string", valid -> bytes("{\"x\":\"\n\"," + tail(valid)));
    bodies.put("nested too deeply and unclosed", valid -> bytes("{\"x\":" + "[".repeat(DEPTH)));
    bodies.put(
        "nested too deeply",
        valid -> bytes("{\"x\":" + "[".repeat(DEPTH) + "]".repeat(DEPTH) + "," + tail(valid)));
    return bodies;
  }

  @TestFactory
  Stream<DynamicTest> malformed_body_is_400_and_changes_nothing(Api api) {
    String id = api.createActive(Bodies.connection("malformed"));
    return Api.CONTRACT.operations().stream()
        .filter(operation -> operation.requestBody() != null)
        .flatMap(
            operation ->
                malformations().entrySet().stream()
                    .map(
                        body ->
                            DynamicTest.dynamicTest(
                                operation.id() + ": " + body.getKey(),
                                () -> assertRejected(api, operation, id, body.getValue()))));
  }

  private static void assertRejected(
      Api api, Operation operation, String id, Function<String, byte[]> malformation) {
    List<String> identifiers = api.identifiers();
    JsonNode before = currentState(api, id);
    Request valid = api.request(operation.id(), id);
    Request malformed = valid.withBody(Body.of(malformation.apply(valid.body().text())));
    JsonNode error = api.send(malformed).expect(400);
    assertThat(error.path("Parameters").isEmpty()).isFalse();
    api.send(malformed, Delivery.CHUNKED).expect(400);
    assertThat(currentState(api, id)).isEqualTo(before);
    assertThat(identifiers).containsAll(api.identifiers());
  }

  /** Returns everything that the operations could have changed. */
  private static JsonNode currentState(Api api, String id) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    all.add(api.get(id).expect(200));
    all.add(api.accessControlList(id).expect(200));
    all.add(api.owner(id).expect(200));
    all.add(api.collectionAccessControlList().expect(200));
    return all;
  }

  @Test
  void error_for_malformed_body_names_the_body(Api api) {
    JsonNode error = api.create("{\"ClientIds\":[]").expect(400);
    assertThat(error.path("Parameters").has("body")).isTrue();
  }

  @Test
  void valid_chunked_body_is_accepted(Api api) {
    ApiResponse response = api.send(api.request("createOmfConnection", ""), Delivery.CHUNKED);
    assertThat(response.status()).isEqualTo(202);
  }

  private static byte[] bytes(String text) {
    return Body.of(text).bytes();
  }

  private static String tail(String valid) {
    return valid.substring(1);
  }

  private static byte[] duplicateFirstProperty(String valid) {
    int end = valid.indexOf(':');
    return bytes("{" + valid.substring(1, end) + ":null," + tail(valid));
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

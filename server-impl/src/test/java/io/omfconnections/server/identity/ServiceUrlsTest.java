package io.omfconnections.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceUrlsTest {
  private static final URI BASE = URI.create("http://127.0.0.1:8080");
  private static final ServiceUrls LOOPBACK = new ServiceUrls(BASE, ServiceUrls.Names.LOOPBACK);

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "localhost:1", "127.0.0.1:65535", "[::1]", "[::1]:8080"})
  void each_name_of_this_machine_is_a_base_url_on_loopback_only(String host) {
    assertThat(LOOPBACK.forHost(host)).hasToString("http://" + host);
    assertThat(LOOPBACK.contains("http://" + host)).isTrue();

    ServiceUrls elsewhere =
        new ServiceUrls(URI.create("https://omf.example"), ServiceUrls.Names.NONE);
    assertThat(elsewhere.forHost(host)).hasToString("https://omf.example");
    assertThat(elsewhere.contains("https://" + host)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "example.org",
        "localhost.example.org",
        "localhost:8080.example.org",
        "127.0.0.1.example.org",
        "localhost:8080@example.org",
        "localhost/x",
        "localhost:",
        "localhost:123456",
        "127.0.0.2",
        "[::2]",
        "0.0.0.0",
        "127.0.0.1\n"
      })
  void other_name_is_not_used(String host) {
    assertThat(LOOPBACK.forHost(host)).isEqualTo(BASE);
    assertThat(LOOPBACK.contains("http://" + host)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:8080", "omf.example", "10.1.2.3:80", "[2001:db8::1]:1", "a_b"})
  void any_name_is_used_by_a_server_on_all_addresses(String host) {
    ServiceUrls urls = new ServiceUrls(URI.create("http://0.0.0.0:1"), ServiceUrls.Names.ANY);

    assertThat(urls.forHost(host)).hasToString("http://" + host);
    assertThat(urls.contains("http://" + host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a b", "a/b", "a@b", "a?b", "a:", "a:b", "[::::]", "[a", "a\"b", "<a>"})
  void text_that_is_no_host_is_not_used(String host) {
    URI base = URI.create("http://0.0.0.0:1");

    assertThat(new ServiceUrls(base, ServiceUrls.Names.ANY).forHost(host)).isEqualTo(base);
  }

  @Test
  void base_url_is_used_without_a_host() {
    assertThat(LOOPBACK.forHost(null)).isEqualTo(BASE);
    assertThat(LOOPBACK.contains(BASE.toString())).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"localhost, localhost:80", "127.0.0.1, 127.0.0.1:80", "::1, [::1]:80"})
  void ipv6_address_is_in_brackets_before_a_port(String name, String expected) {
    assertThat(ServiceUrls.hostAndPort(name, 80)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"https://localhost", "http://LOCALHOST", "localhost", "http://localhost/"})
  void other_form_of_a_base_url_is_not_one(String url) {
    assertThat(LOOPBACK.contains(url)).isFalse();
  }
}

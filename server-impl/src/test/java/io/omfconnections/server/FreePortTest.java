package io.omfconnections.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreePortTest {
  private final List<Integer> ports = new ArrayList<>();

  @Test
  void start_is_retried_when_port_has_been_taken() throws IOException {
    int port =
        FreePort.start(
            "127.0.0.1",
            candidate -> {
              ports.add(candidate);
              if (ports.size() < 3) {
                throw new BindException("in use");
              }
              return candidate;
            });

    assertThat(port).isPositive().isEqualTo(ports.get(2));
    assertThat(ports).hasSize(3);
  }

  @Test
  void start_fails_after_five_attempts() {
    assertThatThrownBy(
            () ->
                FreePort.start(
                    "127.0.0.1",
                    candidate -> {
                      ports.add(candidate);
                      throw new BindException("in use");
                    }))
        .isInstanceOf(BindException.class);
    assertThat(ports).hasSize(5);
  }
}

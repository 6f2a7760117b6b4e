package io.omfconnections.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenFilesTest {
  @ParameterizedTest
  @CsvSource({"1024, 30, 930", "130, 40, 26", "100, 90, 16", "1048576, 30, 10000", "-1, -1, 16"})
  void connections_are_the_limit_of_open_files_minus_a_reserve(
      long limit, long open, int connections) {
    assertThat(OpenFiles.maxConnections(limit, open, 8L << 30, false)).isEqualTo(connections);
  }

  /** Anyone can send heads of 32 KiB, and not complete them. */
  @ParameterizedTest
  @CsvSource({"256, 910", "1024, 3640", "4096, 10000", "1, 16"})
  void largest_heads_on_all_connections_fit_into_a_quarter_of_the_heap(
      long heapMegabytes, int connections) {
    assertThat(OpenFiles.maxConnections(1 << 20, 30, heapMegabytes << 20, false))
        .isEqualTo(connections);
  }

  @ParameterizedTest
  @CsvSource({"256, 512", "1024, 2048", "4096, 8192", "1, 16"})
  void encrypted_connections_need_more_of_the_heap(long heapMegabytes, int connections) {
    assertThat(OpenFiles.maxConnections(1 << 20, 30, heapMegabytes << 20, true))
        .isEqualTo(connections);
  }

  @Test
  void default_is_within_its_bounds() {
    assertThat(ServerConfig.builder().build().maxConnections()).isBetween(16, 10_000);
  }

  @Test
  void default_considers_tls() {
    assertThat(
            ServerConfig.builder()
                .dataDirectory(Path.of("d"))
                .tlsSelfSigned(true)
                .build()
                .maxConnections())
        .isEqualTo(OpenFiles.maxConnections(true))
        .isLessThanOrEqualTo(OpenFiles.maxConnections(false));
  }
}

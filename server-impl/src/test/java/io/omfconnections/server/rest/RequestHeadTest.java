package io.omfconnections.server.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.memory.MemoryManager;
import org.junit.jupiter.api.Test;

class RequestHeadTest {
  private static final byte[] HEAD =
      ("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(300) + "\r\n\r\n").getBytes(ISO_8859_1);

  private final RequestHead head = new RequestHead(0, HEAD.length);
  private int bytes;

  @Test
  void incomplete_head_is_joined_before_it_has_many_pieces() {
    readByteByByte(RequestHead.MAX_PIECES);
    assertThat(head.hasManyPieces()).isTrue();

    head.joined();

    readByteByByte(RequestHead.MAX_PIECES - 1);
    assertThat(head.hasManyPieces()).isTrue();
  }

  @Test
  void complete_head_is_not_joined() {
    readByteByByte(RequestHead.MAX_PIECES - 1);
    assertThat(read(HEAD.length)).isTrue();
    assertThat(head.hasManyPieces()).isFalse();
  }

  private void readByteByByte(int count) {
    for (int i = 0; i < count; i++) {
      assertThat(head.hasManyPieces()).isFalse();
      assertThat(read(++bytes)).isFalse();
    }
  }

  private boolean read(int length) {
    return head.read(Buffers.wrap(MemoryManager.DEFAULT_MEMORY_MANAGER, HEAD, 0, length));
  }
}

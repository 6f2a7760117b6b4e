package io.omfconnections.server.rest;

import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.http.ChunkedTransferEncoding;
import org.glassfish.grizzly.http.HttpBrokenContentException;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpHeader;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.ParsingResult;
import org.glassfish.grizzly.http.TransferEncoding;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.memory.MemoryManager;

/** Decodes chunked bodies with {@link ChunkedDecoder}; Grizzly encodes. */
final class StrictChunkedEncoding implements TransferEncoding {
  private static final String DECODER = ChunkedDecoder.class.getName();

  private final ChunkedTransferEncoding encoder;

  StrictChunkedEncoding(ChunkedTransferEncoding encoder) {
    this.encoder = encoder;
  }

  @Override
  public ParsingResult parsePacket(FilterChainContext context, HttpHeader request, Buffer buffer) {
    ChunkedDecoder decoder = (ChunkedDecoder) ((HttpRequestPacket) request).getAttribute(DECODER);
    if (decoder == null) {
      decoder = new ChunkedDecoder();
      ((HttpRequestPacket) request).setAttribute(DECODER, decoder);
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    ChunkedDecoder.Part part;
    try {
      part = decoder.decode(bytes);
    } catch (MalformedHttpException e) {
      throw new HttpBrokenContentException(e);
    }
    if (part.length() == 0 && !decoder.isComplete()) {
      return ParsingResult.create(null, null);
    }
    MemoryManager<?> memory = context.getMemoryManager();
    int rest = bytes.length - part.consumed();
    return ParsingResult.create(
        request
            .httpContentBuilder()
            .content(Buffers.wrap(memory, bytes, 0, part.length()))
            .last(decoder.isComplete())
            .build(),
        rest == 0 ? null : Buffers.wrap(memory, bytes, part.consumed(), rest));
  }

  @Override
  public boolean wantDecode(HttpHeader request) {
    return encoder.wantDecode(request);
  }

  @Override
  public boolean wantEncode(HttpHeader response) {
    return encoder.wantEncode(response);
  }

  @Override
  public void prepareSerialize(
      FilterChainContext context, HttpHeader response, HttpContent content) {
    encoder.prepareSerialize(context, response, content);
  }

  @Override
  public Buffer serializePacket(FilterChainContext context, HttpContent content) {
    return encoder.serializePacket(context, content);
  }
}

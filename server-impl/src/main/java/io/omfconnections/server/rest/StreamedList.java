package io.omfconnections.server.rest;

import java.util.AbstractList;
import java.util.Iterator;
import java.util.function.Function;

/**
 * List whose elements are read and converted while it is iterated over, so that it is never in
 * memory as a whole. Supports iteration only, which is all that serialization needs.
 */
final class StreamedList<S, T> extends AbstractList<T> {
  private final Iterable<S> source;
  private final Function<S, T> conversion;

  StreamedList(Iterable<S> source, Function<S, T> conversion) {
    this.source = source;
    this.conversion = conversion;
  }

  @Override
  public Iterator<T> iterator() {
    Iterator<S> elements = source.iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return elements.hasNext();
      }

      @Override
      public T next() {
        return conversion.apply(elements.next());
      }
    };
  }

  /** Returns a placeholder: the size is unknown, and serialization treats it as a hint. */
  @Override
  public int size() {
    return Integer.MAX_VALUE;
  }

  @Override
  public T get(int index) {
    throw new UnsupportedOperationException("A streamed list supports iteration only");
  }
}

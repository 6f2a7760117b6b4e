package io.omfconnections.server.rest;

import java.util.AbstractList;
import java.util.Iterator;
import java.util.function.Function;

/**
 * A list for the generated models that is never held whole: it can only be walked through, which is
 * what writing it as JSON does.
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

  /** Not known before the end; whoever writes the list takes it as a hint. */
  @Override
  public int size() {
    return Integer.MAX_VALUE;
  }

  @Override
  public T get(int index) {
    throw new UnsupportedOperationException("a streamed list can only be walked through");
  }
}

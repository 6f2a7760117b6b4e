package io.omfconnections.contract.harness;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * Marks tests of the server's HTTP rather than of the API: malformed messages, unusual methods and
 * paths, bodies that arrive slowly. A proxy in front of the server answers such requests itself, or
 * passes them on in another form, so that these tests then say nothing about the server.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag(TestsHttp.TAG)
public @interface TestsHttp {
  /** The JUnit tag of these tests. */
  String TAG = "http";
}

package io.omfconnections.server.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a parameter of type {@link String}: an access token of a client of the development directory,
 * issued by the server of {@link OmfConnectionsExtension}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface OmfToken {
  /**
   * The identifier of the client. The default is {@link OmfConnectionsExtension#ADMINISTRATOR}.
   *
   * @return the identifier of the client
   */
  String value() default OmfConnectionsExtension.ADMINISTRATOR;
}

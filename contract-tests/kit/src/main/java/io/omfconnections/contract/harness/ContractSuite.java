package io.omfconnections.contract.harness;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks a test class that runs against the server of the {@link ContractSession}.
 *
 * <p>A test method may declare parameters of these types:
 *
 * <ul>
 *   <li>{@link Api}: the API with the administrator's credentials. What the test changes through it
 *       is reverted after the test.
 *   <li>{@link Caller}: a client without the administrator role. The test is skipped if none is
 *       configured.
 * </ul>
 */
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ContractExtension.class)
public @interface ContractSuite {}

package io.omfconnections.contract.harness;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

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
 *
 * <p>These classes run one after the other, and so do their tests, also if tests run in parallel,
 * because they change the same server. Only tests that are {@link Independent} run at the same time
 * as others of their class.
 */
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ContractExtension.class)
@Execution(ExecutionMode.SAME_THREAD)
@ResourceLock(providers = SuiteLocks.class)
public @interface ContractSuite {}

package io.omfconnections.contract.harness;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tests that run against the shared server. Their parameters of the type {@link Api} are its
 * administrator, and of the type {@link Caller} its second client, without which they are skipped;
 * what they make is cleaned up.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ContractExtension.class)
public @interface ContractSuite {}

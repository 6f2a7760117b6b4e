/** Tests of suites, with servers or contracts that are wrong on purpose. */
@NullMarked
package io.omfconnections.contract.suites;

import org.jspecify.annotations.NullMarked;

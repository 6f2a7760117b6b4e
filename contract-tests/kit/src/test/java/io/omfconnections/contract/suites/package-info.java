/** Tests of suites, with servers that are wrong on purpose. */
@NullMarked
package io.omfconnections.contract.suites;

import org.jspecify.annotations.NullMarked;

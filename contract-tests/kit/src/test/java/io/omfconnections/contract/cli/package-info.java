/** The kit, tried as its users run it: as a jar, against a service that was started as a jar. */
@NullMarked
package io.omfconnections.contract.cli;

import org.jspecify.annotations.NullMarked;

/** The kit, tried as its users run it: as a jar, against a service that was started as a jar. */
@NullMarked
package io.omfconnections.contract.kit;

import org.jspecify.annotations.NullMarked;

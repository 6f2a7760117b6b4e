/** HTTP exchanges as they went over the wire, and strict JSON. Depends on no other package. */
@NullMarked
package io.omfconnections.contract.exchange;

import org.jspecify.annotations.NullMarked;

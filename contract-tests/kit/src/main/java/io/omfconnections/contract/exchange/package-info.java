/** HTTP exchanges as they were transmitted, and strict JSON. Depends on no other package. */
@NullMarked
package io.omfconnections.contract.exchange;

import org.jspecify.annotations.NullMarked;

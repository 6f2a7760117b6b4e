/** Reads the OpenAPI contract: operations, paths, schemas. Depends on {@code exchange} only. */
@NullMarked
package io.omfconnections.contract.model;

import org.jspecify.annotations.NullMarked;

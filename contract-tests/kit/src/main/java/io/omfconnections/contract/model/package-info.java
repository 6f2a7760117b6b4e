/**
 * Reads the OpenAPI contract: operations, paths, schemas. The only package that interprets an
 * OpenAPI document. Depends on no other package.
 */
@NullMarked
package io.omfconnections.contract.model;

import org.jspecify.annotations.NullMarked;

/** Tests of the recording client, with servers that answer what no server should. */
@NullMarked
package io.omfconnections.contract.http;

import org.jspecify.annotations.NullMarked;

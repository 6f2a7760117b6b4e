/** Tests of the client and the proxy, with servers that send arbitrary bytes. */
@NullMarked
package io.omfconnections.contract.http;

import org.jspecify.annotations.NullMarked;

/** One test class per rule: changes valid exchanges so that they break the rule. */
@NullMarked
package io.omfconnections.contract.check.rules;

import org.jspecify.annotations.NullMarked;

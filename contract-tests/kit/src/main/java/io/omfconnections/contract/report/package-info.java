/**
 * Shows people what a run has found: {@link io.omfconnections.contract.report.ReportPage} is a page
 * for the browser, with the matrix of operations and statuses.
 *
 * <p>Knows {@code io.omfconnections.contract}, and nothing of servers and tests.
 */
@NullMarked
package io.omfconnections.contract.report;

import org.jspecify.annotations.NullMarked;

/**
 * What a verb tells when it is done: outcomes, plans and history in, reports out.
 *
 * <p>Reports are plain values; whoever shows them chooses words or JSON. Must not know: the database, who reads them.
 */
@NullMarked
package dev.pawl.report;

import org.jspecify.annotations.NullMarked;

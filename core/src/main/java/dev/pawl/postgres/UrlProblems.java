package dev.pawl.postgres;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;

/** What is wrong with a connection string. Names the part, never its value: it may be a piece of a password (N3). */
final class UrlProblems {

    private UrlProblems() {}

    /**
     * An error to throw.
     *
     * @param what the part and what is wrong with it, without a full stop
     */
    static PawlException invalid(String what, String fix) {
        return PawlException.of(
                Problem.of(ErrorCode.URL_INVALID, "The connection string is not valid: " + what + ".", fix));
    }

    static PawlException unknownForm() {
        return invalid(
                "it has none of the forms that pawl knows",
                "Write it as postgresql://user:password@host:5432/database, jdbc:postgresql://host:5432/database,"
                        + " `host=… dbname=… user=…`, `Host=…;Database=…;Username=…`, docker://container or embedded:.");
    }
}

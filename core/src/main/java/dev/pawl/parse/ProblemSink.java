package dev.pawl.parse;

import dev.pawl.error.ErrorCode;

/** Takes the problems that the lexer meets and can go on after. */
@FunctionalInterface
interface ProblemSink {

    /** A problem at an offset of the file. */
    void report(long offset, ErrorCode code, String message, String fix);
}

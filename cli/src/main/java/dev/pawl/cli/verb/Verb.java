package dev.pawl.cli.verb;

import dev.pawl.cli.words.Usage;

/** One thing that pawl can be told to do. */
public interface Verb {

    /** What it is called, does and understands. */
    Usage usage();

    /**
     * Does it.
     *
     * @return the exit code (spec T3)
     * @throws dev.pawl.error.PawlException what went wrong; its exit code becomes the process's
     */
    int run(Call call);
}

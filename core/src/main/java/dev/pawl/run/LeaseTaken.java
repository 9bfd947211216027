package dev.pawl.run;

import java.util.Optional;

/**
 * A lease that this run holds.
 *
 * @param finished how many statements an earlier run finished
 * @param inDoubt the statement that was running when that run ended, from 1
 * @param fingerprint of the finished statements, as that run made it
 */
record LeaseTaken(int finished, Optional<Integer> inDoubt, Optional<String> fingerprint) {}

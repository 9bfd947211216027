package dev.pawl.acceptance.torture;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What was done so far. */
final class Tally {
    private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
    private int rounds;
    private int runs;
    private int migrations;

    void round() {
        rounds++;
    }

    void run() {
        runs++;
    }

    void migrations(int count) {
        migrations += count;
    }

    synchronized void fault(Fault fault) {
        faults.merge(fault, 1, Integer::sum);
    }

    int faults() {
        return faults.values().stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public String toString() {
        return rounds + " rounds, " + runs + " runs, " + migrations + " migrations, " + faults() + " faults ("
                + faults.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", "))
                + ")";
    }
}

package dev.pawl.plan;

import dev.pawl.history.History;
import dev.pawl.history.HistoryEntry;
import dev.pawl.migration.Migration;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The fingerprint of a plan: versions, names, checksums, order, target, and what was applied when it was made; no time
 * and no URL, so that a plan reviewed on one machine is the same on another (spec R2). Persisted in reviews: never
 * changed.
 */
final class PlanDigest {

    /** Hex digits that are shown; 64 bits of SHA-256. */
    private static final int LENGTH = 16;

    private PlanDigest() {}

    static String of(List<PlanStep> steps, Target target, History history) {
        MessageDigest sha256 = sha256();
        add(sha256, "target", target.toString());
        for (HistoryEntry entry : history.entries()) {
            if (entry.isApplied()) {
                add(sha256, "applied", entry.key());
            }
        }
        for (PlanStep step : steps) {
            Migration migration = step.migration();
            add(sha256, "step", migration.version().text());
            add(sha256, "name", migration.name());
            add(sha256, "file", migration.filename());
            add(sha256, "checksum", migration.checksums().normalised().value());
        }
        return HexFormat.of().formatHex(sha256.digest()).substring(0, LENGTH);
    }

    private static void add(MessageDigest sha256, String label, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        sha256.update((label + ' ' + bytes.length + '\n').getBytes(StandardCharsets.UTF_8));
        sha256.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}

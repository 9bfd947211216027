package dev.pawl.run;

import dev.pawl.migration.PreparedScript;
import dev.pawl.migration.Statement;
import dev.pawl.migration.StatementSequence;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 over the statements of a script so far, to tell whether finished ones were edited. */
final class Fingerprint {

    private final MessageDigest soFar;

    Fingerprint() {
        try {
            soFar = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** Of a whole script. */
    static String of(PreparedScript script) {
        Fingerprint whole = new Fingerprint();
        try (StatementSequence statements = script.open()) {
            for (Statement statement = statements.next(); statement != null; statement = statements.next()) {
                whole.add(statement.sql());
            }
        }
        return whole.value();
    }

    void add(String sql) {
        soFar.update(sql.getBytes(StandardCharsets.UTF_8));
        soFar.update((byte) 0);
    }

    String value() {
        try {
            MessageDigest copy = (MessageDigest) soFar.clone();
            return HexFormat.of().formatHex(copy.digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("The platform's SHA-256 can be cloned", e);
        }
    }
}

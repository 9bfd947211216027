package dev.pawl.postgres;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A value that is never printed (spec N3). Not a record, because a record prints what it holds. */
public final class Secret {

    private static final String MASK = "***";

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /** Hides a value. */
    public static Secret of(String value) {
        return new Secret(value);
    }

    /** The value, for the one who authenticates with it; never for a message. */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(bytes(value), bytes(secret.value));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The same for all secrets: a hash of a password is a hint at it. */
    @Override
    public int hashCode() {
        return MASK.hashCode();
    }

    /** Always {@code ***}. */
    @Override
    public String toString() {
        return MASK;
    }
}

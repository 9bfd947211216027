package dev.pawl.embedded;

/** How the superuser {@value EmbeddedPostgres#SUPERUSER} gets in. Fixed when the data is created. */
public sealed interface Authentication {
    /** No password: everybody on this machine is let in. */
    record Trust() implements Authentication {}

    /** SCRAM-SHA-256 with this password, for every role. */
    record Password(String password) implements Authentication {
        @Override
        public String toString() {
            return "Password[password=***]";
        }
    }
}

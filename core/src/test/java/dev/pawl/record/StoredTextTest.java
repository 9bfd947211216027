package dev.pawl.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER ROLE app PASSWORD 's3cret'",
                "SELECT dblink_connect('host=db password=s3cret')",
                "-- postgresql://app:s3cret@db/app",
                "CREATE SUBSCRIPTION s CONNECTION 'user=a pwd = \"s3cret\"' PUBLICATION p",
            })
    @DisplayName("N3: a script that holds a password is not kept, and a message that holds one is kept without it")
    void masksPasswords(String text) {
        assertThat(StoredText.error(text)).doesNotContain("s3cret");
        assertThat(StoredText.script(Optional.of(text))).isEmpty();
    }

    @Test
    @DisplayName("N3: a quote that closes only many pages later costs no stack")
    void survivesFarQuotes() {
        String pages = "CREATE TABLE t (a int);\n".repeat(8_000);

        assertThat(StoredText.script(Optional.of("-- the password = '\n" + pages + "SELECT 'x';")))
                .isEmpty();
        assertThat(StoredText.script(Optional.of("-- the password '\n" + pages + "SELECT 'x';")))
                .isEmpty();
        assertThat(StoredText.script(Optional.of("-- the word password\n" + pages)))
                .isPresent();
    }
}

package dev.pawl.acceptance.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.acceptance.Repository;
import dev.pawl.error.ErrorCode;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Every error code and exit code: {@code docs/errors.md}. */
class ErrorDocumentTest {
    private static final Pattern CODE =
            Pattern.compile("(?m)^    // (.+)$|^    /\\*\\* (.+?) \\*/\\R    ([A-Z_]+)\\(ExitCode");

    private static final Pattern EXIT = Pattern.compile("(?m)^    /\\*\\* (.+?) \\*/\\R    ([A-Z_]+)\\((\\d+)\\)");

    @Test
    @DisplayName("T3: docs/errors.md lists every code with its exit code, its meaning and what to do")
    void listsEveryCode() throws IOException {
        new GeneratedDocument("docs/errors.md", render()).verify();
    }

    @Test
    @DisplayName("T3: there is advice for every code, and for no other")
    void advisesOnEveryCode() throws IOException {
        assertThat(advice().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(ErrorCode.values()).map(Enum::name).toList());
    }

    private static String render() throws IOException {
        StringBuilder text = new StringBuilder("""
                # Errors and exit codes

                <!-- Written by ErrorDocumentTest from ErrorCode, ExitCode and error-advice.properties. Do not edit. -->

                Every problem has a stable code. It is in the message, in brackets, and in `error.code` of `--json`. Messages are
                written for people and may be reworded; codes and exit codes are not.

                ## Exit codes

                | code | meaning |
                | --- | --- |
                """);
        EXIT.matcher(source("ExitCode"))
                .results()
                .forEach(exit -> text.append("| %s | %s |\n".formatted(exit.group(3), markdown(exit.group(1)))));
        Map<String, String> advice = advice();
        CODE.matcher(source("ErrorCode")).results().forEach(code -> append(text, code, advice));
        return text.toString();
    }

    private static void append(StringBuilder text, MatchResult match, Map<String, String> advice) {
        String heading = match.group(1);
        if (heading != null) {
            text.append(
                    "\n## %s%s\n\n".formatted(heading.substring(0, 1).toUpperCase(Locale.ROOT), heading.substring(1)));
            text.append("| code | exit | what it means | what to do |\n| --- | --- | --- | --- |\n");
            return;
        }
        ErrorCode code = ErrorCode.valueOf(match.group(3));
        text.append("| `%s` | %d | %s | %s |\n"
                .formatted(
                        code, code.exitCode().value(), markdown(match.group(2)), advice.getOrDefault(code.name(), "")));
    }

    private static String markdown(String javadoc) {
        return javadoc.replaceAll("\\{@code ([^}]*)}", "`$1`")
                .replaceAll("\\{@link #?([^}]*)}", "`$1`")
                .replaceAll(" \\((?:spec|seed) [^)]*\\)", "");
    }

    private static String source(String type) throws IOException {
        return Files.readString(Repository.root().resolve("core/src/main/java/dev/pawl/error/" + type + ".java"));
    }

    private static Map<String, String> advice() throws IOException {
        Properties properties = new Properties();
        try (var bytes = ErrorDocumentTest.class.getResourceAsStream("/error-advice.properties")) {
            if (bytes == null) {
                throw new IOException("error-advice.properties is not on the class path");
            }
            properties.load(new InputStreamReader(bytes, StandardCharsets.UTF_8));
        }
        return properties.entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> entry.getKey().toString(),
                        entry -> entry.getValue().toString(),
                        (first, second) -> first,
                        TreeMap::new));
    }
}

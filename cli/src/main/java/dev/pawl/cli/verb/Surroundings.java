package dev.pawl.cli.verb;

import dev.pawl.cli.config.Config;
import dev.pawl.cli.config.Key;
import dev.pawl.cli.config.Names;
import dev.pawl.cli.shell.Shell;
import dev.pawl.report.DoctorReport.Finding;
import dev.pawl.report.DoctorReport.Verdict;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code pawl doctor} sees of the machine and the project around the database. */
final class Surroundings {

    private static final int FASTEST_JAVA = 25;

    private final Shell shell;

    Surroundings(Shell shell) {
        this.shell = shell;
    }

    /** Java, and how pawl was started. */
    List<Finding> findings() {
        return List.of(tool(), start());
    }

    private static Finding tool() {
        int java = Runtime.version().feature();
        String seen = Tool.NAME + " " + Tool.version() + " on Java " + Runtime.version();
        return java >= FASTEST_JAVA
                ? new Finding("Java", Verdict.GOOD, seen, "")
                : new Finding("Java", Verdict.GOOD, seen + "; Java " + FASTEST_JAVA + " starts faster", "");
    }

    private static Finding start() {
        boolean hasArchive = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .anyMatch(argument ->
                        argument.startsWith("-XX:SharedArchiveFile=") || argument.startsWith("-XX:AOTCache="));
        return hasArchive
                ? new Finding("Start-up", Verdict.GOOD, "an archive of loaded classes is in use", "")
                : new Finding(
                        "Start-up",
                        Verdict.ADVICE,
                        "no archive of loaded classes is in use: every command takes twice as long to start",
                        "Start pawl with its launcher; it makes the archive at the first run.");
    }

    /** The config, and secrets that do not belong where they are. */
    List<Finding> findings(Config config) {
        List<Finding> findings = new ArrayList<>();
        findings.add(configFile(config));
        if (config.texts(Key.URL).stream().anyMatch(Surroundings::holdsPassword)) {
            findings.add(new Finding(
                    "Secrets",
                    Verdict.ADVICE,
                    "`url` in the config holds a password",
                    "Keep it out of version control: `url = \"${DATABASE_URL}\"`."));
        }
        unignoredDotEnv(config).ifPresent(findings::add);
        return findings;
    }

    private Finding configFile(Config config) {
        return config.file()
                .map(file ->
                        new Finding("Config", Verdict.GOOD, Names.relative(file, shell.folder()) + " is in order", ""))
                .orElseGet(() -> new Finding(
                        "Config",
                        Verdict.ADVICE,
                        "there is no pawl.toml here or in a folder above; the defaults hold",
                        "Write one with `pawl init`."));
    }

    /** A password between a colon and an at sign, or as a keyword; a variable is no password. */
    private static boolean holdsPassword(String url) {
        int scheme = url.indexOf("://");
        int at = url.lastIndexOf('@');
        int colon = scheme < 0 ? -1 : url.indexOf(':', scheme + 3);
        boolean isInUrl = colon > 0 && colon < at && !url.startsWith("${", colon + 1);
        int keyword = url.toLowerCase(java.util.Locale.ROOT).indexOf("password=");
        boolean isKeyword = keyword >= 0 && !url.startsWith("${", keyword + "password=".length());
        return isInUrl || isKeyword;
    }

    private Optional<Finding> unignoredDotEnv(Config config) {
        Path folder = config.folder().orElse(shell.folder());
        Path ignore = folder.resolve(".gitignore");
        if (!Files.exists(folder.resolve(".env")) || !Files.exists(folder.resolve(".git"))) {
            return Optional.empty();
        }
        try {
            boolean isIgnored = Files.exists(ignore)
                    && Files.readAllLines(ignore).stream()
                            .map(String::strip)
                            .anyMatch(line -> line.equals(".env") || line.equals("/.env") || line.equals(".env*"));
            return isIgnored
                    ? Optional.empty()
                    : Optional.of(new Finding(
                            "Secrets",
                            Verdict.ADVICE,
                            ".env is not in .gitignore, and may be committed with its passwords",
                            "Add the line `.env` to .gitignore."));
        } catch (java.io.IOException e) {
            return Optional.empty(); // an unreadable .gitignore says nothing about .env
        }
    }
}

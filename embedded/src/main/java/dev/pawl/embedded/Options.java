package dev.pawl.embedded;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What to start.
 *
 * @param binaries which PostgreSQL
 * @param data where its data lives
 * @param authentication how to get in
 * @param settings server settings, as in {@code postgresql.conf}, over pawl's own
 * @param cache where unpacked binaries and prepared data folders are kept for the next start; by default a folder of the
 *     user's
 */
public record Options(
        Binaries binaries,
        DataFolder data,
        Authentication authentication,
        Map<String, String> settings,
        Optional<Path> cache) {

    /** Copies the settings, keeping their order. */
    public Options {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** A server whose data is deleted with it. */
    public static Options temporary() {
        return of(new DataFolder.Temporary());
    }

    /** A server whose data stays in this folder. */
    public static Options persistent(Path folder) {
        return of(new DataFolder.Persistent(folder));
    }

    private static Options of(DataFolder data) {
        return new Options(new Binaries.Newest(), data, new Authentication.Trust(), Map.of(), Optional.empty());
    }

    /** With these binaries. */
    public Options withBinaries(Binaries other) {
        return new Options(other, data, authentication, settings, cache);
    }

    /** With the binaries of this major version, from the class path. */
    public Options withVersion(int major) {
        return withBinaries(new Binaries.Major(major));
    }

    /** With a password for the superuser. */
    public Options withPassword(String password) {
        return new Options(binaries, data, new Authentication.Password(password), settings, cache);
    }

    /** With one more server setting. */
    public Options withSetting(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(name, value);
        return new Options(binaries, data, authentication, more, cache);
    }

    /** With another folder for what the next start can use again. */
    public Options withCache(Path folder) {
        return new Options(binaries, data, authentication, settings, Optional.of(folder));
    }
}

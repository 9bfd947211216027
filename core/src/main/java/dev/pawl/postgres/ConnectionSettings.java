package dev.pawl.postgres;

import java.util.List;
import java.util.Optional;

/**
 * What the command line and the config say about the connection.
 *
 * @param option {@code --url}
 * @param urls {@code url} of the config: one, or several that are tried in order. A {@code docker://} that is not the
 *     last is passed over where there is no such running container; {@value #ENVIRONMENT} goes on with the environment
 *     variables. So seed D's rule is {@code url = ["docker://spec_pg", "env:"]} (promises D36, D37)
 * @param defaultUrls {@code default-url} of the config, in the same way, when the environment names nothing (promise A15)
 * @param connectionStringName which {@code ConnectionStrings__<name>} is meant, where there are several
 */
public record ConnectionSettings(
        Optional<String> option, List<String> urls, List<String> defaultUrls, Optional<String> connectionStringName) {

    /** In the list of {@code url}: what the environment says. */
    public static final String ENVIRONMENT = "env:";

    /** Copies the lists. */
    public ConnectionSettings {
        urls = List.copyOf(urls);
        defaultUrls = List.copyOf(defaultUrls);
    }

    /** Nothing is said; the environment decides. */
    public static ConnectionSettings none() {
        return new ConnectionSettings(Optional.empty(), List.of(), List.of(), Optional.empty());
    }

    /** The same with {@code --url}. */
    public ConnectionSettings withOption(String url) {
        return new ConnectionSettings(Optional.of(url), urls, defaultUrls, connectionStringName);
    }

    /** The same with {@code url} of the config. */
    public ConnectionSettings withUrls(String... config) {
        return new ConnectionSettings(option, List.of(config), defaultUrls, connectionStringName);
    }

    /** The same with {@code default-url} of the config. */
    public ConnectionSettings withDefaultUrls(String... config) {
        return new ConnectionSettings(option, urls, List.of(config), connectionStringName);
    }

    /** The same with the name of a connection string. */
    public ConnectionSettings withConnectionStringName(String name) {
        return new ConnectionSettings(option, urls, defaultUrls, Optional.of(name));
    }

    /** Which parts are there; a URL may hold a password. */
    @Override
    public String toString() {
        return "option " + (option.isPresent() ? "given" : "not given") + ", " + urls.size() + " url, "
                + defaultUrls.size() + " default-url";
    }
}

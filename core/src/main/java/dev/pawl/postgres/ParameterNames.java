package dev.pawl.postgres;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.postgresql.PGProperty;

/**
 * What the names in a connection string mean. Nothing is lost silently: a name is understood, or it earns a warning, or,
 * where it looks like a typing error, it is refused; {@code sslmod=require} must not become an open connection.
 */
final class ParameterNames {

    /** libpq's keyword → the driver's property of the same meaning. */
    static final Map<String, String> DRIVER_NAMES = Map.ofEntries(
            Map.entry("sslmode", "sslmode"),
            Map.entry("sslcert", "sslcert"),
            Map.entry("sslkey", "sslkey"),
            Map.entry("sslpassword", "sslpassword"),
            Map.entry("sslrootcert", "sslrootcert"),
            Map.entry("sslnegotiation", "sslNegotiation"),
            Map.entry("channel_binding", "channelBinding"),
            Map.entry("require_auth", "requireAuth"),
            Map.entry("gssencmode", "gssEncMode"),
            Map.entry("gsslib", "gsslib"),
            Map.entry("krbsrvname", "kerberosServerName"),
            Map.entry("connect_timeout", "connectTimeout"),
            Map.entry("application_name", "ApplicationName"),
            Map.entry("options", "options"),
            Map.entry("target_session_attrs", "targetServerType"),
            Map.entry("load_balance_hosts", "loadBalanceHosts"));

    /** What makes up the target itself, or says where to look for more of it. */
    private static final Set<String> OWN = Set.of(
            ConnectionParameters.HOST,
            "hostaddr",
            ConnectionParameters.PORT,
            ConnectionParameters.DBNAME,
            ConnectionParameters.USER,
            ConnectionParameters.PASSWORD,
            ConnectionParameters.SERVICE,
            ConnectionParameters.PASSFILE,
            "servicefile");

    /** libpq's keywords without a counterpart in the driver. */
    private static final Set<String> LIBPQ_ONLY = Set.of(
            "client_encoding",
            "fallback_application_name",
            "gssdelegation",
            "max_protocol_version",
            "min_protocol_version",
            "replication",
            "requirepeer",
            "scram_client_key",
            "scram_server_key",
            "ssl_max_protocol_version",
            "ssl_min_protocol_version",
            "sslcertmode",
            "sslcompression",
            "sslcrl",
            "sslcrldir",
            "sslkeylogfile",
            "sslsni");

    /** Of other drivers and platforms; seen in URLs that services share. */
    private static final Set<String> FOREIGN = Set.of(
            "connection_limit",
            "pgbouncer",
            "pool_timeout",
            "prepared_statements",
            "schema",
            "socket_timeout",
            "sslaccept",
            "sslidentity",
            "statement_cache_size",
            "supa",
            "uselibpqcompat",
            "workaround");

    /** The driver's properties that pawl sets itself, as it relies on them. */
    private static final Set<String> FIXED = Set.of(
            "assumeMinServerVersion",
            "autosave",
            "cleanupSavepoints",
            "defaultRowFetchSize",
            "escapeSyntaxCallMode",
            "maxResultBuffer",
            "preferQueryMode",
            "prepareThreshold",
            "queryTimeout",
            "readOnly",
            "readOnlyMode",
            "reWriteBatchedInserts",
            "replication",
            "socketFactory",
            "socketFactoryArg");

    /** The driver's spelling → libpq's keyword, where both mean the same values. */
    private static final Map<String, String> FROM_DRIVER = Map.ofEntries(
            Map.entry("ApplicationName", "application_name"),
            Map.entry("connectTimeout", "connect_timeout"),
            Map.entry("sslNegotiation", "sslnegotiation"),
            Map.entry("channelBinding", "channel_binding"),
            Map.entry("requireAuth", "require_auth"),
            Map.entry("gssEncMode", "gssencmode"),
            Map.entry("kerberosServerName", "krbsrvname"),
            Map.entry("PGHOST", ConnectionParameters.HOST),
            Map.entry("PGPORT", ConnectionParameters.PORT),
            Map.entry("PGDBNAME", ConnectionParameters.DBNAME));

    private ParameterNames() {}

    /**
     * Takes one parameter in.
     *
     * @param afterPassword whether it directly follows the password: an unknown name there may be a piece of it, and is
     *     not shown
     */
    static void accept(ConnectionParameters into, String rawName, String value, boolean afterPassword) {
        String name = FROM_DRIVER.getOrDefault(rawName, rawName);
        if (OWN.contains(name) || DRIVER_NAMES.containsKey(name) || Keepalive.KEYWORDS.contains(name)) {
            into.put(name, value);
        } else if (name.equals("ssl")) {
            acceptSsl(into, value);
        } else if (FIXED.contains(name)) {
            into.warn("`" + name + "` in the connection string has no effect: pawl sets it itself.");
        } else if (LIBPQ_ONLY.contains(name)) {
            acceptLibpqOnly(into, name, value);
        } else if (FOREIGN.contains(name)) {
            into.warn("`" + name + "` in the connection string has no effect on pawl.");
        } else if (PGProperty.forName(name) != null) {
            into.put(name, value);
        } else {
            refuseOrWarn(into, name, afterPassword);
        }
    }

    /** The driver's {@code ssl=true} means the strictest mode; an empty value is true. */
    private static void acceptSsl(ConnectionParameters into, String value) {
        if (value.isEmpty() || Boolean.parseBoolean(value)) {
            into.putIfMissing("sslmode", "verify-full");
        }
    }

    private static void acceptLibpqOnly(ConnectionParameters into, String name, String value) {
        if (name.equals("fallback_application_name")) {
            into.putIfMissing("application_name", value);
            return;
        }
        if (name.equals("client_encoding")
                && Set.of("auto", "utf8", "utf-8").contains(value.toLowerCase(Locale.ROOT))) {
            return; // the driver always speaks UTF-8
        }
        into.warn("`" + name + "` in the connection string has no effect: the JDBC driver does not know it.");
    }

    private static void refuseOrWarn(ConnectionParameters into, String name, boolean afterPassword) {
        if (afterPassword) {
            throw UrlProblems.invalid(
                    "an unknown parameter follows the password",
                    "If it is a piece of the password, percent-encode the password in a URL, or quote it elsewhere.");
        }
        Optional<String> meant = nearest(name);
        if (meant.isPresent()) {
            throw UrlProblems.invalid(
                    "it has an unknown parameter `" + name + "`", "Did you mean `" + meant.get() + "`?");
        }
        into.warn("`" + name + "` in the connection string has no effect: neither pawl nor the JDBC driver knows it.");
    }

    private static Optional<String> nearest(String name) {
        return Stream.of(OWN, DRIVER_NAMES.keySet(), Keepalive.KEYWORDS, FROM_DRIVER.keySet())
                .flatMap(Set::stream)
                .sorted()
                .filter(known -> isNear(name, known))
                .findFirst();
    }

    /** One typing error apart: another case, separators, or one letter wrong, missing, added or swapped. */
    private static boolean isNear(String name, String known) {
        String left = bare(name);
        String right = bare(known);
        if (left.equals(right)) {
            return true;
        }
        if (Math.min(left.length(), right.length()) < 4) {
            return false;
        }
        int prefix = 0;
        while (prefix < Math.min(left.length(), right.length()) && left.charAt(prefix) == right.charAt(prefix)) {
            prefix++;
        }
        int suffix = 0;
        while (suffix < Math.min(left.length(), right.length()) - prefix
                && left.charAt(left.length() - 1 - suffix) == right.charAt(right.length() - 1 - suffix)) {
            suffix++;
        }
        int changed = Math.max(left.length(), right.length()) - prefix - suffix;
        return changed <= 1 || (changed == 2 && left.length() == right.length());
    }

    private static String bare(String name) {
        return name.replaceAll("[_\\- ]", "").toLowerCase(Locale.ROOT);
    }
}

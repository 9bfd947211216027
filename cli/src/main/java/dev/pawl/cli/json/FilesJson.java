package dev.pawl.cli.json;

import io.avaje.jsonb.Json;
import java.util.List;

/** {@code pawl new --json} and {@code pawl init --json}: the files that were written, and those that were there. */
@Json
record FilesJson(List<String> files, List<String> kept) {}

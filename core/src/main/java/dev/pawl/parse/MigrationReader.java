package dev.pawl.parse;

import dev.pawl.discover.Format;
import dev.pawl.discover.MigrationFile;
import dev.pawl.discover.ReadContent;
import dev.pawl.discover.SourceFile;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.migration.Checksum;
import dev.pawl.migration.Checksums;
import dev.pawl.migration.Content;
import dev.pawl.migration.Directives;
import dev.pawl.migration.Migration;
import dev.pawl.migration.Script;
import dev.pawl.migration.Script.Slice;
import dev.pawl.migration.TransactionMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads migration files: encoding, checksums, directives and the parts of combined files; not yet the statements, which
 * only pending migrations need ({@link ScriptPreparer}).
 *
 * <p>A file is read as a stream, so its size does not matter: a plain one once, a large one of a format with markers once
 * for them and once for its checksum.
 */
public final class MigrationReader {
    /** Files up to this size are read whole, in bytes. */
    private static final int SMALL = 1 << 16;

    private final FileContents contents = new FileContents(SMALL);
    private final Fingerprint sha256 = Fingerprint.sha256();

    /**
     * Reads files.
     *
     * @param files in order
     * @return the migrations in the same order; a Liquibase file gives one per changeset, in the order of the file
     * @throws PawlException with every problem of every file
     */
    public List<Migration> read(List<MigrationFile> files) {
        List<Problem> problems = new ArrayList<>();
        List<Migration> migrations = new ArrayList<>(files.size());
        for (MigrationFile file : files) {
            try {
                migrations.addAll(read(file, problems));
            } catch (PawlException e) {
                problems.addAll(e.problems());
            }
        }
        if (!problems.isEmpty()) {
            throw PawlException.of(problems, null);
        }
        return List.copyOf(migrations);
    }

    private List<Migration> read(MigrationFile file, List<Problem> problems) {
        Content original = file.up().content();
        Content content = contents.read(original);
        if (file.format() == Format.LIQUIBASE) {
            return LiquibaseChangelog.read(file, content, problems);
        }
        Parts parts = parts(file.format(), content, problems);
        ContentCheck seen = new ContentCheck();
        Checksums checksums = isNormal(file, original)
                ? checksums((MemoryContent) content, parts.up(), withoutBytes(original))
                : checksums(parts.up(), withoutBytes(original), seen);
        Content up = content instanceof MemoryContent ? withoutBytes(original) : new SeenContent(original, seen);
        Directives outside = parts.noTransaction()
                ? file.directives().withTransaction(TransactionMode.NON_TRANSACTIONAL)
                : file.directives();
        Directives directives = HeadDirectives.of(parts.up(), Optional.of(file.format()), outside, problems);
        return List.of(new Migration(
                file.kind(),
                file.version(),
                file.name(),
                file.filename(),
                file.stem(),
                new Script(up, parts.up().slices()),
                down(file, parts),
                directives,
                checksums));
    }

    private static Optional<Script> down(MigrationFile file, Parts parts) {
        return parts.down()
                .map(script -> new Script(withoutBytes(file.up().content()), script.slices()))
                .or(() -> file.down()
                        .map(SourceFile::content)
                        .map(MigrationReader::withoutBytes)
                        .map(Script::wholeFile));
    }

    /** A script is read again when it runs; until then its bytes need not be held. */
    static Content withoutBytes(Content content) {
        return content instanceof ReadContent read ? read.origin() : content;
    }

    private static Parts parts(Format format, Content content, List<Problem> problems) {
        Optional<Sections> found = Sections.of(format, content, problems);
        if (found.isEmpty()) {
            return new Parts(Script.wholeFile(content), Optional.empty(), false);
        }
        Sections sections = found.get();
        try (LineScanner lines = new LineScanner(Script.wholeFile(content), LineScanner.Texts.COMMENTS)) {
            for (SourceLine line = lines.next(); line != null; line = lines.next()) {
                sections.line(line);
            }
        }
        sections.end();
        return new Parts(sections.up(), sections.down(), sections.asksForNoTransaction());
    }

    /** A whole file that was seen to hold nothing that could be refused or normalised. */
    private static boolean isNormal(MigrationFile file, Content original) {
        return file.format() == Format.PLAIN && original instanceof ReadContent read && read.isNormal();
    }

    private Checksums checksums(MemoryContent content, Script script, Content origin) {
        Checksum sha = content.digest(sha256);
        return new Checksums(sha, sha, () -> md5(new Script(origin, script.slices())));
    }

    private Checksums checksums(Script script, Content origin, ContentCheck seen) {
        return of(pass(script, sha256, seen.and(sha256)), script, origin);
    }

    /**
     * Reads a script through, which also proves its encoding.
     *
     * @param origin where it can be read again, for checksums that are asked for later
     * @param sha256 used for one script after the other
     */
    static Checksums checksums(Script script, Content origin, Fingerprint sha256) {
        return of(pass(script, sha256, sha256), script, origin);
    }

    private static Checksums of(Fingerprint.Pair pair, Script script, Content origin) {
        Script again = new Script(origin, script.slices());
        return new Checksums(pair.normalised(), pair.exact(), () -> md5(again));
    }

    private static Checksums.Md5 md5(Script script) {
        Fingerprint fingerprint = Fingerprint.md5();
        Fingerprint.Pair md5 = pass(script, fingerprint, fingerprint);
        return new Checksums.Md5(md5.exact(), md5.normalised());
    }

    /** @param tap sees the bytes, and shows them to the fingerprint */
    private static Fingerprint.Pair pass(Script script, Fingerprint fingerprint, ScriptBytes.Tap tap) {
        fingerprint.begin();
        byte[] buffer = new byte[bufferSize(script)];
        try (ScriptBytes bytes = new ScriptBytes(script, tap)) {
            for (Slice slice = bytes.nextSlice(); slice != null; slice = bytes.nextSlice()) {
                while (bytes.read(buffer, 0, buffer.length) >= 0) {
                    // the fingerprint sees the bytes pass
                }
            }
        }
        return fingerprint.finish();
    }

    private static int bufferSize(Script script) {
        return script.content() instanceof MemoryContent memory ? Math.max(1, memory.size()) : SMALL;
    }

    private record Parts(Script up, Optional<Script> down, boolean noTransaction) {}
}

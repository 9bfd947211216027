package dev.pawl.migration;

import java.io.Closeable;
import org.jspecify.annotations.Nullable;

/**
 * The statements of a script, in order, read from its file as they are asked for. Nothing is asked of the one who reads
 * them: they may be sent one by one or many at once.
 */
public interface StatementSequence extends Closeable {

    /**
     * The next statement, or null at the end.
     *
     * @throws RuntimeException one of the PawlException family, if the file changed or cannot be read
     */
    @Nullable
    Statement next();

    /** Closes the file. */
    @Override
    void close();
}

package dev.pawl.run;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * Messages that are sent one behind the other.
 *
 * @param from the index of the first one's step
 * @param messages in order
 * @param obstacle why the first step has to run alone; empty where it has not, or says so itself
 */
record BulkWindow(int from, List<MigrationMessage> messages, Optional<String> obstacle) {

    /** Whether the first step has to run alone. */
    boolean isEmpty() {
        return messages.isEmpty();
    }

    /** Says who is to be told what becomes of them. */
    void tell(IntConsumer announce, BulkRunner.Applied applied) {
        for (int i = 0; i < messages.size(); i++) {
            int index = i;
            MigrationMessage message = messages.get(i);
            message.tell(() -> announce.accept(from + index), end -> {
                applied.on(message.step().migration(), end);
                beginBehind(index);
            });
        }
    }

    private void beginBehind(int index) {
        if (index + 1 < messages.size()) {
            messages.get(index + 1).begin();
        }
    }

    /** The first error: those behind it follow from it. */
    SQLException error() {
        return messages.stream()
                .flatMap(message -> message.error().stream())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Neither an answer nor an error"));
    }
}

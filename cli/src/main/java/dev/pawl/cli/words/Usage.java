package dev.pawl.cli.words;

import java.util.ArrayList;
import java.util.List;

/**
 * What a verb is called, does and understands.
 *
 * @param verb its name
 * @param summary one line, for the list of verbs
 * @param details paragraphs for its own help
 * @param options its own ones; the common ones come on top
 * @param words its arguments
 * @param examples command lines, without {@code pawl}, each with what it does after a tab
 */
public record Usage(
        String verb,
        String summary,
        List<String> details,
        List<Option> options,
        List<Word> words,
        List<String> examples) {

    /** Copies the lists. */
    public Usage {
        details = List.copyOf(details);
        options = List.copyOf(options);
        words = List.copyOf(words);
        examples = List.copyOf(examples);
    }

    /** A verb without details, options, words and examples. */
    public static Usage of(String verb, String summary) {
        return new Usage(verb, summary, List.of(), List.of(), List.of(), List.of());
    }

    /** With paragraphs. */
    public Usage withDetails(String... paragraphs) {
        return new Usage(verb, summary, List.of(paragraphs), options, words, examples);
    }

    /** With options of its own. */
    public Usage withOptions(Option... own) {
        return new Usage(verb, summary, details, List.of(own), words, examples);
    }

    /** With arguments. */
    public Usage withWords(Word... arguments) {
        return new Usage(verb, summary, details, options, List.of(arguments), examples);
    }

    /** With command lines to learn from. */
    public Usage withExamples(String... lines) {
        return new Usage(verb, summary, details, options, words, List.of(lines));
    }

    /** Its own options and the common ones. */
    public List<Option> allOptions() {
        List<Option> all = new ArrayList<>(options);
        all.addAll(CommonOptions.ALL);
        return all;
    }

    /** Whether its last argument is a command with options of its own. */
    public boolean endsInCommand() {
        return words.stream().anyMatch(word -> word.count() == Word.Count.COMMAND);
    }
}

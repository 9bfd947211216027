package dev.pawl.discover;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;

/** A folder on the class path: {@code classpath:db/migrations}. It may be spread over several jars and folders. */
record ClasspathLocation(String text, ClassLoader loader) implements Location {

    @Override
    public List<SourceFile> files() {
        try {
            List<SourceFile> files = new ArrayList<>();
            for (URL root : roots()) {
                files.addAll(filesOf(root));
            }
            if (files.isEmpty()) {
                files.addAll(filesOfJarsWithoutFolders());
            }
            return checked(files);
        } catch (IOException e) {
            throw PawlException.of(Unreadable.problem(text, e), e);
        }
    }

    @Override
    public Optional<Path> directory() {
        return Optional.empty();
    }

    /** The folder without slashes around it. */
    private String folder() {
        return text.substring("classpath:".length()).replaceAll("^/+|/+$", "");
    }

    private List<URL> roots() throws IOException {
        return Collections.list(loader.getResources(folder()));
    }

    private List<SourceFile> filesOf(URL root) throws IOException {
        if (root.getProtocol().equals("file")) {
            return FolderWalk.files(Path.of(URI.create(root.toString())), text);
        }
        URLConnection connection = root.openConnection();
        if (connection instanceof JarURLConnection jar) {
            return filesOf(jar, jar.getEntryName() == null ? folder() : jar.getEntryName());
        }
        throw new IOException("folders cannot be listed where the class loader has them (" + root.getProtocol() + ":)");
    }

    private List<SourceFile> filesOf(JarURLConnection connection, String folder) throws IOException {
        connection.setUseCaches(false); // so that closing the jar closes nobody else's
        try (JarFile jar = connection.getJarFile()) {
            return ZipEntries.under(ZipEntries.asPrefix(folder), jar).stream()
                    .map(found -> new SourceFile(found.path(), content(found)))
                    .toList();
        }
    }

    private ClasspathContent content(ZipEntries.Found found) {
        return new ClasspathContent(within(found.path()), loader, found.entry().getName());
    }

    /** Some build tools write jars that have no entries for folders; a class loader does not find a folder in those. */
    private List<SourceFile> filesOfJarsWithoutFolders() throws IOException {
        List<SourceFile> files = new ArrayList<>();
        for (URL manifest : Collections.list(loader.getResources(JarFile.MANIFEST_NAME))) {
            if (manifest.openConnection() instanceof JarURLConnection jar) {
                files.addAll(filesOf(jar, folder()));
            }
        }
        return files;
    }

    private List<SourceFile> checked(List<SourceFile> files) {
        if (files.isEmpty()) {
            throw PawlException.of(Problem.of(
                    ErrorCode.LOCATION_MISSING,
                    "The class path has no folder " + folder() + ", or it is empty.",
                    "Put the migrations into src/main/resources/" + folder() + ", or name another location."));
        }
        Map<String, SourceFile> seen = new HashMap<>();
        for (SourceFile file : files) {
            if (seen.put(file.path(), file) != null) {
                throw PawlException.of(foundTwice(file));
            }
        }
        return files.stream().sorted(Comparator.comparing(SourceFile::path)).toList();
    }

    private Problem foundTwice(SourceFile file) {
        return Problem.of(
                ErrorCode.VERSION_DUPLICATE,
                file.content().location() + " is on the class path twice: " + placesOf(file) + ".",
                "Remove one of the two, or rename one if they are different migrations.");
    }

    private String placesOf(SourceFile file) {
        try {
            List<String> places = Collections.list(loader.getResources(folder() + "/" + file.path())).stream()
                    .map(URL::toString)
                    .toList();
            return String.join(" and ", places);
        } catch (IOException e) {
            return "in two places";
        }
    }
}

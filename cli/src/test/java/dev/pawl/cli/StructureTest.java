package dev.pawl.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the command line's packages may know of each other and of the process. */
class StructureTest {

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.pawl.cli");

    @Test
    @DisplayName("packages know each other in one direction")
    void noCycles() {
        slices().matching("dev.pawl.cli.(*)..").should().beFreeOfCycles().check(classes);
    }

    @Test
    @DisplayName("only Main reads the process's environment, sets its properties and ends it")
    void onlyMainKnowsTheProcess() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.pawl.cli.Main")
                .should()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(System.class, "setProperty", String.class, String.class)
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "in")
                .check(classes);
    }

    @Test
    @DisplayName("picocli stays in words, TOML in config, JSON in json")
    void librariesStayInTheirRooms() {
        classes()
                .that()
                .resideOutsideOfPackage("..words..")
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackage("picocli..")
                .check(classes);
        classes()
                .that()
                .resideOutsideOfPackage("..config..")
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackage("org.tomlj..")
                .check(classes);
        classes()
                .that()
                .resideOutsideOfPackage("..json..")
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackage("io.avaje..")
                .check(classes);
    }
}

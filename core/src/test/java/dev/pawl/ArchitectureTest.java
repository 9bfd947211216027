package dev.pawl;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@DisplayName("The packages are the data flow")
class ArchitectureTest {

    /** What each package may import beside the platform: the table of ARCHITECTURE.md, in the order of the pipeline. */
    private static final Map<String, List<String>> MAY_IMPORT = new LinkedHashMap<>();

    static {
        MAY_IMPORT.put("migration", List.of());
        MAY_IMPORT.put("history", List.of("migration"));
        MAY_IMPORT.put("error", List.of("migration"));
        MAY_IMPORT.put("event", List.of("migration", "error"));
        MAY_IMPORT.put("concurrent", List.of());
        MAY_IMPORT.put("discover", List.of("migration", "error", "concurrent"));
        MAY_IMPORT.put("parse", List.of("migration", "error", "discover"));
        MAY_IMPORT.put("plan", List.of("migration", "history", "error"));
        MAY_IMPORT.put("guard", List.of("migration", "history", "error", "plan"));
        MAY_IMPORT.put("postgres", List.of("migration", "error"));
        MAY_IMPORT.put("record", List.of("migration", "history", "error", "postgres"));
        MAY_IMPORT.put(
                "run", List.of("migration", "history", "error", "event", "plan", "postgres", "record", "concurrent"));
        MAY_IMPORT.put("report", List.of("migration", "history", "error", "event", "plan"));
    }

    /** Stages that never speak to a database. */
    private static final List<String> PURE =
            List.of("migration", "history", "error", "event", "discover", "parse", "plan", "guard", "report");

    private static JavaClasses core;

    @BeforeAll
    static void read() {
        core = new ClassFileImporter()
                .importUrl(Pawl.class.getProtectionDomain().getCodeSource().getLocation());
    }

    @Test
    @DisplayName("all of core was read")
    void readsEverything() {
        assertThat(core.size()).isGreaterThan(250);
    }

    @TestFactory
    @DisplayName("imports go from right to left only")
    Stream<DynamicTest> imports() {
        return MAY_IMPORT.entrySet().stream()
                .map(row -> DynamicTest.dynamicTest(row.getKey(), () -> checkImports(row.getKey(), row.getValue())));
    }

    private static void checkImports(String name, List<String> allowed) {
        List<String> packages = new ArrayList<>(List.of("java..", "javax.sql..", "javax.net..", "org.jspecify.."));
        packages.add("dev.pawl." + name + "..");
        allowed.forEach(other -> packages.add("dev.pawl." + other + ".."));
        if (!PURE.contains(name)) {
            packages.addAll(List.of("org.postgresql..", "org.slf4j.."));
        }
        classes()
                .that()
                .resideInAPackage("dev.pawl." + name + "..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(packages.toArray(String[]::new))
                .check(core);
    }

    @Test
    @DisplayName("every package is in the table")
    void everyPackageIsKnown() {
        assertThat(core.stream()
                        .map(type -> type.getPackageName())
                        .filter(name -> !name.equals("dev.pawl"))
                        .map(name -> name.substring("dev.pawl.".length()))
                        .distinct())
                .allSatisfy(name -> assertThat(MAY_IMPORT).containsKey(name));
    }

    @Test
    @DisplayName("pure stages never touch JDBC")
    void pureStages() {
        for (String name : PURE) {
            noClasses()
                    .that()
                    .resideInAPackage("dev.pawl." + name + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("java.sql..", "javax.sql..")
                    .check(core);
        }
    }

    @Test
    @DisplayName("nobody imports the front door")
    void frontDoor() {
        noClasses()
                .that(resideInAPackage("dev.pawl.*.."))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.pawl")
                .check(core);
    }

    @Test
    @DisplayName("there are no cycles between packages")
    void noCycles() {
        slices().matching("dev.pawl.(*)..").should().beFreeOfCycles().check(core);
    }

    @Test
    @DisplayName(
            "I2: no System.exit, no printing, no reflection, no service loader, no mutable statics, no junk drawers")
    void house() {
        noClasses().should().callMethod(System.class, "exit", int.class).check(core);
        noClasses().should().accessField(System.class, "out").check(core);
        noClasses().should().accessField(System.class, "err").check(core);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.reflect..")
                .check(core);
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.ServiceLoader")
                .check(core);
        noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)")
                .check(core);
        assertThat(core.stream()
                        .flatMap(type -> type.getFields().stream())
                        .filter(field -> field.getModifiers().contains(JavaModifier.STATIC)
                                && !field.getModifiers().contains(JavaModifier.FINAL)))
                .isEmpty();
    }
}

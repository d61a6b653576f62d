plugins {
    application
}

repositories {
    // Before a release is on Maven Central: the folder of ./headgate release, by -Pheadgate.staged
    providers.gradleProperty("headgate.staged").orNull?.let { staged ->
        maven { url = uri("file://$staged") }
    }
    mavenCentral()
}

dependencies {
    implementation("dev.headgate:headgate:0.2.0")
}

java {
    toolchain {
        languageVersion = JavaLanguageVersion.of(25)
    }
}

// The same program
sourceSets {
    main {
        java.srcDir("../plain/src/main/java")
    }
}

application {
    mainClass = "Orders"
}

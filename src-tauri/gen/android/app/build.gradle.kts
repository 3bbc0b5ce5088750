import java.util.Properties
import org.jetbrains.kotlin.gradle.dsl.JvmTarget

plugins {
    id("com.android.application")
    id("org.jetbrains.kotlin.android")
    id("rust")
}

val tauriProperties = Properties().apply {
    val propFile = file("tauri.properties")
    if (propFile.exists()) {
        propFile.inputStream().use { load(it) }
    }
}

// Who signs a release: names of files and secrets only, their values are the environment's. Without
// them a release comes out unsigned.
val signingStore: String? = System.getenv("HANDBOOK_KEYSTORE")

// The co-op's project at Firebase, for notifications: -PhandbookFirebaseProject=… and so on. Firebase
// reads these names by itself; without them the app has no notifications and asks for none.
val firebase = mapOf(
    "project_id" to "handbookFirebaseProject",
    "google_app_id" to "handbookFirebaseApp",
    "google_api_key" to "handbookFirebaseKey",
    "gcm_defaultSenderId" to "handbookFirebaseSender",
).mapValues { (_, property) -> findProperty(property) as? String }

android {
    compileSdk = 37
    namespace = "kr.or.kemc.handbook"
    defaultConfig {
        manifestPlaceholders["usesCleartextTraffic"] = "false"
        applicationId = "kr.or.kemc.handbook"
        minSdk = 24
        targetSdk = 37
        versionCode = tauriProperties.getProperty("tauri.android.versionCode", "1").toInt()
        versionName = tauriProperties.getProperty("tauri.android.versionName", "1.0")
        if (firebase.values.none { it.isNullOrBlank() }) {
            firebase.forEach { (name, value) -> resValue("string", name, value!!) }
        }
    }
    signingConfigs {
        if (signingStore != null) {
            create("store") {
                storeFile = file(signingStore)
                storePassword = System.getenv("HANDBOOK_KEYSTORE_PASSWORD")
                keyAlias = System.getenv("HANDBOOK_KEY_ALIAS")
                keyPassword = System.getenv("HANDBOOK_KEY_PASSWORD")
            }
        }
    }
    buildTypes {
        getByName("debug") {
            manifestPlaceholders["usesCleartextTraffic"] = "true"
            isDebuggable = true
            isJniDebuggable = true
            isMinifyEnabled = false
            packaging {
                jniLibs.keepDebugSymbols.add("*/arm64-v8a/*.so")
                jniLibs.keepDebugSymbols.add("*/armeabi-v7a/*.so")
                jniLibs.keepDebugSymbols.add("*/x86/*.so")
                jniLibs.keepDebugSymbols.add("*/x86_64/*.so")
            }
        }
        getByName("release") {
            isDebuggable = false
            isJniDebuggable = false
            signingConfig = signingConfigs.findByName("store")
            optimization {
               enable = true
            }
            proguardFiles(
                *fileTree(".") {
                  include("**/*.pro")
                  exclude("build/**")
                }.files.toTypedArray()
            )
        }
    }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_1_8
        targetCompatibility = JavaVersion.VERSION_1_8
    }
    buildFeatures {
        buildConfig = true
        resValues = true
    }
    androidResources {
        localeFilters += listOf("ko", "en")
    }
    lint {
        abortOnError = true
        checkReleaseBuilds = true
    }
}

kotlin {
    compilerOptions {
        jvmTarget = JvmTarget.JVM_1_8
    }
}

rust {
    rootDirRel = "../../../"
}

dependencies {
    implementation("androidx.webkit:webkit:1.14.0")
    implementation("androidx.appcompat:appcompat:1.7.1")
    implementation("androidx.activity:activity-ktx:1.10.1")
    implementation("com.google.android.material:material:1.12.0")
    implementation("androidx.lifecycle:lifecycle-process:2.10.0")
    testImplementation("junit:junit:4.13.2")
    androidTestImplementation("androidx.test.ext:junit:1.1.4")
    androidTestImplementation("androidx.test.espresso:espresso-core:3.5.0")
}

apply(from = file("tauri.build.gradle.kts"))

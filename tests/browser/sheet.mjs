// sheet.mjs OUTDIR [WORD] - a picture of every page (places.mjs) in every width, scheme and
// language, and for each role one sheet of them all.  tests/browser/sheet.sh runs it.
//
// It fails as a test does: on a page that is not there, that is wider than the screen, that logs
// an error.
import { mkdirSync } from "node:fs";
import { fits, heights, langs, schemes, signIn, start, widths } from "./lib.mjs";
import { go, places } from "./places.mjs";
import { picture, sheet } from "./picture.mjs";

const [out, word = ""] = process.argv.slice(2);
if (!out) throw new Error("usage: sheet.mjs OUTDIR [WORD]");
const refused = /^(missing|forbidden)$/; // pages that are to be seen with their status

mkdirSync(out, { recursive: true });
const t = await start();
for (const [role, pages] of Object.entries(places)) {
    const names = Object.keys(pages).filter((name) => `${role} ${name}`.includes(word));
    if (!names.length) continue;
    const state = role ? await signIn(t, role) : undefined;
    const rows = new Map(names.map((name) => [name, []]));
    for (const lang of langs) await visit(role, state, lang, pages, rows);
    await sheet(t, out, `sheet-${role || "public"}`, [...rows.values()]);
}
await t.end();

// A page is fetched once in a language; width and scheme are the browser's affair.
async function visit(role, state, lang, pages, rows) {
    const page = await t.visitor({ width: widths[0], scheme: schemes[0], lang }, { state });
    await page.goto(`/lang/${lang}?back=/log`);
    for (const [name, row] of rows) {
        const what = `${role || "public"} ${name} ${lang}`;
        try {
            await go(page, pages[name]);
        } catch (e) {
            t.check(false, `${what}: ${e.message.split("\n")[0]}`);
            continue;
        }
        t.check(refused.test(name) || await reached(page), `${what}: ${page.url()} is no page`);
        for (const width of widths) row.push(...await pictures(page, width, what));
    }
    await page.context().close();
}

async function pictures(page, width, what) {
    const row = [];
    await page.setViewportSize({ width, height: heights[width] });
    t.check(await fits(page), `${what} ${width}: wider than the screen`);
    for (const scheme of schemes) {
        await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
        row.push(await picture(page, { width }, out, `${what} ${width} ${scheme}`));
    }
    return row;
}

// Did the last answer not say that there is no such page?
function reached(page) {
    return page.evaluate(() => ![403, 404, 500].includes(
        performance.getEntriesByType("navigation")[0].responseStatus));
}

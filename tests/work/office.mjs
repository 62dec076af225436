// office.mjs - the staff of tests/work/office_test.c in the browser, each signed in.
import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";

// Fills the database of the server; person(name) opens a page of one of the staff: without
// script, unless `script` (then the page's own policy is off too, for the checker).
export function office(t) {
    const out = execFileSync(join(dirname(process.env.NAMRO), "tests/work/office_test"),
        [process.env.NAMRO_DB]);
    const secrets = Object.fromEntries(String(out).trim().split("\n").map((line) =>
        line.split(" ")));
    const quiet = { width: 1280, scheme: "light", lang: "vi", toString: () => "1280 light vi" };
    return async (name, shape = quiet, script = false) => {
        const context = await t.browser.newContext({ baseURL: t.base, javaScriptEnabled: script,
            bypassCSP: script, viewport: { width: shape.width, height: 800 },
            colorScheme: shape.scheme });
        const where = { domain: "127.0.0.1", path: "/" };
        await context.addCookies([{ ...where, name: "namro", value: secrets[name] },
            { ...where, name: "lang", value: shape.lang }]);
        const page = await context.newPage();
        t.watch(page, shape);
        return page;
    };
}

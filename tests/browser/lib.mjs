// lib.mjs - a browser for the tests: Debian's Chromium, driven by the playwright-core of web/.
//
//     const t = await start();                      // NAMRO_URL tells where the program is
//     await t.each("/", async (page, shape) => {    // every width, scheme and language
//         t.check(await fits(page), `${shape}: wider than the screen`);
//     });
//     await t.end();                                // silent and 0, or messages and 1
//
// Whatever a page logs as an error counts as a failure: what the Content-Security-Policy
// refuses, a file that is not there, a script that breaks.
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const web = createRequire(new URL("../../web/package.json", import.meta.url));
const { chromium } = web("playwright-core");

export const widths = [390, 1280];
export const schemes = ["light", "dark"];
export const langs = ["vi", "en"];
export const heights = { 390: 844, 1280: 800 };

export const shapes = widths.flatMap((width) => schemes.flatMap((scheme) =>
    langs.map((lang) => ({ width, scheme, lang, toString: () => `${width} ${scheme} ${lang}` }))));

// `lang` is that of the browser itself, which shows in fields of files; other than "en"
// it takes Debian's chromium-l10n.
export async function start(base = process.env.NAMRO_URL, lang = "en") {
    if (!base) throw new Error("NAMRO_URL is not set");
    // Root has no sandbox of its own; the tests open only our own pages.
    const browser = await chromium.launch({
        executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
        args: [`--lang=${lang}`, ...(process.getuid() === 0 ? ["--no-sandbox"] : [])],
        env: { ...process.env, LANGUAGE: lang },
    });
    return new Test(browser, base.replace(/\/$/, ""));
}

class Test {
    constructor(browser, base) {
        Object.assign(this, { browser, base, wrong: new Set() });
    }

    check(ok, message) {
        if (!ok) this.wrong.add(message);
    }

    async end() {
        await this.browser.close();
        for (const message of this.wrong) console.error(message);
        if (this.wrong.size) process.exitCode = 1;
    }

    // A fresh visitor with an empty cache.  With `axe` the page's own policy is off, for the
    // checker has to run inside the page; so nothing else is judged there.
    // `state`: the cookies of an earlier visit, as setUp() gives them.
    async visitor(shape, { axe = false, state } = {}) {
        const context = await this.browser.newContext({
            baseURL: this.base,
            storageState: state,
            viewport: { width: shape.width, height: heights[shape.width] ?? 800 },
            colorScheme: shape.scheme,
            locale: shape.lang === "vi" ? "vi-VN" : "en-GB",
            timezoneId: "Asia/Ho_Chi_Minh",
            hasTouch: shape.width < 768,
            bypassCSP: axe,
            reducedMotion: axe ? "reduce" : "no-preference", // a colour on its way is no colour
        });
        const page = await context.newPage();
        if (!axe) this.watch(page, shape);
        return page;
    }

    watch(page, shape) {
        const say = (what) =>
            this.check(false, `${new URL(page.url()).pathname} ${shape}: ${what}`);
        // A form that is refused is a page with status 422, and no error; a missing file is one.
        const failed = /^Failed to load resource/;
        page.on("console", (m) => m.type() === "error" && !failed.test(m.text()) && say(m.text()));
        page.on("response", (r) => r.status() >= 400 && !r.request().isNavigationRequest() &&
            say(`${r.url()}: status ${r.status()}`));
        page.on("pageerror", (e) => say(e.message));
        page.on("requestfailed", (r) => { // what a next page cuts short has not failed
            const why = r.failure()?.errorText;
            if (why !== "net::ERR_ABORTED") say(`${r.url()}: ${why}`);
        });
    }

    // The page in the language of the shape, with its fonts there.
    async open(page, path, { lang }) {
        const reply = await page.goto(`/lang/${lang}?back=${encodeURIComponent(path)}`);
        this.check(reply.ok(), `${path}: answered ${reply.status()}`);
        this.check(await page.getAttribute("html", "lang") === lang, `${path}: not in ${lang}`);
        await page.evaluate(() => document.fonts.ready);
    }

    // In every shape, or `among` a few of them.
    async each(path, look, options = {}) {
        for (const shape of options.among ?? shapes) {
            const page = await this.visitor(shape, options);
            await this.open(page, path, shape);
            await look(page, shape);
            await page.context().close();
        }
    }

    // What axe finds serious or worse, in every shape.
    async axe(path, { state, among } = {}) {
        await this.each(path, async (page, shape) => {
            for (const found of await axeHere(page))
                this.check(false, `${path} ${shape}: ${found}`);
        }, { axe: true, state, among });
    }

    // The page as it stands, which only a session in the middle of something can see, or one
    // without script: the same HTML in another browser, where the checker may run.  It fits, and
    // axe finds nothing serious; PICTURES=folder keeps what was seen.
    async accessible(page, what, seen = [[390, "dark"], [1280, "light"]]) {
        const link = /<link rel="stylesheet" href="([^"]+)"[^>]*>/;
        const html = await page.content();
        const sheet = await (await fetch(this.base + html.match(link)[1])).text();
        const copy = await this.visitor({ width: seen[0][0], scheme: seen[0][1], lang: "vi" },
            { axe: true });
        // In place of the link: a style that came after the page would leave colours on
        // their way.
        await copy.setContent(html.replace(link, () => `<style>${sheet}</style>`));
        for (const [width, scheme] of seen) {
            await copy.setViewportSize({ width, height: heights[width] ?? 800 });
            await copy.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
            this.check(await fits(copy), `${what} ${width}: wider than the screen`);
            if (process.env.PICTURES)
                await copy.screenshot({ fullPage: true, path: `${process.env.PICTURES}/` +
                    `${what.replace(/\W+/g, "-")}-${width}-${scheme}.png` });
            for (const found of await axeHere(copy))
                this.check(false, `${what} ${width} ${scheme}: ${found}`);
        }
        await copy.context().close();
    }
}

// The code that an authenticator app shows now for this key (RFC 6238).
export function totp(key, at = Date.now()) {
    const bits = [...key.replace(/\s/g, "")].map((sign) =>
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(sign).toString(2).padStart(5, "0")).join("");
    const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
    const step = Buffer.alloc(8);
    step.writeBigUInt64BE(BigInt(Math.floor(at / 30000)));
    const mac = createHmac("sha1", secret).update(step).digest();
    const from = mac[19] & 15;
    return String((mac.readUInt32BE(from) & 0x7fffffff) % 1000000).padStart(6, "0");
}

// Sets the new office of with_server.sh up.  What comes back is the state of a visitor who is
// signed in as its administrator.
export async function setUp(t) {
    const page = await t.visitor(shapes[0]);
    const log = readFileSync(process.env.NAMRO_LOG, "utf8");
    const [code] = log.match(/[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/);
    const form = { code, name: "Ban Tuyên giáo Tỉnh ủy", place: "Hải Dương",
        unit: "Tỉnh Hải Dương", person: "Nguyễn Văn An", login: "annv",
        password: "bốn mùa hoa nở", passwordagain: "bốn mùa hoa nở" };
    await page.goto("/setup");
    for (const [name, value] of Object.entries(form)) await page.fill(`[name=${name}]`, value);
    await page.click("main button");
    await page.fill("[name=code]", totp(await page.innerText("code.secret")));
    await page.click("main button");
    const state = await page.context().storageState();
    await page.context().close();
    return state;
}

// Signs in to an account without a second factor, as those of the demo office are.  What comes
// back is the state of that visitor.
export async function signIn(t, login, password = demoPassword()) {
    const page = await t.visitor(shapes[0]);
    await page.goto("/login");
    await page.fill("[name=login]", login);
    await page.fill("[name=password]", password);
    await page.click("main button");
    t.check(new URL(page.url()).pathname !== "/login", `${login}: not signed in`);
    const state = await page.context().storageState();
    await page.context().close();
    return state;
}

// Of the demo office (a test with the line "// office: demo"): signs this visitor in.
export async function enterDemo(page, login) {
    await page.goto("/login");
    await page.fill("[name=login]", login);
    await page.fill("[name=password]", demoPassword());
    await page.click("main button");
    await page.waitForURL((url) => url.pathname !== "/login");
}

// What axe finds serious or worse on the page as it stands, as lines.  It comes through the
// debugger, so the page's own policy may stay on.
export async function axeHere(page) {
    if (!await page.evaluate(() => "axe" in globalThis))
        await page.evaluate(readFileSync(web.resolve("axe-core/axe.min.js"), "utf8"));
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    return violations.filter((v) => /serious|critical/.test(v.impact)).map((v) =>
        `${v.id}: ${v.nodes.map((n) => `${n.target} (${n.failureSummary})`).join(", ")}`);
}

// The one password of the demo office, as `namro demo` told it.
function demoPassword() {
    const [, word] = readFileSync(process.env.NAMRO_LOG, "utf8").match(/: {2}(nam ro .+)$/m);
    return word;
}

// Does the page fit the width of the screen?
export const fits = (page) => page.evaluate(() =>
    document.documentElement.scrollWidth <= document.documentElement.clientWidth);

// Counts the bytes that go over the line while `visit` runs: those of every visit, and those
// that only the first one costs, because the browser may keep them for ever.
export async function weigh(page, visit) {
    const sum = { each: 0, once: 0 }, pending = [];
    const count = async (request) => {
        const { responseBodySize, responseHeadersSize } = await request.sizes();
        const kept = /immutable/.test((await request.response()).headers()["cache-control"] ?? "");
        sum[kept ? "once" : "each"] += responseBodySize + responseHeadersSize;
    };
    const note = (request) => pending.push(count(request));
    page.on("requestfinished", note);
    await visit();
    await page.waitForLoadState("networkidle");
    page.off("requestfinished", note);
    await Promise.all(pending);
    return sum;
}

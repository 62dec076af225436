// pages_test.mjs - the demo office as each role walks through it: from the menu along the links,
// one page of each kind; whole in both widths, quiet, named, labelled, in words, accessible.
// office: demo
import { readFileSync, readdirSync } from "node:fs";
import { axeHere, enterDemo, fits, heights, start, widths } from "./lib.mjs";

const KINDS_MAX = 30; // page kinds that one role is led through
const roles = [ // the first who meets a page kind also has it checked by axe
    { login: "chuyenvien", lang: "vi", scheme: "light", width: 1280 },
    { login: "quantri", lang: "en", scheme: "dark", width: 390 },
    { login: "huyen", lang: "vi", scheme: "dark", width: 1280,
        first: "/task?state=running" }, // a task to report on
    { login: "lanhdao", lang: "en", scheme: "light", width: 390 },
    { login: "kiemtra", lang: "vi", scheme: "light", width: 390 },
];
const leaves = /^\/(lang|logout|static|login|setup|log\/checkpoint)\b/;
const downloads = /\/export|\/(template|wrong)$|\.(csv|json)$|\/(file|evidence)\//;

const folder = new URL("../../lang/vi/", import.meta.url);
const keys = new Set(readdirSync(folder).flatMap((name) =>
    readFileSync(new URL(name, folder), "utf8").match(/(?<=^msgid ")[^"]+/gm)));
const seen = new Set(); // page kinds that axe has judged

const t = await start();
const kindOf = (path) => path.replace(/\/(\d+|[0-9a-f]{16,})(?=\/|$)/g, "/{id}");

// What is on this page: said once, for the browser is asked once.
const look = (page) => page.evaluate(() => ({
    lang: document.documentElement.lang,
    title: document.title.trim(),
    heads: document.querySelectorAll("h1").length,
    text: document.body.innerText,
    unnamed: [...document.querySelectorAll("input:not([type=hidden]), select, textarea, button")]
        .filter((e) => !e.labels?.length && !e.ariaLabel && !e.title && !e.innerText?.trim() &&
            !e.hasAttribute("aria-labelledby"))
        .map((e) => e.name || e.outerHTML.slice(0, 80)),
    links: [...document.querySelectorAll("a[href]")].filter((a) => a.origin === location.origin)
        .map((a) => a.pathname + a.search),
}));

async function judge(page, role, path, kind) {
    const wrong = (what) => t.check(false, `${role.login} ${path}: ${what}`);
    const reply = await page.goto(path);
    if (reply.status() !== 200) wrong(`status ${reply.status()}`);
    for (const width of [...widths].sort((a) => a === role.width ? 1 : -1)) {
        await page.setViewportSize({ width, height: heights[width] });
        if (!await fits(page)) wrong(`wider than ${width}`);
    }
    const is = await look(page);
    if (is.lang !== role.lang) wrong(`in ${is.lang}`);
    if (!is.title) wrong("no title");
    if (is.heads !== 1) wrong(`${is.heads} h1`);
    for (const name of is.unnamed) wrong(`${name} has no label`);
    for (const word of is.text.match(/[a-z]+(\.[a-z]+)+/g) ?? [])
        if (keys.has(word)) wrong(`the key ${word} without words`);
    if (!seen.has(kind)) for (const found of await axeHere(page)) wrong(`axe: ${found}`);
    seen.add(kind);
    return is.links;
}

async function walk(role) {
    const page = await t.visitor({ ...role, toString: () => role.login });
    page.setDefaultTimeout(60_000);
    await enterDemo(page, role.login);
    await page.goto(`/lang/${role.lang}`);
    const known = new Set(), queue = [role.first ?? "/", "/"];
    while (queue.length && known.size < KINDS_MAX) {
        const path = queue.shift(), kind = kindOf(path.replace(/[?#].*/, ""));
        if (known.has(kind) || leaves.test(kind) || downloads.test(kind)) continue;
        known.add(kind);
        queue.push(...await judge(page, role, path, kind));
    }
    t.check(known.size >= 12, `${role.login} came to ${known.size} kinds of page only`);
    if (process.env.TELL) console.log(role.login, known.size, [...known].join(" "));
    await page.context().close();
}

for (const role of roles) await walk(role);
await t.end();
